package web

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"porchlight/app/conversation"
	"porchlight/app/fault"
	"porchlight/app/live"
	"porchlight/app/presence"

	"github.com/gofiber/fiber/v2"
)

// trailRoom holds the sockets of pages that show a visitor's trail.
func trailRoom(visitor string) string { return "trail:" + visitor }

// visit is what staff see of one visitor while they are here, and of who has left that they have.
type visit struct {
	presence.Entry
	Here  bool   // and listed
	Title string // of the place
	Steps []step // the present place first
	Most  int    // steps that are kept
}

// step is a place of a visit.
type step struct {
	trailStep
	Stayed time.Duration // zero: they are there still
}

// Key tells a step from the others, so that focus stays on it while others come.
func (s step) Key() string { return strconv.FormatInt(s.At.UnixMilli(), 36) }

// Long says how long they were there.
func (s step) Long() string { return lasting(s.Stayed) }

// lasting says a time in its two largest units.
func lasting(d time.Duration) string {
	switch s := int(d.Round(time.Second).Seconds()); {
	case s < 1:
		return "under 1 s"
	case s < 60:
		return fmt.Sprintf("%d s", s)
	case s < 3600:
		return fmt.Sprintf("%d min %d s", s/60, s%60)
	default:
		return fmt.Sprintf("%d h %d min", s/3600, s%3600/60)
	}
}

func (s *Server) visitOf(visitor string) visit {
	v := visit{Most: presence.TrailMost}
	if v.Entry, v.Here = s.Roster.Entry(visitor); !v.Here {
		return v
	}
	v.Title, _ = s.Press.Current().Catalog.Title(v.Place)
	var next time.Time
	for _, passed := range slices.Backward(s.trailOf(visitor)) {
		one := step{trailStep: passed}
		if !next.IsZero() {
			one.Stayed = next.Sub(passed.At)
		}
		v.Steps, next = append(v.Steps, one), passed.At
	}
	return v
}

// trailOf is where a visitor was in this visit; nothing where they are not listed.
func (s *Server) trailOf(id string) (trail []trailStep) {
	for _, step := range s.Roster.Trail(id) {
		title, _ := s.Press.Current().Catalog.Title(step.Place)
		trail = append(trail, trailStep{Place: step.Place, Title: title, At: step.At})
	}
	return trail
}

// trailPage is a visit with what an owner can do about it.
type trailPage struct {
	Visit        visit
	ID, Name     string
	Acts         bool // whoever looks is an owner
	Written      bool // there is a conversation
	BlockedUntil time.Time
}

// showTrail shows where a visitor was in this visit, and goes on to. Who has left, or asked not to be listed, is not found: the page
// says so, and is live all the same, since they may come back.
func (s *Server) showTrail(c *fiber.Ctx) error {
	id := c.Params("visitor")
	if !conversation.ValidID(id) {
		return fault.New(fault.NotFound, "There is no such visitor.")
	}
	view := trailPage{Visit: s.visitOf(id), ID: id, Name: nameOf(id), Acts: accountOf(c).Role.MayAnswer()}
	if view.Acts {
		ctx, cancel := asking(c)
		defer cancel()
		now, err := s.Conversations.Get(ctx, id)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		view.Written = now.LastSeq > 0
		if now.BlockedUntil.After(s.Now()) {
			view.BlockedUntil = now.BlockedUntil
		}
	}
	status := fiber.StatusOK
	if !view.Visit.Here {
		status = fiber.StatusNotFound
	}
	page := s.staffPage(c, view.Name, presencePath+"/"+id)
	page.Bundle = "trail"
	return s.answer(c, status, "presence/trail", page, view)
}

// enterTrail shows the page of a trail what there is. The caller holds showing.
func (s *Server) enterTrail(socket *live.Socket[*session]) {
	s.hub.Join(socket, trailRoom(socket.Data.watched))
	socket.Send(s.frame("presence/trail-partial", s.visitOf(socket.Data.watched)))
}

// showTrails renews the pages of trails of visitors who changed.
func (s *Server) showTrails(visitors []string) {
	for _, v := range visitors {
		if s.hub.Size(trailRoom(v)) > 0 {
			s.hub.Broadcast(trailRoom(v), s.frame("presence/trail-partial", s.visitOf(v)))
		}
	}
}
