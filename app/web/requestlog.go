package web

import (
	"bytes"
	"cmp"
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"porchlight/app/live"
	"porchlight/app/logging"
	"porchlight/app/press"
	"porchlight/app/tracing"

	"github.com/gofiber/fiber/v2"
)

// Routes of requests that no row of the table is for. Their paths can hold anything, and are not logged.
const (
	routeNone   = "(none)"
	routeBroken = "(malformed)" // not even HTTP
)

// request is what the log has of a request: no address, no query, no header, no cookie, no name of a visitor or a conversation.
type request struct {
	ids     *requestIDs
	route   string          // the pattern in the table
	number  uint64          // of this node's requests
	id      string          // made when it is asked for; a trusted proxy may have given it
	place   string          // that is shown, or that a live connection is for
	refused string          // why a live connection was not opened
	traced  context.Context // with its span; nil: nothing is traced
	failed  bool            // by the site's own fault
	line    []byte
}

type requestKey struct{}

var requests = sync.Pool{New: func() any { return new(request) }}

// forms are what requests are logged as.
type forms struct{ debug, info, warn, closedAsUsual, closed *logging.Form }

func newForms(log *logging.Log) forms {
	const asked, ended = "request", "connection ended"
	return forms{
		debug: log.Form(slog.LevelDebug, asked), info: log.Form(slog.LevelInfo, asked), warn: log.Form(slog.LevelWarn, asked),
		closedAsUsual: log.Form(slog.LevelDebug, ended), closed: log.Form(slog.LevelInfo, ended),
	}
}

// logged answers a request by the handlers behind it, whatever becomes of them, and logs it.
func (s *Server) logged(route string) fiber.Handler {
	traces := s.traceAs(route)
	return func(c *fiber.Ctx) error {
		r := s.begin(c, route)
		if traces != nil {
			s.beginTrace(c, r, traces[c.Method()])
		}
		if err := c.Next(); err != nil && s.fail(c, err) != nil {
			c.Status(fiber.StatusInternalServerError)
		}
		if traces != nil {
			r.endTrace(c)
		}
		s.end(c, r)
		return nil
	}
}

// misunderstood answers what could not be read as a request. It comes past all routes.
func (s *Server) misunderstood(c *fiber.Ctx, err error) error {
	r := s.begin(c, routeBroken)
	defer s.end(c, r)
	if status, _ := statusOf(err); status != fiber.StatusRequestTimeout {
		heed(c.Context().Conn())
	}
	return s.fail(c, err)
}

func (s *Server) begin(c *fiber.Ctx, route string) *request {
	r := requests.Get().(*request)
	*r = request{ids: s.ids, route: route, number: s.ids.count.Add(1), id: s.given(c), line: r.line}
	c.Locals(requestKey{}, r)
	return r
}

// end logs a request and gives its answer the id, unless that is for everybody and may be kept.
func (s *Server) end(c *fiber.Ctx, r *request) {
	if string(c.Response().Header.Peek(fiber.HeaderCacheControl)) == private {
		c.Response().Header.SetCanonical(headerRequestID, []byte(r.ID()))
	}
	status := c.Response().StatusCode()
	form := s.forms.info
	switch {
	case r.failed:
		form = s.forms.warn
	case status < fiber.StatusBadRequest && isBackground(r.route):
		form = s.forms.debug
	}
	if form.Enabled() {
		s.write(c, r, form, status)
	}
	requests.Put(r)
}

func (s *Server) write(c *fiber.Ctx, r *request, form *logging.Form, status int) {
	now := time.Now()
	line := form.Begin(r.line, now)
	line.Text(logging.RequestKey, r.ID())
	if r.route != routeBroken { // whose method may be any word
		line.Text("method", c.Method())
	}
	line.Text("route", r.route)
	if r.place != "" {
		line.Text("place", r.place)
	}
	if r.place != "" && r.route != livePath || bytes.HasPrefix(c.Response().Header.ContentType(), []byte(fiber.MIMETextHTML)) {
		line.Text("representation", representation(c))
	}
	line.Int("status", int64(status))
	if id := tracing.ID(r.traced); id != "" {
		line.Text("trace", id)
	}
	if r.refused != "" {
		line.Text("refused", r.refused)
	}
	if !c.Response().IsBodyStream() { // whose length is known when it has been sent
		line.Int("bytes", int64(sent(c, status)))
	}
	if r.route != routeBroken { // of which nobody has noted when it began
		line.Thousandths("ms", now.Sub(c.Context().Time()).Microseconds())
	}
	line.End()
	r.line = line.Buffer
}

// representation is what of a page was asked for.
func representation(c *fiber.Ctx) string {
	if wantsFragment(c) {
		return "fragment"
	}
	return "page"
}

// sent is how many bytes of a body go out.
func sent(c *fiber.Ctx, status int) int {
	if c.Method() == fiber.MethodHead || status == fiber.StatusNotModified {
		return 0
	}
	return len(c.Response().Body())
}

// usual are the codes of connections that end as they should: the page went, or the node did.
var usual = []int{closeAnew, 1001, 1005, 1006, 1012} // RFC 6455, section 7.4.1; 1012: the registry of IANA under section 11.7

// logEnd logs that a live connection has ended, and how.
func (s *Server) logEnd(socket *live.Socket[*session]) {
	h, form := socket.Data, s.forms.closed
	if slices.Contains(usual, socket.Code()) {
		form = s.forms.closedAsUsual
	}
	if !form.Enabled() {
		return
	}
	now := time.Now()
	line := form.Begin(nil, now)
	line.Text(logging.RequestKey, h.request)
	line.Text("route", livePath)
	line.Text("place", cmp.Or(h.page, h.at))
	line.Int("code", int64(socket.Code()))
	line.Thousandths("seconds", now.Sub(h.since).Milliseconds())
	line.End()
}

// isBackground reports whether a route is asked by programs, or on the way to a page: what goes well there is logged at debug.
func isBackground(route string) bool {
	return route == "/livez" || route == "/readyz" || strings.HasPrefix(route, press.AssetPrefix)
}

var headerRequestID = []byte("X-Request-Id") // as fasthttp writes it

// ID returns what names the request.
func (r *request) ID() string {
	if r.id == "" {
		r.id = string(r.ids.appendID(nil, r.number))
	}
	return r.id
}

// reference returns the id of a request that failed, for whoever asked to quote.
func (r *request) reference() string {
	if !r.failed {
		return ""
	}
	return r.ID()
}

// requestOf returns what the log has of a request.
func requestOf(c *fiber.Ctx) *request { return c.Locals(requestKey{}).(*request) }
