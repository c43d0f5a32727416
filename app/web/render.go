package web

import (
	"cmp"

	"porchlight/app/press"

	"github.com/gofiber/fiber/v2"
)

// answer sends a view with a status, as what the request asks for.
func (s *Server) answer(c *fiber.Ctx, status int, view string, page press.Page, data any) error {
	html, err := render(c, s.Press.Current(), view, page, data)
	if err != nil {
		return s.answerPlainly(c, view, err)
	}
	c.Set(fiber.HeaderVary, placeVary)
	return sendPrivate(c.Status(status), html)
}

// render makes what the request asks for of a view: the fragment, or the document with the layout round it.
func render(c *fiber.Ctx, in *press.Edition, view string, page press.Page, data any) ([]byte, error) {
	if wantsFragment(c) {
		return in.Views.Fragment(view, data)
	}
	page.Kind = cmp.Or(page.Kind, "plain")
	page.Title += " · " + in.Catalog.Site.Name
	return in.Views.Page(view, page, data)
}

// sendPrivate sends what was rendered for one request and is nothing for a search engine.
func sendPrivate(c *fiber.Ctx, html []byte) error {
	c.Set(headerRobots, noIndex)
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	return c.Send(html)
}

// answerPlainly is what is left when the views fail.
func (s *Server) answerPlainly(c *fiber.Ctx, view string, err error) error {
	requestOf(c).failed = true
	s.Log.ErrorContext(along(c), "a view failed", "view", view, "error", err)
	c.Set(headerRobots, noIndex)
	c.Set(fiber.HeaderContentType, fiber.MIMETextPlainCharsetUTF8)
	return c.Status(fiber.StatusInternalServerError).SendString("Something went wrong here. It has been noted as " + requestOf(c).ID() + "; please try again.")
}
