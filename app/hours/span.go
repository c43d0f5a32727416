package hours

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Clock is a time of day, in minutes since midnight. 24:00 is the end of the day.
type Clock int

// Midnight is the end of a day.
const Midnight Clock = 24 * 60

// String writes 9:00.
func (c Clock) String() string { return fmt.Sprintf("%d:%02d", c/60, c%60) }

// Span is from one time of a day to a later one of the same day.
type Span struct{ From, To Clock }

// SpansForm is how the spans of a day are written: 9:00-12:30, 14:00-18:00.
const SpansForm = `^` + spanForm + `(, ?` + spanForm + `)*$`

const spanForm = `(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})`

var wholeSpan = regexp.MustCompile(`^` + spanForm + `$`)

// ParseSpans reads "9:00-12:30, 14:00-18:00": the spans of one day, in order. The error says what is wrong, in words for whoever
// wrote it.
func ParseSpans(text string) (spans []Span, err error) {
	for i, part := range strings.Split(text, ",") {
		s, err := parseSpan(strings.TrimSpace(part))
		if err != nil {
			return nil, err
		}
		if i > 0 && s.From < spans[i-1].To {
			return nil, fmt.Errorf("%q begins before the span in front of it has ended", strings.TrimSpace(part))
		}
		spans = append(spans, s)
	}
	return spans, nil
}

func parseSpan(text string) (Span, error) {
	malformed := fmt.Errorf("%q is no span of a day such as 9:00-12:30", text)
	parts := wholeSpan.FindStringSubmatch(text)
	if parts == nil {
		return Span{}, malformed
	}
	var n [4]int
	for i := range n {
		n[i], _ = strconv.Atoi(parts[i+1]) // digits
	}
	s := Span{Clock(n[0]*60 + n[1]), Clock(n[2]*60 + n[3])}
	switch {
	case n[1] > 59 || n[3] > 59 || s.From > Midnight || s.To > Midnight:
		return Span{}, malformed
	case s.From >= s.To:
		return Span{}, fmt.Errorf("%q ends before it begins: what goes on after midnight is two spans, up to 24:00 and from 0:00", text)
	}
	return s, nil
}

// String writes 9:00 to 12:30.
func (s Span) String() string {
	if s.From == 0 && s.To == Midnight {
		return "all day"
	}
	return s.From.String() + " to " + s.To.String()
}
