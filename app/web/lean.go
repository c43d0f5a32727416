package web

import (
	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// handshaken is what a handshake leaves to the socket that comes of it.
type handshaken struct {
	session *session
	request *fasthttp.Request
	answer  *fasthttp.Response
}

// lighten drops what a handshake carries and the upgrade does not need. fasthttp keeps request and answer as long as the
// socket lives, and the websocket library copies every header, cookie and query field: together more than all that is known
// of a visitor.
func lighten(r *fasthttp.Request) {
	method, version, key := string(r.Header.Method()), string(r.Header.Peek(fiber.HeaderSecWebSocketVersion)), string(r.Header.Peek(fiber.HeaderSecWebSocketKey))
	*r = fasthttp.Request{} // a Reset would keep the memory
	r.Header.SetMethod(method)
	r.Header.Set(fiber.HeaderConnection, "Upgrade")
	r.Header.Set(fiber.HeaderUpgrade, "websocket")
	r.Header.Set(fiber.HeaderSecWebSocketVersion, version)
	r.Header.Set(fiber.HeaderSecWebSocketKey, key)
}

// take returns the session of a socket and drops what is left of its request, and the answer, which has been sent.
func (h *handshaken) take() *session {
	*h.request, *h.answer = fasthttp.Request{}, fasthttp.Response{}
	return h.session
}
