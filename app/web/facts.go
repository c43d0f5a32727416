package web

import (
	"regexp"
	"strings"
	"time"

	"porchlight/app/conversation"
	"porchlight/app/presence"

	"github.com/gofiber/fiber/v2"
)

// languageForm is a language tag as far as anybody needs it: de, pt-BR, zh-Hant-TW (RFC 5646).
var languageForm = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$`)

// zoneForm is a name of the IANA time zone database as browsers know it: a region and a city, or UTC. The folder of a system
// holds more, such as right/UTC.
var zoneForm = regexp.MustCompile(`^([A-Z][A-Za-z]+(/[A-Z][A-Za-z0-9_+-]*){1,2}|UTC)$`)

// factsOf is what a browser says of itself with a message.
func factsOf(c *fiber.Ctx) conversation.Facts {
	f := conversation.Facts{Language: languageOf(c.Get(fiber.HeaderAcceptLanguage))}
	if name := field(c, "zone"); zoneForm.MatchString(name) {
		if _, err := time.LoadLocation(name); err == nil {
			f.TimeZone = name
		}
	}
	f.Device = deviceOf(c.Get(fiber.HeaderUserAgent))
	return f
}

// languageOf is the language that a browser wants first; empty where it does not say so properly.
func languageOf(accepted string) string {
	first, _, _ := strings.Cut(accepted, ",")
	first, _, _ = strings.Cut(first, ";")
	if tag := strings.TrimSpace(first); languageForm.MatchString(tag) {
		return tag
	}
	return ""
}

// hostForm is a host's name, with a port where it has one.
var hostForm = regexp.MustCompile(`^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?(:[0-9]{1,5})?$`)

// aboutOf is what a browser says of itself with a handshake; its page says which host led to it.
func aboutOf(c *fiber.Ctx) presence.Socket {
	about := presence.Socket{Language: languageOf(c.Get(fiber.HeaderAcceptLanguage)), Device: deviceOf(c.Get(fiber.HeaderUserAgent))}
	if from := strings.ToLower(c.Query("from")); hostForm.MatchString(from) {
		about.Referrer = from
	}
	return about
}

// isTalking reports whether a visitor with this conversation is in it: it is open, and not put away.
func isTalking(c conversation.Conversation, now time.Time) bool {
	state := c.State(now)
	return c.LastSeq >= c.FirstSeq && c.LastSeq > 0 && (state == conversation.Open || state == conversation.Waiting)
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
