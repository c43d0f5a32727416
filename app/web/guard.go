package web

import (
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"

	"porchlight/app/account"
	"porchlight/app/fault"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/recover"
	"github.com/valyala/fasthttp"
)

// policy is the Content-Security-Policy of every answer: nothing inline, nothing from elsewhere, and one named place where
// strings become markup.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"font-src 'self'; manifest-src 'self'; worker-src 'self'; media-src 'self'; form-action 'self'; base-uri 'none'; " +
	"frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types htmx"

// hardening are the headers that every answer carries, errors included, in their canonical form. Nothing is cached unless it
// says so later.
var hardening = [][2][]byte{
	{[]byte(fiber.HeaderCacheControl), []byte(private)},
	{[]byte(fiber.HeaderContentSecurityPolicy), []byte(policy)},
	{[]byte(fiber.HeaderReferrerPolicy), []byte("same-origin")},
	{[]byte(fiber.HeaderXContentTypeOptions), []byte("nosniff")},
	{[]byte("Cross-Origin-Opener-Policy"), []byte("same-origin")},
	{[]byte("Cross-Origin-Resource-Policy"), []byte("same-origin")},
}

// onlyHTTPS tells browsers not to try http again.
const onlyHTTPS = "max-age=31536000; includeSubDomains"

func (s *Server) harden(answer *fasthttp.ResponseHeader) {
	for _, header := range hardening {
		answer.SetCanonical(header[0], header[1])
	}
	if s.Origins.HTTPS {
		answer.Set(fiber.HeaderStrictTransportSecurity, onlyHTTPS)
	}
}

// survive turns a panic of one request into an error of that request: the process serves others too.
func (s *Server) survive() fiber.Handler {
	return recover.New(recover.Config{EnableStackTrace: true, StackTraceHandler: func(c *fiber.Ctx, cause any) {
		s.Log.ErrorContext(along(c), "a handler panicked", "method", c.Method(), "route", requestOf(c).route, "panic", cause, "stack", string(debug.Stack()))
	}})
}

// protect hardens the answer and refuses posts that another site made the browser send.
func (s *Server) protect(c *fiber.Ctx) error {
	s.hardened.CopyTo(&c.Response().Header) // which is empty yet; to set them one by one takes three times as long
	s.part(c)
	if c.Method() == fiber.MethodGet || c.Method() == fiber.MethodHead {
		return c.Next()
	}
	if !isForm(c) && !isOneClick(c) {
		return fiber.ErrUnsupportedMediaType
	}
	origin := c.Get(fiber.HeaderOrigin)
	foreign := origin != "" && origin != "null" && !s.Origins.Has(origin)
	if foreign || crossOrigin.Check(asRequest(c)) != nil {
		return fault.New(fault.Forbidden, "This was sent from another site. Open the page here and send it again.")
	}
	return c.Next()
}

// isForm reports whether a post is what the site's forms send. Anything else could be far larger inside than its bytes on
// the wire: multipart bodies and compressed ones are never unpacked.
func isForm(c *fiber.Ctx) bool {
	if c.Get(fiber.HeaderContentEncoding) != "" {
		return false
	}
	kind, _, _ := strings.Cut(c.Get(fiber.HeaderContentType), ";")
	return len(c.Context().PostBody()) == 0 || strings.EqualFold(strings.TrimSpace(kind), fiber.MIMEApplicationForm)
}

// unsubscribe is where links lead that end mails.
const unsubscribe = "/conversation/unsubscribe/"

// isOneClick reports whether a post may be that of a mail provider, whose form may be a multipart one (RFC 8058, section 3.2): it is
// taken, and not looked into.
func isOneClick(c *fiber.Ctx) bool {
	return strings.HasPrefix(c.Path(), unsubscribe) && c.Get(fiber.HeaderContentEncoding) == ""
}

// field returns a field of a posted form, and of nothing else.
func field(c *fiber.Ctx, name string) string { return string(c.Context().PostArgs().Peek(name)) }

var crossOrigin = http.NewCrossOriginProtection()

// asRequest gives the standard library's protection the few fields that it reads.
func asRequest(c *fiber.Ctx) *http.Request {
	r := &http.Request{Method: c.Method(), Host: c.Hostname(), URL: &url.URL{Path: c.Path()}, Header: http.Header{}}
	for _, name := range []string{"Sec-Fetch-Site", fiber.HeaderOrigin} {
		if value := c.Get(name); value != "" {
			r.Header.Set(name, value)
		}
	}
	return r
}

// canonical sends a path with a trailing slash to the one without.
func (s *Server) canonical(c *fiber.Ctx) error {
	path := c.Path()
	if len(path) < 2 || !strings.HasSuffix(path, "/") {
		return c.Next()
	}
	path = strings.TrimRight(path, "/")
	if _, is := s.Press.Current().Find(path); !is && !s.served(path) {
		return c.Next()
	}
	if query := c.Context().URI().QueryString(); len(query) > 0 {
		path += "?" + string(query)
	}
	return c.Redirect(path, fiber.StatusPermanentRedirect)
}

// served reports whether a path stands in the table as it is.
func (s *Server) served(path string) bool {
	for _, r := range s.table {
		if r.path == path {
			return true
		}
	}
	return false
}

// admit lets only those through that a route is for.
func (s *Server) admit(a access) fiber.Handler {
	return func(c *fiber.Ctx) error {
		who, err := s.signedIn(c)
		if fault.Is(err, fault.Unavailable) && c.Method() == fiber.MethodPost && c.Route().Path == answerPath {
			return s.returnAnswer(c, err)
		}
		if err != nil {
			return err
		}
		c.Locals(accountKey{}, who)
		if !a.admits(who.Role) {
			return fault.New(fault.Forbidden, "Your account is not allowed to see this.")
		}
		if who.Role.MayAnswer() {
			s.lamp.stir(&s.lamp.signed)
		}
		return c.Next()
	}
}

type accountKey struct{}

// accountOf returns whom admit let through.
func accountOf(c *fiber.Ctx) account.Account {
	who, _ := c.Locals(accountKey{}).(account.Account)
	return who
}
