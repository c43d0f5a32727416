package web

import (
	"errors"

	"porchlight/app/catalog"
	"porchlight/app/press"

	"github.com/gofiber/fiber/v2"
)

// showEdition tells a page of whoever edits which edition is in force, and what keeps the next one from being printed.
func (s *Server) showEdition(c *fiber.Ctx) error {
	failure := s.Press.Failure()
	var mistakes catalog.Problems
	if failure != nil && !errors.As(failure, &mistakes) {
		mistakes = catalog.Problems{{Reason: failure.Error()}}
	}
	data := map[string]any{"Stamp": s.Press.Current().Assets.Stamp, "Mistakes": mistakes}
	return s.answer(c, fiber.StatusOK, "dev/_mistakes", press.Page{Title: "What keeps the next edition from being printed"}, data)
}
