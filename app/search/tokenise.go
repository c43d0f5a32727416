package search

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// token is a word of a text, folded, and where it stands there.
type token struct {
	term       string
	start, end int
}

// name is a run of letters and digits that is written as one: Socket.IO, lock_timeout, findMany, 50ms.
type name struct {
	whole token
	parts []token // the words in it; none: it is a plain word
}

// names cuts a text at everything but letters, digits, and the dots and low lines between them. Signs that go with letters, such
// as accents, are no name alone.
func names(text string) iter.Seq[name] {
	return func(yield func(name) bool) {
		start, joined := -1, false // joined: the last was a dot or a low line, which is the name's if it goes on
		end := func(i int) int {
			if joined {
				return i - 1
			}
			return i
		}
		for i, r := range text {
			switch {
			case isWordy(r):
				if start < 0 {
					start = i
				}
				joined = false
			case start >= 0 && !joined && (r == '.' || r == '_'):
				joined = true
			case start >= 0:
				if n := newName(text, start, end(i)); n.whole.term != "" && !yield(n) {
					return
				}
				start, joined = -1, false
			}
		}
		if start < 0 {
			return
		}
		if n := newName(text, start, end(len(text))); n.whole.term != "" {
			yield(n)
		}
	}
}

func isWordy(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

// newName cuts a name into its words: at dots and low lines, where capitals begin, and where a unit follows its number.
func newName(text string, start, end int) name {
	n := name{whole: token{fold(text[start:end]), start, end}}
	from, before := start, rune(0)
	for i, r := range text[start:end] {
		i += start
		if joint := !isWordy(r); joint || unicode.IsLower(before) && unicode.IsUpper(r) || unicode.IsDigit(before) && unicode.IsLetter(r) {
			n.cut(text, from, i)
			from = i
			if joint {
				from++
			}
		}
		before = r
	}
	if from > start {
		n.cut(text, from, end)
	}
	return n
}

// cut adds a part.
func (n *name) cut(text string, from, to int) {
	if term := fold(text[from:to]); term != "" {
		n.parts = append(n.parts, token{term, from, to})
	}
}

// tokens are the words of a text, and the names that are more than one word, as a whole before their words.
func tokens(text string) iter.Seq[token] {
	return func(yield func(token) bool) {
		for n := range names(text) {
			if !yield(n.whole) {
				return
			}
			for _, part := range n.parts {
				if !yield(part) {
					return
				}
			}
		}
	}
}

// fold makes small letters without accents of a word, and drops what is neither letter nor digit.
func fold(word string) string {
	plain := true
	for i := range len(word) {
		plain = plain && word[i] < utf8.RuneSelf && word[i] != '.' && word[i] != '_'
	}
	if plain {
		return strings.ToLower(word)
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFKD.String(word))
}
