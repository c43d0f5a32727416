package postgres

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// wordMost is how long a word of a tsvector may be, in bytes.
// https://www.postgresql.org/docs/current/textsearch-limitations.html
const wordMost = 2046

// tokens are the words of a text as SQLite's "unicode61 remove_diacritics 2" tells them: runs of letters and digits, small, and Latin ones
// without their accents. What is longer than a word may be is known by its beginning.
// https://www.sqlite.org/fts5.html#unicode61_tokenizer
func tokens(text string) []string {
	found := strings.FieldsFunc(strings.Map(bare, text), func(r rune) bool { return !unicode.In(r, unicode.L, unicode.N, unicode.Co) })
	for i, word := range found {
		if len(word) > wordMost {
			end := wordMost
			for !utf8.RuneStart(word[end]) {
				end--
			}
			found[i] = word[:end]
		}
	}
	return found
}

// bare makes a letter small and takes the accent off; one that stands by itself goes.
func bare(r rune) rune {
	if r < utf8.RuneSelf {
		return unicode.ToLower(r)
	}
	if r >= 0x300 && r <= 0x36f {
		return -1
	}
	if first, size := utf8.DecodeRune(norm.NFD.PropertiesString(string(r)).Decomposition()); size > 0 && unicode.Is(unicode.Latin, first) {
		r = first
	}
	return unicode.ToLower(r)
}
