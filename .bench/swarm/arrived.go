package swarm

import (
	"bytes"
	"fmt"
	"time"
)

// arrived takes bytes from the server: whole frames where they are, the rest is kept for the next time.
func (s *Swarm) arrived(c *socket, data []byte) {
	if len(c.unparsed) > 0 {
		c.unparsed = append(c.unparsed, data...)
		data = c.unparsed
	}
	if c.state == upgrading {
		head, rest, whole := bytes.Cut(data, []byte("\r\n\r\n"))
		if !whole {
			c.keep(data)
			return
		}
		if !bytes.HasPrefix(head, []byte("HTTP/1.1 101 ")) {
			line, _, _ := bytes.Cut(head, []byte("\r\n"))
			s.fail(fmt.Errorf("a handshake was refused: %s", line))
			return
		}
		data, c.state = rest, open
		if s.Hello != "" {
			s.write(c, clientFrame(opText, []byte(s.Hello)))
		}
		if s.Served == "" {
			s.isServed(c)
		}
	}
	for c.fd >= 0 {
		op, payload, rest, whole := cutFrame(data)
		if !whole {
			c.keep(data)
			return
		}
		s.frame(c, op, payload)
		data = rest
	}
}

// keep holds what is not whole; data may lie within what is held already.
func (c *socket) keep(data []byte) { c.unparsed = append(c.unparsed[:0], data...) }

func (s *Swarm) isServed(c *socket) {
	c.served = true
	s.served++
	s.shaking--
	s.servedAt = time.Now()
}

// frame takes one frame of the server.
func (s *Swarm) frame(c *socket, op byte, payload []byte) {
	switch op {
	case opPing:
		s.write(c, clientFrame(opPong, payload))
		return
	case opClose:
		s.fail(fmt.Errorf("the server closed a socket: %.200q", payload))
		s.drop(c)
		return
	}
	if n := bytes.Count(payload, []byte(s.Mark)); n > 0 {
		s.marks += n
		s.MarkAt, s.MarkBytes = time.Now(), len(payload)
	}
	if !c.served && bytes.Contains(payload, []byte(s.Served)) {
		s.isServed(c)
	}
	if answer, known := s.Answers[string(payload)]; known {
		s.write(c, clientFrame(opText, []byte(answer)))
	}
}
