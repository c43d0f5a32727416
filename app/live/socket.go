package live

import (
	"cmp"
	"errors"
	"io"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/fasthttp/websocket"
)

// farewell is how long the end of a socket waits for the answer to the peer's close frame to go out.
const farewell = time.Second

// Socket is one open tab's connection.
type Socket[T any] struct {
	// Data is the caller's own: the Hub never touches it. It is only safe to change where the caller guards it, or
	// within the socket's own handler.
	Data T

	hub    *Hub[T]
	number uint64
	seats  []seat[T] // where it sits, guarded by hub.mu; nil once it has left
	outbox
}

// ID names the socket, over all nodes and restarts.
func (s *Socket[T]) ID() string { return s.hub.prefix + strconv.FormatUint(s.number, 36) }

// Send puts a frame into the socket's outbox and returns at once; frames go out in the order of Send. A socket that is
// closing takes no more; one whose outbox overflows is closed with 1013.
func (s *Socket[T]) Send(frame Frame) { s.send(frame) }

// Code returns the code of the first close frame of either side, or 1006 where the connection broke without one (RFC 6455, section 7.1.5). It
// is known when Closed is called.
func (s *Socket[T]) Code() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return cmp.Or(int(s.code), websocket.CloseAbnormalClosure)
}

// Close closes the socket with a WebSocket close code and a short reason, behind all that was sent before. It returns at
// once; the handler's Closed follows when the peer has answered, or after two seconds. Only the first Close counts.
func (s *Socket[T]) Close(code int, reason string) { s.close(code, reason) }

// read hands each message to received until the connection ends, and says how long the outbox may take to finish.
func (s *Socket[T]) read(conn *websocket.Conn, received func([]byte)) (patience time.Duration) {
	conn.SetReadLimit(s.options.ReadLimit)
	heard := controls{most: s.options.ControlRate}
	conn.SetPongHandler(func(payload string) error {
		s.writer.tally.in(len(payload))
		return s.control(&heard, nil)
	})
	conn.SetPingHandler(func(payload string) error {
		s.writer.tally.in(len(payload))
		return s.control(&heard, control(websocket.PongMessage, []byte(payload)))
	})
	conn.SetCloseHandler(func(code int, reason string) error {
		s.writer.tally.in(closePayload(code, reason))
		s.close(code, "")
		return nil
	})
	for {
		s.renew()
		kind, message, err := s.message(conn, &heard)
		if err == nil {
			s.writer.tally.in(len(message))
		}
		switch {
		case err != nil:
			return s.stopped(err)
		case s.isClosed(): // what comes after a Close changes nothing
		case kind != websocket.TextMessage:
			s.close(websocket.ClosePolicyViolation, "text only")
		case !utf8.Valid(message): // RFC 6455, section 8.1
			s.close(websocket.CloseInvalidFramePayloadData, "text is UTF-8")
		default:
			received(message)
		}
	}
}

// controls counts a client's pings and pongs in the running second: each costs an answer or a timer.
type controls struct {
	most, count int
	second      time.Time
	amid        bool // a message has begun and is not whole
}

// message reads the next message. It has a whole ReadTimeout from its first frame on, and pings in between give it no more: else
// fragments of nothing could go on for ever.
func (s *Socket[T]) message(conn *websocket.Conn, heard *controls) (kind int, message []byte, err error) {
	kind, from, err := conn.NextReader()
	if err != nil {
		return kind, nil, err
	}
	s.renew()
	heard.amid = true
	message, err = io.ReadAll(from)
	heard.amid = false
	return kind, message, err
}

// control takes a ping or a pong as a sign of life, and sends the answer that it is due, unless there are too many of them.
func (s *Socket[T]) control(heard *controls, answer Frame) error {
	now := time.Now()
	if now.Sub(heard.second) >= time.Second {
		heard.second, heard.count = now, 0
	}
	if heard.count++; heard.count > heard.most {
		s.close(websocket.ClosePolicyViolation, "too many control frames")
		return nil
	}
	if !heard.amid {
		s.renew()
	}
	if answer != nil {
		s.send(answer)
	}
	return nil
}

// stopped answers the error that ended reading.
func (s *Socket[T]) stopped(err error) time.Duration {
	var closed *websocket.CloseError
	var broken interface{ Timeout() bool } // every error of the network has it
	switch {
	case errors.As(err, &closed) && closed.Code != websocket.CloseAbnormalClosure:
		return farewell
	case errors.As(err, &closed), errors.As(err, &broken), errors.Is(err, io.EOF):
		return 0
	case errors.Is(err, websocket.ErrReadLimit):
		s.close(websocket.ClosePolicyViolation, "message too large")
	default:
		s.close(websocket.CloseProtocolError, "protocol error")
	}
	// Unread bytes at the end would make the kernel reset the connection, and the peer would miss the close frame.
	_, _ = io.Copy(io.Discard, s.raw)
	return 0
}
