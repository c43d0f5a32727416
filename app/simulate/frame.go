package simulate

import (
	"bytes"
	"strconv"
)

// A frame is looked through byte by byte and never parsed: thousands come every second. What people write is escaped, so
// that no quotation mark of theirs can make an attribute.

// attribute returns the value behind opening, such as ` data-rev="`, and what follows it.
func attribute(data []byte, opening string) (value, rest []byte, found bool) {
	begin := bytes.Index(data, []byte(opening))
	if begin < 0 {
		return nil, nil, false
	}
	data = data[begin+len(opening):]
	end := bytes.IndexByte(data, '"')
	if end < 0 {
		return nil, nil, false
	}
	return data[:end], data[end+1:], true
}

func numberIn(data []byte, opening string) int64 {
	value, _, _ := attribute(data, opening)
	n, _ := strconv.ParseInt(string(value), 10, 64)
	return n
}

// eachCount calls show for every count in a frame.
func eachCount(frame []byte, show func(place []byte, count int)) {
	for {
		place, rest, found := attribute(frame, ` data-present="`)
		if !found {
			return
		}
		frame = rest
		begin := bytes.IndexByte(rest, '>')
		if begin < 0 {
			return
		}
		text, _, _ := bytes.Cut(rest[begin+1:], []byte("<"))
		if count, err := strconv.Atoi(string(text)); err == nil {
			show(place, count)
		}
	}
}

// shown is a message as it stands in a frame or a fragment.
type shown struct {
	id       string
	seq, rev int64
}

// messagesIn returns the messages in a frame or a fragment, in the order they stand there.
func messagesIn(data []byte) (all []shown) {
	for {
		id, rest, found := attribute(data, ` id="message-`)
		if !found {
			return all
		}
		tag, after, whole := bytes.Cut(rest, []byte(">"))
		if !whole {
			return all
		}
		m := shown{id: string(id), seq: numberIn(tag, ` data-seq="`), rev: numberIn(tag, ` data-rev="`)}
		if m.seq > 0 { // the template of one that is yet to be sent has none
			all = append(all, m)
		}
		data = after
	}
}

// changesIn returns the rev that a frame brings the conversation to, with the messages that changed.
func changesIn(frame []byte) (rev int64, messages []shown, found bool) {
	begin := bytes.Index(frame, []byte(" data-changes"))
	if begin < 0 {
		return 0, nil, false
	}
	return numberIn(frame[begin:], ` data-rev="`), messagesIn(frame[begin:]), true
}

// refusalIn returns what a frame says about something that this tab sent.
func refusalIn(frame []byte) (code, about string, found bool) {
	c, rest, found := attribute(frame, ` data-error="`)
	if !found {
		return "", "", false
	}
	tag, _, _ := bytes.Cut(rest, []byte(">"))
	id, _, _ := attribute(tag, ` data-for="`)
	return string(c), string(id), true
}
