package web

import (
	"porchlight/app/fault"
	"porchlight/app/press"

	"github.com/gofiber/fiber/v2"
)

const (
	revalidate = "public, no-cache"
	immutable  = "public, max-age=31536000, immutable"
	daily      = "public, max-age=86400"
	private    = "no-store"
	placeVary  = "HX-Request, HX-Request-Type, Accept-Encoding"
	etag       = "Etag" // as fasthttp writes ETag
)

// nothingHere is the answer to an address that is no place.
var nothingHere = fault.New(fault.NotFound, "There is nothing at this address.")

// place answers with the printed page or fragment: no rendering, no store, no cookie.
func (s *Server) place(c *fiber.Ctx) error {
	place, is := s.Press.Current().Find(c.Path())
	if !is {
		return nothingHere
	}
	requestOf(c).place = c.Path()
	sheet := place.Page
	if wantsFragment(c) {
		sheet = place.Fragment
		c.Response().Header.SetCanonical([]byte(headerRobots), []byte(noIndex))
	}
	return send(c, sheet, revalidate, placeVary)
}

// asset answers with a static file under its hashed name.
func (s *Server) asset(c *fiber.Ctx) error {
	sheet, is := s.Press.Current().Assets.Find(c.Path())
	if !is {
		return fault.New(fault.NotFound, "There is no such file.")
	}
	return send(c, sheet, immutable, fiber.HeaderAcceptEncoding)
}

// send answers with printed bytes, or 304 when the browser has them.
func send(c *fiber.Ctx, sheet *press.Sheet, cache, vary string) error {
	as := sheet.As(c.Get(fiber.HeaderAcceptEncoding))
	header := &c.Response().Header // the names are canonical, and this is the path that every page takes
	header.SetCanonical([]byte(fiber.HeaderVary), []byte(vary))
	header.SetCanonical([]byte(fiber.HeaderCacheControl), []byte(cache))
	header.SetCanonical([]byte(etag), []byte(as.ETag))
	if len(c.Request().Header.Peek(fiber.HeaderIfNoneMatch)) > 0 && c.Fresh() { // Fiber takes a date alone for a match
		return c.SendStatus(fiber.StatusNotModified)
	}
	c.Response().Header.SetContentType(sheet.Type)
	if as.Name != "" {
		c.Response().Header.SetContentEncoding(as.Name)
	}
	c.Response().SetBodyRaw(as.Bytes)
	return nil
}

// wantsFragment reports whether HTMX asks for the part that it swaps in; a restore or a boosted walk wants the document.
func wantsFragment(c *fiber.Ctx) bool {
	return isByHTMX(c) && string(c.Request().Header.Peek("HX-Request-Type")) == "partial"
}

// isByHTMX reports whether the page's script asks, and not the browser itself.
func isByHTMX(c *fiber.Ctx) bool { return string(c.Request().Header.Peek("HX-Request")) == "true" }
