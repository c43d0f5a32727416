package web

import (
	"regexp"
	"strings"
	"time"

	"porchlight/app/conversation"

	"github.com/gofiber/fiber/v2"
)

// languageForm is a language tag as far as anybody needs it: de, pt-BR, zh-Hant-TW (RFC 5646).
var languageForm = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$`)

// zoneForm is a name of the IANA time zone database as browsers know it: a region and a city, or UTC. The folder of a system
// holds more, such as right/UTC.
var zoneForm = regexp.MustCompile(`^([A-Z][A-Za-z]+(/[A-Z][A-Za-z0-9_+-]*){1,2}|UTC)$`)

// factsOf is what a browser says of itself with a message.
func factsOf(c *fiber.Ctx) conversation.Facts {
	var f conversation.Facts
	first, _, _ := strings.Cut(c.Get(fiber.HeaderAcceptLanguage), ",")
	first, _, _ = strings.Cut(first, ";")
	if tag := strings.TrimSpace(first); languageForm.MatchString(tag) {
		f.Language = tag
	}
	if name := field(c, "zone"); zoneForm.MatchString(name) {
		if _, err := time.LoadLocation(name); err == nil {
			f.TimeZone = name
		}
	}
	f.Device = deviceOf(c.Get(fiber.HeaderUserAgent))
	return f
}

// deviceOf tells the class of a device from what its browser calls itself. Mobi is what phones say, as MDN recommends to look
// for: https://developer.mozilla.org/docs/Web/HTTP/Guides/Browser_detection_using_the_user_agent
func deviceOf(agent string) string {
	switch {
	case agent == "":
		return ""
	case strings.Contains(agent, "iPad"), strings.Contains(agent, "Tablet"), strings.Contains(agent, "Android") && !strings.Contains(agent, "Mobi"):
		return "tablet"
	case strings.Contains(agent, "Mobi"):
		return "phone"
	}
	return "desktop"
}
