package postgres

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// wordMost is how long a word of a tsvector may be, in bytes.
// https://www.postgresql.org/docs/current/textsearch-limitations.html
const wordMost = 2046

// dotless has a large form that is another letter's.
const dotless = 'ı'

// accents are those that stand by themselves, behind their letter, and belong to its word.
var accents = &unicode.RangeTable{R16: []unicode.Range16{
	{Lo: 0x300, Hi: 0x304, Stride: 1}, {Lo: 0x306, Hi: 0x30c, Stride: 1}, {Lo: 0x30f, Hi: 0x311, Stride: 2}, {Lo: 0x31b, Hi: 0x31b, Stride: 1},
	{Lo: 0x323, Hi: 0x328, Stride: 1}, {Lo: 0x32d, Hi: 0x32e, Stride: 1}, {Lo: 0x330, Hi: 0x331, Stride: 1},
}}

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

// Words are those of a text by which search finds it: each once and in order, with spaces between.
func Words(text string) string {
	return strings.Join(slices.Compact(slices.Sorted(slices.Values(tokens(text)))), " ")
}

// bare makes a letter small, whichever of its small forms it has, and takes the accent off.
func bare(r rune) rune {
	switch {
	case r < utf8.RuneSelf:
		return unicode.ToLower(r)
	case unicode.Is(accents, r):
		return -1
	case r == dotless || unicode.Is(unicode.M, r):
		return r
	}
	if letter, _ := utf8.DecodeRune(norm.NFD.PropertiesString(string(r)).Decomposition()); letter < utf8.RuneSelf {
		r = letter
	}
	return unicode.ToLower(unicode.ToUpper(r))
}
