package web

import (
	"porchlight/app/fault"

	"github.com/gofiber/fiber/v2"
)

// isForeign reports whether a link or a script of another site began a request (Fetch Metadata, Sec-Fetch-Site). Cookies that are
// SameSite=Lax come with such a link, so that what leaves a record, or takes data along, must not be done by it.
func isForeign(c *fiber.Ctx) bool {
	from := c.Get("Sec-Fetch-Site")
	return from == "cross-site" || from == "same-site"
}

// atHome lets only those requests through that no other site began.
func atHome(handle fiber.Handler) fiber.Handler {
	return func(c *fiber.Ctx) error {
		if isForeign(c) {
			return fault.New(fault.Forbidden, "Another site led here. Open the page with this file yourself, and take it from there.")
		}
		return handle(c)
	}
}
