package live

import (
	"encoding/binary"
	"encoding/json"
	"errors"
)

// Kinds of message on the channel.
const (
	kindEvent  = 'e' // topic, payload
	kindChange = 'c' // a Delta as JSON
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
	b = binary.AppendUvarint(b, uint64(len(m.node)))
	b = append(b, m.node...)
	b = binary.AppendUvarint(b, m.epoch)
	b = binary.AppendUvarint(b, m.number)
	b = binary.AppendUvarint(b, uint64(len(m.topic)))
	b = append(b, m.topic...)
	return append(b, m.body...)
}

func decodeMessage(p string) (m message, err error) {
	b := []byte(p)
	number := func() uint64 {
		n, size := binary.Uvarint(b)
		if size <= 0 {
			err, b = errMessage, nil
			return 0
		}
		b = b[size:]
		return n
	}
	text := func() string {
		n := number()
		if n > uint64(len(b)) {
			err, b = errMessage, nil
			return ""
		}
		s := string(b[:n])
		b = b[n:]
		return s
	}
	if len(b) == 0 {
		return m, errMessage
	}
	m.kind, b = b[0], b[1:]
	m.node = text()
	m.epoch, m.number = number(), number()
	m.topic = text()
	m.body = b
	return m, err
}

func changeMessage(change Delta) ([]byte, error) {
	body, err := json.Marshal(change)
	return message{kind: kindChange, node: change.Node, body: body}.encode(), err
}
