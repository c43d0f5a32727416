package live

import (
	"encoding/binary"
	"errors"
)

// Kinds of message on the channel.
const (
	kindEvent  = 'e' // topic, payload
	kindDelta  = 'd' // a Delta; number is its seq
	kindChange = 'c' // a Delta as JSON: what nodes of before say, which run beside the first new ones while a site is upgraded
	kindRenew  = 'r' // number is the seq of the share
	kindBeat   = 'b' // a node's sign of life; number is its last event's
)

var errMessage = errors.New("a message on the bus that is not one of ours")

// message is what nodes say to each other. On the wire: kind, node, epoch, number, topic, body; texts carry their
// length, numbers are varints, the body is the rest.
type message struct {
	kind   byte
	node   string
	epoch  uint64 // when the node started: its numbers begin anew with it
	number uint64
	topic  string
	body   []byte
}

func (m message) encode() []byte {
	b := make([]byte, 0, 1+4*binary.MaxVarintLen64+len(m.node)+len(m.topic)+len(m.body))
	b = append(b, m.kind)
	b = appendText(b, m.node)
	b = binary.AppendUvarint(b, m.epoch)
	b = binary.AppendUvarint(b, m.number)
	b = appendText(b, m.topic)
	return append(b, m.body...)
}

func decodeMessage(p string) (m message, err error) {
	if p == "" {
		return m, errMessage
	}
	r := reader{rest: []byte(p[1:])}
	m.kind = p[0]
	m.node = r.text()
	m.epoch, m.number = r.number(), r.number()
	m.topic = r.text()
	m.body = r.rest
	return m, r.err
}

// reader takes numbers and texts off the front of what a node said. After an error there is nothing left.
type reader struct {
	rest []byte
	err  error
}

func (r *reader) number() uint64 {
	n, size := binary.Uvarint(r.rest)
	if size <= 0 {
		r.rest, r.err = nil, errMessage
		return 0
	}
	r.rest = r.rest[size:]
	return n
}

func (r *reader) text() string { return string(r.bytes()) }

func (r *reader) bytes() []byte {
	n := r.number()
	if n > uint64(len(r.rest)) {
		r.rest, r.err = nil, errMessage
		return nil
	}
	taken := r.rest[:n:n]
	r.rest = r.rest[n:]
	return taken
}

func appendText[T string | []byte](b []byte, text T) []byte {
	return append(binary.AppendUvarint(b, uint64(len(text))), text...)
}
