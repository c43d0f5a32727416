package web

import (
	"strconv"
	"time"

	"porchlight/app/fault"

	"github.com/gofiber/fiber/v2"
)

// The fields of the plain form that tell programs from people. The script's posts have neither, and so may those of curl.
const (
	madeField = "made"     // when the form was made, in Unix milliseconds
	lureField = "homepage" // which nobody sees
)

// thinking is what a person takes at least between seeing the form and sending it.
const thinking = 2 * time.Second

// made is the time for a form. It needs no signature: who knows that it can be forged can leave it out as well, and the page
// that it is in is stored nowhere.
func (s *Server) made() string { return strconv.FormatInt(s.Now().UnixMilli(), 10) }

// untrap refuses a plain form that was filled as programs fill it.
func (s *Server) untrap(c *fiber.Ctx) error {
	if isByHTMX(c) {
		return nil
	}
	if field(c, lureField) != "" {
		return fault.New(fault.Invalid, "A field that is not for people was filled in, perhaps by the browser. It is empty again: please send once more.")
	}
	made, err := strconv.ParseInt(field(c, madeField), 10, 64)
	if err == nil && s.Now().Sub(time.UnixMilli(made)) < thinking {
		return fault.New(fault.Invalid, "That was very quick. Please look it over and send it again.")
	}
	return nil
}
