package notify

import (
	"regexp"
	"strings"
	"unicode"
)

// wordsMost bounds, in characters, what is kept of somebody else's words.
const wordsMost = 200

var addresses = regexp.MustCompile(`[^\s<>"'(),;:]+@[^\s<>"'(),;:]+`)

// failed is a failure that may be gone at the next try, in a sentence for owners.
type failed string

func (f failed) Error() string { return string(f) }

// words makes what a server said fit to be kept and shown: one line, of a safe length, without e-mail addresses, which live
// with their conversations and nowhere else.
func words(said string) string {
	return oneLine(addresses.ReplaceAllString(said, "…@…"), wordsMost)
}

// oneLine is a text without control characters and line breaks, cut where it has more characters than most.
func oneLine(text string, most int) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
	text = strings.Join(strings.Fields(text), " ")
	if cut := []rune(text); len(cut) > most {
		return string(cut[:most]) + "…"
	}
	return text
}
