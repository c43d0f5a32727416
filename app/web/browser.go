package web

import (
	"strings"

	"github.com/gofiber/fiber/v2"
)

// Browsers and systems by what they call themselves. The order counts: most name those before them, too.
var (
	browserNames = [][2]string{{"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser", "Samsung Internet"}, {"Firefox", "Firefox"}, {"FxiOS", "Firefox"}, {"Chrome", "Chrome"}, {"CriOS", "Chrome"}, {"Safari", "Safari"}}
	systemNames  = [][2]string{{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"Windows", "Windows"}, {"CrOS", "ChromeOS"}, {"Mac OS X", "Mac"}, {"Linux", "Linux"}}
)

// browserOf is what somebody knows a browser of theirs by: Firefox on Android. It is a help to the memory and decides nothing.
func browserOf(c *fiber.Ctx) string {
	agent := c.Get(fiber.HeaderUserAgent)
	find := func(names [][2]string, none string) string {
		for _, name := range names {
			if strings.Contains(agent, name[0]) {
				return name[1]
			}
		}
		return none
	}
	return find(browserNames, "A browser") + " on " + find(systemNames, "some device")
}
