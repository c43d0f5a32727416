package web

import (
	"context"
	"errors"
	"math"
	"net/url"
	"strconv"
	"time"

	"porchlight/app/fault"
	"porchlight/app/press"

	"github.com/gofiber/fiber/v2"
)

var statuses = map[fault.Kind]int{
	fault.Internal: fiber.StatusInternalServerError, fault.Invalid: fiber.StatusUnprocessableEntity, fault.NotFound: fiber.StatusNotFound,
	fault.Unauthorized: fiber.StatusUnauthorized, fault.Forbidden: fiber.StatusForbidden, fault.Conflict: fiber.StatusConflict,
	fault.Limited: fiber.StatusTooManyRequests, fault.Unavailable: fiber.StatusServiceUnavailable,
}

// titles head the error pages.
var titles = map[int]string{
	fiber.StatusForbidden: "Not for you, or not from here", fiber.StatusNotFound: "Nothing here", fiber.StatusMethodNotAllowed: "Not that way",
	fiber.StatusConflict: "Already sent", fiber.StatusRequestEntityTooLarge: "Too much at once", fiber.StatusUnprocessableEntity: "That did not work",
	fiber.StatusTooManyRequests: "A little slower", fiber.StatusServiceUnavailable: "Not at the moment", fiber.StatusInternalServerError: "Something broke here",
}

// fail answers every error: in the representation asked for, with a sentence that says what to do.
func (s *Server) fail(c *fiber.Ctx, err error) error {
	s.harden(&c.Response().Header) // requests that Fiber refuses itself come straight here
	c.Response().Header.Del(fiber.HeaderETag)
	status, f := s.note(c, err)
	if f.Kind == fault.Unauthorized {
		return askLogin(c)
	}
	setRetryAfter(c, f)
	if f == nothingHere {
		return s.failToFind(c)
	}
	return s.answer(c, status, "error/_error", press.Page{Title: titleOf(status)}, failure{
		Status: status, Title: titleOf(status), Sentence: f.Sentence, Reference: requestOf(c).reference(),
		Again: status >= fiber.StatusInternalServerError && c.Method() == fiber.MethodGet, Now: s.Now(),
		Passes: status == fiber.StatusServiceUnavailable && c.Method() == fiber.MethodGet,
		Staff:  accountOf(c).Role != "",
	})
}

// failure is what the page of an error shows.
type failure struct {
	Status          int
	Title, Sentence string
	Reference       string // the request's id, under which the log says what failed; empty: nothing did
	Again           bool   // the same request may succeed
	Passes          bool   // it will: nothing is wrong with the request or the program
	Now             time.Time
	Staff           bool // who is shown it watches presence
}

// note tells an error's status, and logs what is the site's own fault.
func (s *Server) note(c *fiber.Ctx, err error) (int, *fault.Error) {
	status, f := statusOf(err)
	if isOurs(f) {
		requestOf(c).failed = true
		s.Log.ErrorContext(along(c), "request failed", "method", c.Method(), "route", requestOf(c).route, "status", status, "error", err)
	}
	return status, f
}

// isOurs reports whether an error is the site's own fault. What is unavailable without a cause is refused on purpose, as while
// draining, and what is noted has a line for all of it.
func isOurs(f *fault.Error) bool {
	return f.Kind == fault.Internal || f.Kind == fault.Unavailable && f.Cause != nil && !f.Noted
}

// warn logs what went wrong in the background, where that is not logged yet; the next look may succeed.
func (s *Server) warn(ctx context.Context, what string, err error) {
	if err != nil && !fault.IsNoted(err) {
		s.Log.WarnContext(ctx, what, "error", err)
	}
}

// setRetryAfter says when to come again, in whole seconds (RFC 9110, section 10.2.3).
func setRetryAfter(c *fiber.Ctx, f *fault.Error) {
	if f.RetryAfter > 0 {
		c.Set(fiber.HeaderRetryAfter, strconv.Itoa(seconds(f.RetryAfter)))
	}
}

func seconds(d time.Duration) int { return int(math.Ceil(d.Seconds())) }

// statusOf tells an error's status; Fiber's own errors get sentences of ours.
func statusOf(err error) (int, *fault.Error) {
	var refused *fiber.Error
	if errors.As(err, &refused) {
		switch refused.Code {
		case fiber.StatusNotFound:
			return refused.Code, nothingHere
		case fiber.StatusMethodNotAllowed:
			return refused.Code, fault.New(fault.Invalid, "This address does not take that method.")
		case fiber.StatusRequestEntityTooLarge:
			return refused.Code, fault.New(fault.Invalid, "That is more than the site takes at once. Please send less.")
		case fiber.StatusUnsupportedMediaType:
			return refused.Code, fault.New(fault.Invalid, "Only plain forms are taken here.")
		case fiber.StatusBadGateway: // what Fiber makes of a connection that broke in the middle of a request
			return fiber.StatusBadRequest, fault.New(fault.Invalid, "The connection broke before the whole request was here.")
		case fiber.StatusUpgradeRequired:
			return refused.Code, fault.New(fault.Invalid, "This address is for the page's live connection.")
		}
		if refused.Code < fiber.StatusInternalServerError {
			return refused.Code, fault.New(fault.Invalid, "The request could not be understood.")
		}
	}
	f := fault.Of(err)
	return statuses[f.Kind], f
}

func titleOf(status int) string {
	if title := titles[status]; title != "" {
		return title
	}
	return "That did not work"
}

// askLogin sends a page to the login and tells HTMX to go there. Both come back to where they were.
func askLogin(c *fiber.Ctx) error {
	next := c.Path()
	if c.Method() != fiber.MethodGet && c.Method() != fiber.MethodHead {
		next = "/inbox"
	}
	to := "/login?next=" + url.QueryEscape(next)
	if isByHTMX(c) {
		c.Set("HX-Redirect", to)
		return c.SendStatus(fiber.StatusUnauthorized)
	}
	return c.Redirect(to, fiber.StatusSeeOther)
}
