package web

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

var errAmbiguous = errors.New("another server could read this request as something else")

// understood refuses what fasthttp takes and another server on the way may read otherwise, and makes of a method that Fiber has
// never heard of one that no route takes: Fiber would answer it by itself, without the headers of every answer.
func (s *Server) understood(next fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(c *fasthttp.RequestCtx) {
		if !isUnambiguous(&c.Request.Header) {
			s.app.Server().ErrorHandler(c, errAmbiguous)
			c.SetConnectionClose() // whatever follows may be a part of it
			return
		}
		if !slices.Contains(fiber.DefaultMethods, string(c.Method())) {
			c.Request.Header.SetMethod(fiber.MethodTrace)
		}
		next(c)
	}
}

// isUnambiguous reports whether a request is in a version that is spoken here, and, where it may change something, whether all agree about
// where it ends. What only reads is let through for the version alone: it is most of what is asked.
func isUnambiguous(h *fasthttp.RequestHeader) bool {
	if !h.IsHTTP11() && string(h.Protocol()) != "HTTP/1.0" {
		return false
	}
	if h.IsGet() || h.IsHead() {
		return true
	}
	for line := range bytes.Lines(h.RawHeaders()) {
		name, value, _ := bytes.Cut(line, []byte(":"))
		if !isPlainField(string(name), string(value)) {
			return false
		}
	}
	return true
}

// isPlainField reports whether a line of a header is one that RFC 9112 lets servers take: it goes not on from the line before and has no
// space in its name (section 5), and of the encodings for the way there is chunked alone (section 6.1; identity is none since RFC 7230).
func isPlainField(name, value string) bool {
	return !strings.ContainsAny(name, " \t") && (!strings.EqualFold(name, fiber.HeaderTransferEncoding) || strings.EqualFold(strings.TrimSpace(value), "chunked"))
}
