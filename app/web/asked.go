package web

import (
	"context"
	"fmt"
	"regexp"
	"time"

	"porchlight/app/conversation"
	"porchlight/app/notify"
)

const (
	lookSoon   = 5 * time.Second // while an owner looks: what they do not read is sent soon after
	lookLate   = time.Minute     // and what they have let lie for long, a little later
	quotedMost = 20              // messages that a mail quotes
)

// asked is what an owner who is not here is told: the messages of a conversation that no owner has read.
type asked struct {
	ID, Name, Site string
	Questions      []question
	More           int    // unread ones before those
	Link, Settings string // the thread, and where such mails are switched off
}

type question struct {
	conversation.Message
	PlaceTitle, PlaceLink string
}

// Spans are the parts of its body.
func (q question) Spans() []conversation.Span { return conversation.Spans(q.Body) }

// lineEnds are what a mail program may end a line at (https://www.unicode.org/reports/tr18/#RL1.6).
var lineEnds = regexp.MustCompile(`\r\n|[\n\v\f\r\x{85}\x{2028}\x{2029}]`)

// Lines are those of its body, so that each can be marked as quoted.
func (q question) Lines() []string { return lineEnds.Split(q.Body, -1) }

// stillAsked returns what is to be told of a conversation now: notify.ErrNotNeeded where it was read, deleted or erased meanwhile, and
// notify.Later while an owner looks, who may be about to read it.
func (s *Server) stillAsked(ctx context.Context, n notify.Notice) (a asked, err error) {
	id := n.Conversation
	latest, err := s.Conversations.Latest(ctx, id, 0, threadPage)
	if err != nil {
		return a, err
	}
	in, site, origin := s.Press.Current().Catalog, s.Press.Current().Catalog.Site.Name, s.Origins.Main()
	a = asked{ID: id, Name: nameOf(id), Site: site, Link: origin + "/inbox/" + id, Settings: origin + reachPath}
	for _, m := range latest.Messages {
		if m.From != conversation.Visitor || m.Deleted || m.Seq <= latest.Conversation.Owner.Read {
			continue
		}
		q := question{Message: m}
		if title, known := in.Title(m.Place); known && m.Place != "/" { // which is about nothing in particular
			q.PlaceTitle, q.PlaceLink = title, origin+m.Place
		}
		a.Questions = append(a.Questions, q)
	}
	switch {
	case len(a.Questions) == 0:
		return a, notify.ErrNotNeeded
	case s.Roster.OwnerLooks():
		return a, notify.Later(min(max(lookSoon, s.Now().Sub(n.CreatedAt)/4), lookLate))
	}
	if more := len(a.Questions) - quotedMost; more > 0 {
		a.Questions, a.More = a.Questions[more:], more
	}
	return a, nil
}

func (a asked) last() question { return a.Questions[len(a.Questions)-1] }

// Subject is how the mail stands in a list of mails, and the push above its text.
func (a asked) Subject() string {
	from := a.last().PlaceTitle
	switch n := len(a.Questions) + a.More; {
	case n > 1 && from != "":
		return fmt.Sprintf("%s asks about %s: %d messages", a.Name, from, n)
	case n > 1:
		return fmt.Sprintf("%s asks: %d messages", a.Name, n)
	case from != "":
		return fmt.Sprintf("%s asks about %s", a.Name, from)
	}
	return a.Name + " asks"
}
