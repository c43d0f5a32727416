package web

import (
	"porchlight/app/catalog"
	"porchlight/app/conversation"

	"github.com/gofiber/fiber/v2"
)

// gapView is a place that visitors asked about, with the file in which an answer could stand.
type gapView struct {
	conversation.Gap
	Card *catalog.Card // nil: the place is gone
}

func (s *Server) showGaps(c *fiber.Ctx) error {
	ctx, cancel := asking(c)
	defer cancel()
	gaps, err := s.Conversations.Gaps(ctx)
	if err != nil {
		return err
	}
	var view []gapView
	for _, g := range gaps {
		view = append(view, gapView{Gap: g, Card: s.Press.Current().Catalog.Card(g.Place)})
	}
	return s.answer(c, fiber.StatusOK, "inbox/gaps", s.staffPage(c, "Content gaps", "/inbox"), view)
}
