package conversation

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"porchlight/app/fault"
)

// lineMost is the longest line that is read, in bytes: a message whose every character is written as \ud83d\udca1 has a twentieth of it.
const lineMost = 1 << 20

// carryReader reads a file line by line, and gives out only what holds to every rule. Its errors are fault.Invalid and name the line.
type carryReader struct {
	in     *bufio.Reader
	now    time.Time
	line   int
	header *carriedHeader
	read   Carried
	thread carriedThread // that is being read
}

func newCarryReader(r io.Reader, now time.Time) *carryReader {
	return &carryReader{in: bufio.NewReaderSize(r, 64<<10), now: now}
}

// next returns a *carriedConversation, *carriedMessage or *carriedNote, and io.EOF behind the last.
func (r *carryReader) next() (any, error) {
	text, err := r.text()
	switch {
	case errors.Is(err, io.EOF):
		return nil, r.end()
	case err != nil:
		return nil, err
	case r.header == nil:
		if err := r.begin(text); err != nil {
			return nil, err
		}
		return r.next()
	}
	var kind struct {
		Type string `json:"type"`
	}
	if err := json.Unmarshal(text, &kind); err != nil {
		return nil, r.unreadable(err)
	}
	switch kind.Type {
	case kindConversation:
		return accept(r, text, r.conversation)
	case kindMessage:
		return accept(r, text, r.message)
	case kindNote:
		return accept(r, text, r.note)
	}
	return nil, r.wrong(`its "type" is %.40q, and can be conversation, message or note`, kind.Type)
}

// text returns the next line that is not empty. It is good until the next call.
func (r *carryReader) text() ([]byte, error) {
	for {
		r.line++
		text, err := r.in.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			text, err = r.longText(bytes.Clone(text))
		}
		if err != nil && !(errors.Is(err, io.EOF) && len(text) > 0) {
			return nil, err
		}
		switch text = bytes.TrimSpace(text); {
		case len(text) == 0:
		case !utf8.Valid(text):
			return nil, r.wrong("holds bytes that are not UTF-8; save the file as UTF-8")
		default:
			return text, nil
		}
	}
}

func (r *carryReader) longText(text []byte) ([]byte, error) {
	for {
		more, err := r.in.ReadSlice('\n')
		if text = append(text, more...); len(text) > lineMost {
			return nil, r.wrong("is longer than %d KiB, which no line of an export is", lineMost>>10)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return text, err
		}
	}
}

// accept reads a line of a kind, every field of which must be known: what is not would be lost.
func accept[T any](r *carryReader, text []byte, check func(*T) error) (any, error) {
	line := new(T)
	if err := r.decode(text, line); err != nil {
		return nil, err
	}
	return line, check(line)
}

func (r *carryReader) decode(text []byte, line any) error {
	if hasHalfPair(text) {
		return r.wrong(`holds half of a surrogate pair, such as \ud83d alone, which is no character`)
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(line); err != nil {
		return r.unreadable(err)
	}
	if decoder.More() {
		return r.wrong("holds more than one JSON object; give each a line of its own")
	}
	return nil
}

// unreadable says what is wrong with a line that could not be decoded.
func (r *carryReader) unreadable(err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	field, unknown := strings.CutPrefix(err.Error(), "json: unknown field ")
	switch {
	case unknown:
		return r.wrong("has the field %s, which is not known here and would be lost; remove it, or import with the version that wrote it", field)
	case errors.As(err, &kind) && kind.Field != "":
		return r.wrong("%q cannot be a %s", kind.Field, kind.Value)
	case errors.As(err, &kind):
		return r.wrong("is a %s and must be a JSON object", kind.Value)
	case errors.As(err, &syntax), errors.Is(err, io.ErrUnexpectedEOF):
		return r.wrong("is not a JSON object; it may be cut off")
	}
	return r.wrong("%s", err) // of our own types
}

// wrong refuses the line.
func (r *carryReader) wrong(format string, args ...any) error {
	return fault.New(fault.Invalid, "line %d "+format, append([]any{r.line}, args...)...)
}

// hasHalfPair reports whether JSON escapes a half of a surrogate pair alone, which the decoder would replace without a word
// (RFC 8259, section 8.2).
func hasHalfPair(text []byte) bool {
	high := false // the last thing was a first half
	for i := 0; i < len(text); i++ {
		unit, escaped := rune(0), false
		if text[i] == '\\' && i+1 < len(text) {
			if i++; text[i] == 'u' && i+4 < len(text) {
				n, _ := strconv.ParseUint(string(text[i+1:i+5]), 16, 16)
				unit, escaped = rune(n), true
				i += 4
			}
		}
		low := escaped && unit >= 0xdc00 && utf16.IsSurrogate(unit)
		if high != low {
			return true
		}
		high = escaped && unit < 0xdc00 && utf16.IsSurrogate(unit)
	}
	return high
}
