package live

import "encoding/binary"

// A Delta on the wire: flags, how many fields are set, each with its value, and the removed ones up to the end. As JSON it was a third
// longer, and most of what a node spent on the visitors of the others went into reading that.
const (
	flagReset = 1 << iota
	flagGone
)

func deltaMessage(d Delta) []byte {
	flags := uint64(0)
	if d.Reset {
		flags |= flagReset
	}
	if d.Gone {
		flags |= flagGone
	}
	body := binary.AppendUvarint(binary.AppendUvarint(nil, flags), uint64(len(d.Set)))
	for field, value := range d.Set {
		body = appendText(appendText(body, field), value)
	}
	for _, field := range d.Removed {
		body = appendText(body, field)
	}
	return message{kind: kindDelta, node: d.Node, number: d.Seq, body: body}.encode()
}

// deltaOf reads it. Its values share the memory of the message.
func deltaOf(m message) (Delta, error) {
	r := reader{rest: m.body}
	flags, fields := r.number(), r.number()
	d := Delta{Node: m.node, Seq: m.number, Reset: flags&flagReset != 0, Gone: flags&flagGone != 0}
	for ; fields > 0 && r.err == nil; fields-- {
		if d.Set == nil {
			d.Set = map[string][]byte{}
		}
		field := r.text()
		d.Set[field] = r.bytes()
	}
	for len(r.rest) > 0 {
		d.Removed = append(d.Removed, r.text())
	}
	return d, r.err
}
