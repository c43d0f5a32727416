package search

import (
	"sort"
	"strings"
	"unicode/utf8"
)

// forgiven is how many letters a word needs before a slip in it is forgiven: in shorter ones too much is one slip apart.
const forgiven = 4

// vocabulary is every term, in order.
type vocabulary []string

// from returns the number of the first term that is not below a text.
func (v vocabulary) from(text string) int { return sort.SearchStrings(v, text) }

// beginning returns the numbers of the terms that begin with a text: from the first up to, but without, the second.
func (v vocabulary) beginning(text string) (first, end int) {
	first = v.from(text)
	return first, first + sort.Search(len(v)-first, func(i int) bool { return !strings.HasPrefix(v[first+i], text) })
}

// find returns the number of a term.
func (v vocabulary) find(term string) (int, bool) {
	i := v.from(term)
	return i, i < len(v) && v[i] == term
}

// slips calls found with every spelling that is one slip away from a word and begins a term: a letter too many, missing,
// wrong, or two swapped. Only letters that do follow in the vocabulary are tried, which are few after the first.
func (v vocabulary) slips(word string, found func(spelling string)) {
	try := func(spelling string) {
		if i := v.from(spelling); spelling != word && i < len(v) && strings.HasPrefix(v[i], spelling) {
			found(spelling)
		}
	}
	for i := 0; i <= len(word); {
		before, rest := word[:i], word[i:]
		r, size := utf8.DecodeRuneInString(rest)
		for _, letter := range v.following(before) {
			try(before + letter + rest)
			if rest != "" {
				try(before + letter + rest[size:])
			}
		}
		if rest == "" {
			return
		}
		try(before + rest[size:])
		if second, width := utf8.DecodeRuneInString(rest[size:]); width > 0 && second != r {
			try(before + string(second) + string(r) + rest[size+width:])
		}
		i += size
	}
}

// following returns the letters that follow a text in the vocabulary.
func (v vocabulary) following(text string) (letters []string) {
	for at, end := v.beginning(text); at < end; {
		rest := v[at][len(text):]
		if rest == "" {
			at++
			continue
		}
		_, size := utf8.DecodeRuneInString(rest)
		letters = append(letters, rest[:size])
		_, at = v.beginning(v[at][:len(text)+size])
	}
	return letters
}
