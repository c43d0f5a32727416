package web

import (
	"time"

	"porchlight/app/broadcast"
	"porchlight/app/contact"
	"porchlight/app/conversation"
	"porchlight/app/fault"
	"porchlight/app/notify"
	"porchlight/app/presence"

	"github.com/gofiber/fiber/v2"
)

// known is all that the site knows of the visitor of a browser: the page tells it, the export gives it, erasing removes it.
type known struct {
	id           string
	Named        bool                      // it sent a cookie that we made
	Name         string                    // by which owners tell them from others
	Unfollowed   bool                      // it asks every site not to follow
	Unlisted     bool                      // it asks this site not to be listed
	Conversation conversation.Conversation // Rev 0: there is none
	Tally        conversation.Tally
	Notes        []conversation.Note
	Waiting      []notify.Notice       // to the visitor or to owners, about the conversation
	Told         []broadcast.Broadcast // to them alone
	Tabs         int                   // open, on all nodes
	Since        time.Time             // when they came; zero: not listed
	About        presence.Entry        // what staff see of them beside that; zero: nothing
	Trail        []trailStep
	Blocked      bool
	Contact      contact.Contact // the address that they left
	Reached      bool            // they left one
	Browsers     []contact.Browser
	Resumed      bool // this browser is one of those, opened by a mail
	Unproved     bool // and has not shown lately that it reads that mail: it is told less, and may take and erase nothing
}

func (s *Server) knownOf(c *fiber.Ctx) (k known, err error) {
	k.Unfollowed, k.Unlisted = isUnfollowed(c), s.wishesUnlisted(c)
	v, named, err := s.visitorOf(c)
	if err != nil || !named {
		return k, err
	}
	k.id, k.Named, k.Name = v.id, true, nameOf(v.id)
	k.Resumed, k.Unproved = v.resumed != nil, s.provedAs(v) != nil
	if k.Tabs = s.Roster.SocketsOf(v.id); !k.Unproved { // where somebody is, who reads their mail may not see
		k.Trail = s.trailOf(v.id)
	}
	if entry, here := s.Roster.Entry(v.id); here {
		if k.Since = entry.Since; !k.Unproved {
			k.About = entry
		}
	}
	ctx, cancel := asking(c)
	defer cancel()
	if k.Told, err = s.Broadcasts.To(ctx, v.id); err != nil {
		return k, err
	}
	k.Conversation, err = s.Conversations.Get(ctx, v.id)
	if fault.Is(err, fault.NotFound) {
		return k, nil
	}
	if err != nil {
		return k, err
	}
	k.Blocked = k.Conversation.BlockedUntil.After(s.Now())
	if k.Tally, err = s.Conversations.Tally(ctx, v.id); err != nil {
		return k, err
	}
	if k.Notes, err = s.Conversations.Notes(ctx, v.id); err != nil {
		return k, err
	}
	if k.Waiting, err = s.Outbox.Of(ctx, v.id); err != nil {
		return k, err
	}
	if k.Contact, k.Reached, err = s.Contacts.Of(ctx, v.id); err != nil {
		return k, err
	}
	k.Browsers, err = s.Contacts.Browsers(ctx, v.id)
	return k, err
}

// Wrote reports whether something that was said is kept.
func (k known) Wrote() bool { return k.Tally.Asked+k.Tally.Answered > 0 }

// Facts reports whether the browser said something of itself that is kept.
func (k known) Facts() bool { return k.Conversation.Facts != conversation.Facts{} }

// Coming says what waits to be sent, in words.
func (k known) Coming() (words []string) {
	for _, n := range k.Waiting {
		switch {
		case n.Channel == notify.MailChannel && n.Kind == kindAsked:
			words = append(words, "a mail that tells an owner of your question")
		case n.Channel == notify.MailChannel:
			words = append(words, "a mail to you")
		case n.Channel == notify.PushChannel:
			words = append(words, "a push that tells an owner of your question")
		default:
			words = append(words, "a call to the owner's program")
		}
	}
	return words
}

// Nothing reports whether nothing is known at all.
func (k known) Nothing() bool { return !k.Named && !k.Unlisted }
