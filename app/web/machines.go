package web

import "github.com/gofiber/fiber/v2"

// headerRobots keeps an answer out of search engines: pages are found, their parts, errors and what is private are not.
const headerRobots, noIndex = "X-Robots-Tag", "noindex"

// file answers with what is printed for machines: robots.txt, the sitemap, the feed, llms.txt.
func (s *Server) file(c *fiber.Ctx) error {
	sheet, is := s.Press.Current().File(c.Path())
	if !is {
		return nothingHere
	}
	return send(c, sheet, revalidate, fiber.HeaderAcceptEncoding)
}

// picture answers with what other sites show beside a link to a place, and lets them: it is the one thing here that is meant
// for their pages.
func (s *Server) picture(c *fiber.Ctx) error {
	sheet, is, err := s.Press.Current().Picture(c.Path())
	if err != nil {
		return err
	}
	if !is {
		return nothingHere
	}
	c.Set("Cross-Origin-Resource-Policy", "cross-origin")
	return send(c, sheet, daily, fiber.HeaderAcceptEncoding)
}
