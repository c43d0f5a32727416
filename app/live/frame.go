package live

import (
	"encoding/binary"

	"github.com/fasthttp/websocket"
)

// Frame is an encoded, final, unmasked WebSocket frame. All its receivers share the same bytes: it is never changed.
type Frame []byte

const (
	finalBit      = 0x80
	maxControl    = 125 // longest payload of a control frame (RFC 6455, 5.5)
	closeCodeSize = 2
)

// Encode returns html as one text frame. The bytes are copied: html may be reused.
func Encode(html []byte) Frame {
	f := make(Frame, 0, len(html)+10)
	f = append(f, finalBit|websocket.TextMessage)
	switch n := len(html); {
	case n <= maxControl:
		f = append(f, byte(n))
	case n <= 0xFFFF:
		f = binary.BigEndian.AppendUint16(append(f, 126), uint16(n))
	default:
		f = binary.BigEndian.AppendUint64(append(f, 127), uint64(n))
	}
	return append(f, html...)
}

// control returns a control frame (ping, pong, close) with at most maxControl bytes of payload.
func control(kind byte, payload []byte) Frame {
	f := append(make(Frame, 0, 2+len(payload)), finalBit|kind, byte(len(payload)))
	return append(f, payload...)
}

// closing returns a close frame; a reason that is too long for it is cut.
func closing(code int, reason string) Frame {
	reason = reason[:min(len(reason), maxControl-closeCodeSize)]
	return control(websocket.CloseMessage, websocket.FormatCloseMessage(code, reason))
}
