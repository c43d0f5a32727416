package web

import (
	"crypto/rand"
	"encoding/binary"
	"sync/atomic"

	"github.com/gofiber/fiber/v2"
)

const (
	idDigits  = "0123456789abcdefghjkmnpqrstvwxyz" // Crockford's base 32: none is taken for another when it is read to somebody
	idHalf    = 6                                  // of them before the hyphen, and behind it
	idMask    = 1<<(5*idHalf) - 1
	givenMost = 64 // characters of an id that a proxy gives
)

// requestIDs names requests, each by a name of its own over all nodes and restarts: the first half is that of this start, the second
// counts. The count is scrambled, so that a name tells nobody how much is asked here.
type requestIDs struct {
	start, key uint64
	count      atomic.Uint64
}

func newRequestIDs() *requestIDs {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand)
	return &requestIDs{start: binary.LittleEndian.Uint64(b[:8]), key: binary.LittleEndian.Uint64(b[8:]) | 1}
}

// appendID writes the name of the n-th request. Multiplying by an odd number and folding the upper half onto the lower can both be undone, so no
// two counts have the same name; where the second half has been through, the first goes on.
func (r *requestIDs) appendID(to []byte, n uint64) []byte {
	first := r.start + n>>(5*idHalf)
	second := n * r.key & idMask
	second ^= second >> (5 * idHalf / 2)
	second = second * r.key & idMask
	return appendHalf(append(appendHalf(to, first), '-'), second)
}

func appendHalf(to []byte, n uint64) []byte {
	for shift := 5 * (idHalf - 1); shift >= 0; shift -= 5 {
		to = append(to, idDigits[n>>shift&31])
	}
	return to
}

// given returns the id that a trusted proxy gave a request; empty: none, or none that the log takes.
func (s *Server) given(c *fiber.Ctx) string {
	if len(s.TrustedProxies) == 0 {
		return ""
	}
	id := c.Request().Header.Peek(fiber.HeaderXRequestID)
	if len(id) == 0 || len(id) > givenMost || !c.IsProxyTrusted() {
		return ""
	}
	for _, b := range id {
		if !isIDByte(b) {
			return ""
		}
	}
	return string(id)
}

func isIDByte(b byte) bool {
	return 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '0' <= b && b <= '9' || b == '-' || b == '_' || b == '.'
}
