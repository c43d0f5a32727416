package web

import (
	"net/url"
	"strings"
	"time"

	"porchlight/app/fault"
	"porchlight/app/lamp"
	"porchlight/app/live"
	"porchlight/app/press"

	"github.com/gofiber/fiber/v2"
)

// switchView is what staff see of the lamp: how it stands and why, and what an owner can say instead.
type switchView struct {
	lamp.Shown
	By      string // who set the switch
	Choices []lamp.Choice
	Typed   string // the time that was chosen and refused
	Error   string
	Zone    *time.Location
}

// switchNow returns the switch as everybody was shown it. The caller holds showing.
func (s *Server) switchNow() switchView {
	h := s.hours()
	return switchView{Shown: s.lamp.shown, By: shortName(s.lamp.shown.By), Choices: s.Lamp.Choices(h), Zone: h.Zone}
}

func (s *Server) switchFrame() live.Frame { return s.frame("inbox/switch-partial", s.switchNow()) }

// showSwitch shows all staff how the switch stands.
func (s *Server) showSwitch() {
	frame := s.switchFrame()
	s.hub.Broadcast(staffRoom, frame)
}

// setLamp is an owner's word on whether they are in. All nodes hear of it; this one shows it at once.
func (s *Server) setLamp(c *fiber.Ctx) error {
	ctx, cancel := s.acting(c, didLamp, "", strings.TrimSpace(field(c, "to")+" "+field(c, "until")))
	defer cancel()
	err := s.Lamp.Choose(ctx, s.hours(), accountOf(c).ID, field(c, "to"), field(c, "until"))
	if err != nil && !fault.Is(err, fault.Invalid) || err != nil && !wantsFragment(c) {
		return err
	}
	if err == nil {
		s.Bus.Publish(topicLamp, nil)
		s.showing.Lock()
		s.showLamp()
		s.showing.Unlock()
	}
	if !wantsFragment(c) {
		return c.Redirect(s.staffPageBefore(c), fiber.StatusSeeOther)
	}
	s.showing.RLock()
	view := s.switchNow()
	s.showing.RUnlock()
	status := fiber.StatusOK
	if err != nil {
		var f *fault.Error
		status, f = statusOf(err)
		view.Error, view.Typed = f.Sentence, field(c, "until")
	}
	return s.answer(c, status, "inbox/_switch", press.Page{}, view)
}

// staffPageBefore is the page of staff that a form was sent from; the inbox where that is not known.
func (s *Server) staffPageBefore(c *fiber.Ctx) string {
	from, err := url.Parse(c.Get(fiber.HeaderReferer))
	if err != nil {
		return "/inbox"
	}
	if _, _, is := s.staffPageAt(from.Path); !is {
		return "/inbox"
	}
	return (&url.URL{Path: from.Path, RawQuery: from.RawQuery}).String()
}
