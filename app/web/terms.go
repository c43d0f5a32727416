package web

import (
	"fmt"
	"strings"
	"time"

	"porchlight/app/account"
	"porchlight/app/broadcast"
	"porchlight/app/contact"
	"porchlight/app/conversation"
	"porchlight/app/presence"
)

// terms are what the page says about everybody, from the settings in force.
type terms struct {
	Keep
	Mail    string // host that mails are handed to; empty: none is sent
	Webhook string // host that is called with each message; empty: none
	Push    bool   // owners may have pushes sent to their devices
	Server  bool   // the store is one
	https   bool
}

func (s *Server) terms() terms {
	t := terms{Keep: s.Keep, Push: s.Pusher != nil, Server: s.OnServer, https: s.Origins.HTTPS}
	if s.Mailer != nil {
		t.Mail = s.Mailer.Host()
	}
	if s.Webhook != nil {
		t.Webhook = s.Webhook.Host()
	}
	return t
}

// Cookie is the name that a cookie has here.
func (p terms) Cookie(name string) string {
	if p.https {
		return hostPrefix + name
	}
	return name
}

// Long says a setting, of which 0 is for ever.
func (terms) Long(d time.Duration) string {
	if d == 0 {
		return "for ever"
	}
	return span(d)
}

// For says a setting behind a verb.
func (t terms) For(d time.Duration) string {
	if d == 0 {
		return t.Long(d)
	}
	return "for " + t.Long(d)
}

// Times that are no settings.

func (terms) Name() string        { return span(visitorLasts) }
func (terms) Wish() string        { return span(unlistedLasts) }
func (terms) Unconfirmed() string { return span(contact.UnconfirmedLast) }
func (terms) Link() string        { return span(contact.ResumeLasts) }
func (terms) LinkKnown() string   { return span(contact.LinksLast) }
func (terms) Browser() string     { return span(contact.BrowserLasts) }
func (terms) Erased() string      { return span(conversation.ErasedFor) }
func (terms) Edit() string        { return span(conversation.EditWithin) }
func (terms) Told() string        { return span(broadcast.KeptFor) }
func (terms) Block() string       { return span(blockFor) }
func (terms) Grace() string       { return span(presence.Grace) }
func (terms) Lease() string       { return span(presence.Lease) }
func (terms) Steps() int          { return presence.TrailMost }
func (terms) Idle() string        { return span(account.SessionIdle) }
func (terms) Session() string     { return span(account.SessionAge) }
func (terms) Known() string       { return span(account.KnownFor) }
func (terms) Challenge() string   { return span(account.ChallengeFor) }
func (terms) SetupLink() string   { return span(account.SetupFor) }
func (terms) SweepEvery() string  { return strings.TrimPrefix(span(sweepEvery), "1 ") }

// Limit is how long it is known who used up a limit: those of mails refer to a day.
func (p terms) Limit() string {
	if p.Mail != "" {
		return span(contact.Day)
	}
	return span(longestSpan)
}

// span says a length of time in its largest whole unit.
func span(d time.Duration) string {
	for _, unit := range []struct {
		length time.Duration
		name   string
	}{{24 * time.Hour, "day"}, {time.Hour, "hour"}, {time.Minute, "minute"}, {time.Second, "second"}} {
		if n := int(d / unit.length); d%unit.length == 0 && n > 0 && (n > 1 || unit.name != "day") {
			return fmt.Sprintf("%d %s%s", n, unit.name, map[bool]string{false: "s"}[n == 1])
		}
	}
	return d.String()
}
