package web

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// noLength is what fasthttp calls the length of a request that says none.
const noLength = -2

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

// isUnambiguous reports whether a request is in a version that is spoken here, and whether all agree about what its lines are and where it
// ends. Of what has no body, which is most of what is asked, the lines alone are looked at.
func isUnambiguous(h *fasthttp.RequestHeader) bool {
	if !h.IsHTTP11() && string(h.Protocol()) != "HTTP/1.0" || !hasPlainLines(h.RawHeaders()) {
		return false
	}
	if length := h.ContentLength(); (h.IsGet() || h.IsHead()) && (length == 0 || length == noLength) {
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

// hasPlainLines reports whether each line of a header ends with CRLF and none goes on in the next one. RFC 9112 lets servers take a lone LF
// for an end (section 2.2) and a folded line for one (section 5.2), or not: what is a field to one is a part of a value to the other.
func hasPlainLines(header []byte) bool {
	for at := 0; ; {
		next := bytes.IndexByte(header[at:], '\n')
		if next < 0 {
			return true
		}
		end := at + next
		if end == 0 || header[end-1] != '\r' {
			return false
		}
		if at = end + 1; at < len(header) && (header[at] == ' ' || header[at] == '\t') {
			return false
		}
	}
}

// isPlainField reports whether a line of a header is one that RFC 9112 lets servers take: it has no space in its name (section 5), and of the encodings for the way there is chunked alone (section 6.1; identity is none since RFC 7230).
func isPlainField(name, value string) bool {
	return !strings.ContainsAny(name, " \t") && (!strings.EqualFold(name, fiber.HeaderTransferEncoding) || strings.EqualFold(strings.TrimSpace(value), "chunked"))
}
