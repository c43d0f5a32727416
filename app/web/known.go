package web

import (
	"time"

	"porchlight/app/conversation"
	"porchlight/app/fault"
	"porchlight/app/notify"

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
	Waiting      []notify.Notice // to the visitor or to owners, about the conversation
	Tabs         int             // open, on all nodes
	Since        time.Time       // when they came; zero: not listed
	Trail        []trailStep
	Blocked      bool
}

func (s *Server) knownOf(c *fiber.Ctx) (k known, err error) {
	k.Unfollowed, k.Unlisted = isUnfollowed(c), c.Cookies(s.cookieName(unlistedCookie)) != ""
	v, named := s.visitorOf(c)
	if !named {
		return k, nil
	}
	k.id, k.Named, k.Name = v.id, true, nameOf(v.id)
	k.Tabs, k.Trail = s.Roster.SocketsOf(v.id), s.trailOf(v.id)
	if entry, here := s.Roster.Entry(v.id); here {
		k.Since = entry.Since
	}
	ctx, cancel := asking()
	defer cancel()
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
	k.Waiting, err = s.Outbox.Of(ctx, v.id)
	return k, err
}

// Wrote reports whether something that was said is kept.
func (k known) Wrote() bool { return k.Tally.Asked+k.Tally.Answered > 0 }

// Facts reports whether the browser said something of itself that is kept.
func (k known) Facts() bool { return k.Conversation.Facts != conversation.Facts{} }

// Nothing reports whether nothing is known at all.
func (k known) Nothing() bool { return !k.Named && !k.Unlisted }
