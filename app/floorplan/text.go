package floorplan

import (
	"strings"
	"unicode"
)

// text is how words are set: their size and the height of a line, in units of the drawing.
type text struct {
	size float64
	line int
	mono bool
}

// wide is the most that words take across. The serif is measured by kinds of letters, a little generously: where it could not
// be loaded another one stands for it.
func (t text) wide(words string) int {
	var ems float64
	for _, r := range words {
		switch {
		case r >= 0x1100 && !unicode.Is(unicode.Latin, r): // scripts whose letters are as wide as high
			ems++
		case t.mono:
			ems += .602
		case strings.ContainsRune("mwMW@%&…", r):
			ems += .63
		case unicode.IsUpper(r), unicode.IsDigit(r):
			ems += .47
		case strings.ContainsRune("ijlt.,:;'|I! ", r):
			ems += .23
		default:
			ems += .38
		}
	}
	return int(ems*t.size) + 1
}

// cut shortens words to a width.
func (t text) cut(words string, width int) string {
	if t.wide(words) <= width {
		return words
	}
	letters := []rune(words)
	for len(letters) > 0 && t.wide(string(letters)+"…") > width {
		letters = letters[:len(letters)-1]
	}
	return strings.TrimRight(string(letters), " ,.-–") + "…"
}

// set breaks words into at most so many lines. What does not fit is left off, and the last line says so.
func (t text) set(words string, width, most int) (lines []string) {
	rest := strings.Fields(words)
	for len(rest) > 0 && len(lines) < most-1 {
		n := 1
		for n < len(rest) && t.wide(strings.Join(rest[:n+1], " ")) <= width {
			n++
		}
		lines = append(lines, t.cut(strings.Join(rest[:n], " "), width))
		rest = rest[n:]
	}
	if len(rest) > 0 {
		lines = append(lines, t.cut(strings.Join(rest, " "), width))
	}
	return lines
}
