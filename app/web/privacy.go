package web

import (
	"porchlight/app/press"

	"github.com/gofiber/fiber/v2"
)

const privacyPath = "/privacy"

// privacyView is the page: what is known of who asks, and the policy.
type privacyView struct {
	Known known
	Terms terms
	Swept *swept // by this node, for staff
}

// showPrivacy tells a visitor what is known of them, and everybody what is kept.
func (s *Server) showPrivacy(c *fiber.Ctx) error {
	known, err := s.knownOf(c)
	if err != nil {
		return err
	}
	view := privacyView{Known: known, Terms: s.terms()}
	if _, err := s.signedIn(c); err == nil {
		view.Swept = s.swept.Load()
	}
	return s.answer(c, fiber.StatusOK, "privacy/privacy", press.Page{
		Title: "Privacy", Description: "What this site knows of you, for how long, and how to take it with you or erase it.", Bundle: "privacy",
	}, view)
}
