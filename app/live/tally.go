package live

import (
	"sync/atomic"

	"github.com/fasthttp/websocket"
)

// tally counts what the sockets of one writer carry. Each writer has its own, so that counting shares nothing between
// processors on the way out, where most of the work is.
type tally struct {
	framesOut, bytesOut atomic.Uint64
	framesIn, bytesIn   atomic.Uint64
	slow                atomic.Uint64
}

func (t *tally) out(frames, bytes int) {
	t.framesOut.Add(uint64(frames))
	t.bytesOut.Add(uint64(bytes))
}

// in counts a frame from a client by its payload: as many bytes as it has on the wire when it comes in one piece.
func (t *tally) in(payload int) {
	t.framesIn.Add(1)
	t.bytesIn.Add(uint64(maskedSize(payload)))
}

// maskedSize is the length of a client's frame (RFC 6455, 5.2): two bytes, the longer forms of a length, the mask.
func maskedSize(payload int) int {
	const head, mask = 2, 4
	switch {
	case payload <= maxControl:
		return head + mask + payload
	case payload <= 0xFFFF:
		return head + 2 + mask + payload
	}
	return head + 8 + mask + payload
}

// endings counts how sockets ended, by the code of the first close frame of either side.
type endings [len(closeCodes) + 1]atomic.Uint64 // the last is for every other code

// closeCodes are those that are counted by themselves: a peer may send any, and must not fill the metrics.
var closeCodes = [...]int{
	websocket.CloseNormalClosure, websocket.CloseGoingAway, websocket.CloseProtocolError, websocket.CloseNoStatusReceived,
	websocket.CloseAbnormalClosure, websocket.ClosePolicyViolation, websocket.CloseMessageTooBig, websocket.CloseInternalServerErr,
	websocket.CloseServiceRestart, websocket.CloseTryAgainLater,
}

// count takes the code of a socket that has ended; none, and the connection broke without a word.
func (e *endings) count(code uint16) {
	if code == 0 {
		code = websocket.CloseAbnormalClosure
	}
	for i, known := range closeCodes {
		if known == int(code) {
			e[i].Add(1)
			return
		}
	}
	e[len(closeCodes)].Add(1)
}

// closePayload is the length of what a close frame carries.
func closePayload(code int, reason string) int {
	if code == websocket.CloseNoStatusReceived {
		return 0
	}
	return closeCodeSize + len(reason)
}
