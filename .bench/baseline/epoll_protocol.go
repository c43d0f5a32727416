package baseline

import (
	"bytes"
	"crypto/sha1"
	"encoding/base64"
	"strconv"
	"strings"
)

// handle takes whole requests or frames and returns what is not whole yet, and whether the connection goes on.
func (e *epoll) handle(c *rawConn, said []byte) (rest []byte, alive bool) {
	for len(said) > 0 {
		whole := 0
		if c.member < 0 {
			whole = e.request(c, said)
		} else {
			whole = e.frame(said)
		}
		switch whole {
		case incomplete:
			return said, true
		case ended:
			return nil, false
		}
		said = said[whole:]
	}
	return nil, true
}

const (
	incomplete = 0
	ended      = -1
)

// request answers one HTTP request and returns its length.
func (e *epoll) request(c *rawConn, said []byte) int {
	head, body, whole := bytes.Cut(said, []byte("\r\n\r\n"))
	if !whole {
		return incomplete
	}
	length := len(head) + len("\r\n\r\n")
	if bytes.HasPrefix(head, []byte("GET /ws")) {
		sum := sha1.Sum([]byte(header(head, "Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
		c.write([]byte("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " + base64.StdEncoding.EncodeToString(sum[:]) + "\r\n\r\n"))
		c.member = len(e.members)
		e.members = append(e.members, c)
		return length
	}
	more, _ := strconv.Atoi(header(head, "Content-Length")) // none: no body
	if len(body) < more {
		return incomplete
	}
	e.pending = append(e.pending, frame(body[:more])...)
	c.write([]byte("HTTP/1.1 204 No Content\r\n\r\n"))
	return length + more
}

func header(head []byte, name string) string {
	for line := range strings.Lines(string(head)) {
		if key, value, _ := strings.Cut(line, ":"); strings.EqualFold(key, name) {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// frame takes one masked frame of a client and returns its length. What clients say is answered by nobody.
func (e *epoll) frame(said []byte) int {
	if len(said) < 6 {
		return incomplete
	}
	head, length := 6, int(said[1]&0x7f)
	switch {
	case length == 126 && len(said) < 8:
		return incomplete
	case length == 126:
		head, length = 8, int(said[2])<<8|int(said[3])
	case length == 127:
		return ended
	}
	if said[0]&0x0f == 8 {
		return ended
	}
	if len(said) < head+length {
		return incomplete
	}
	return head + length
}
