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
	said = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(said, "�"))
	said = addresses.ReplaceAllString(strings.Join(strings.Fields(said), " "), "…@…")
	if cut := []rune(said); len(cut) > wordsMost {
		return string(cut[:wordsMost]) + "…"
	}
	return said
}
