package web

import (
	"encoding/json"
	"time"

	"github.com/gofiber/fiber/v2"
)

const (
	unlistedCookie = "unlisted"
	unlistedLasts  = 400 * 24 * time.Hour // the longest that browsers keep a cookie (RFC 6265bis, section 5.5): a wish should not end unnoticed
)

// isUnlisted reports whether a browser asks to be counted only: by the button on the page, or by what it says to every site.
func (s *Server) isUnlisted(c *fiber.Ctx) bool {
	return isUnfollowed(c) || s.wishesUnlisted(c)
}

func (s *Server) wishesUnlisted(c *fiber.Ctx) bool {
	return c.Cookies(s.cookieName(unlistedCookie)) != ""
}

// unlistedEvent tells all nodes that a visitor is listed nowhere from now on, or again.
type unlistedEvent struct {
	ID       string `json:"id"`
	Unlisted bool   `json:"unlisted"`
}

// unlist makes a visitor invisible, or takes that back. Tabs that are open follow at once, those that come read the cookie.
func (s *Server) unlist(c *fiber.Ctx) error {
	unlisted := field(c, "listed") == ""
	if unlisted {
		cookie := s.cookie(unlistedCookie, "1")
		cookie.MaxAge = int(unlistedLasts.Seconds())
		c.Cookie(cookie)
	} else {
		s.uncookie(c, unlistedCookie)
	}
	v, known, err := s.visitorOf(c)
	if err != nil {
		return err
	}
	if known {
		payload, _ := json.Marshal(unlistedEvent{ID: v.id, Unlisted: unlisted || isUnfollowed(c)}) // plain fields cannot fail
		s.Bus.Publish(topicUnlisted, payload)
	}
	return c.Redirect(privacyPath+"#presence", fiber.StatusSeeOther)
}
