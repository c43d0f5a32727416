package web

import (
	"time"

	"porchlight/app/broadcast"
	"porchlight/app/conversation"
	"porchlight/app/fault"

	"github.com/gofiber/fiber/v2"
)

// broadcastForm is what an owner typed and chose, and what there is to choose from.
type broadcastForm struct {
	ID, Text, Card string
	To             string // a place, or toVisitor
	Visitor        string // whom the page was opened for; empty: nobody in particular
	Length, Until  string
	Error          string

	Reached reached // the visitor
	Groups  []placeGroup
	Site    int // visitors here now
	Zone    *time.Location
}

// reached is a visitor whom a broadcast is to reach alone.
type reached struct {
	Visitor, Name string
	Here          bool // and listed
}

// Choices are the lengths that are offered.
func (broadcastForm) Choices() []broadcast.Choice { return broadcast.Choices }

// Most is how long a text may be.
func (broadcastForm) Most() int { return broadcast.TextMost }

// Roughly is that in what browsers count, of which some characters take two.
func (broadcastForm) Roughly() int { return 2 * broadcast.TextMost }

func broadcastFormOf(c *fiber.Ctx) broadcastForm {
	form := broadcastForm{
		ID: field(c, "id"), Text: field(c, "text"), Card: field(c, "card"), To: field(c, "to"), Length: field(c, "length"), Until: cleaned(field(c, "until")),
	}
	if visitor := field(c, "visitor"); conversation.ValidID(visitor) {
		form.Visitor = visitor
	}
	return form
}

// broadcastDraft makes a draft of a form, or says which of its choices there is not (any more).
func (s *Server) broadcastDraft(c *fiber.Ctx, form broadcastForm) (broadcast.Draft, error) {
	draft := broadcast.Draft{ID: form.ID, Text: form.Text, Card: s.cited(form.Card), Length: form.Length, Until: form.Until, Zone: s.hours().Zone, Account: accountOf(c).ID}
	switch _, known := s.Press.Current().Catalog.Title(form.To); {
	case form.Card != draft.Card:
		return draft, fault.New(fault.Invalid, "That card is not on this site any more. Choose another one.")
	case form.To == toVisitor && form.Visitor != "":
		draft.Visitor = form.Visitor
		return draft, s.mayReach(form.Visitor)
	case form.To != "" && !known:
		return draft, fault.New(fault.Invalid, "That place is not on this site any more. Choose another one.")
	}
	draft.Place = form.To
	return draft, nil
}

// mayReach refuses a visitor to whom an owner cannot write: one who is not here, or asked not to be listed, and has never written.
func (s *Server) mayReach(visitor string) error {
	if s.isReachable(visitor) {
		return nil
	}
	ctx, cancel := askingAside()
	defer cancel()
	_, err := s.Conversations.Get(ctx, visitor)
	if fault.Is(err, fault.NotFound) {
		return fault.New(fault.Invalid, "This visitor has left, or asks not to be listed. Choose somebody else whom it is for.")
	}
	return err
}

// complete adds what there is to choose from.
func (s *Server) complete(form *broadcastForm) {
	form.Zone, form.Site = s.hours().Zone, s.Roster.Count(broadcast.Everyone)
	if form.Visitor != "" {
		form.Reached = s.reached(form.Visitor)
	}
	form.Groups = s.placeGroups()
}

func (s *Server) reached(visitor string) reached {
	_, here := s.Roster.Entry(visitor)
	return reached{Visitor: visitor, Name: nameOf(visitor), Here: here}
}
