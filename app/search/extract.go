package search

import (
	"math/bits"
	"strings"
	"unicode/utf8"
)

// Span is a piece of a text, with whether it is what was looked for.
type Span struct {
	Text   string
	Marked bool
}

// The lengths of an extract, in bytes: all of it, and what stands before the first match.
const (
	extractLength = 220
	extractBefore = 60
)

// mark is where a word of the query stands in a text.
type mark struct{ start, end, word int }

// marksIn finds the words of a query in a text, those that overlap once.
func marksIn(text string, q *asked) (marks []mark) {
	for t := range tokens(text) {
		if len(marks) > 0 && t.start < marks[len(marks)-1].end {
			continue
		}
		if i := q.wordOf(t.term); i >= 0 {
			marks = append(marks, mark{t.start, t.end, i})
		}
	}
	return marks
}

// spans cuts a text from start to end at its marks.
func spans(text string, start, end int, marks []mark) (all []Span) {
	for _, m := range marks {
		if m.start < start || m.end > end {
			continue
		}
		if m.start > start {
			all = append(all, Span{Text: text[start:m.start]})
		}
		all = append(all, Span{Text: text[m.start:m.end], Marked: true})
		start = m.end
	}
	if start < end {
		all = append(all, Span{Text: text[start:end]})
	}
	return all
}

// marked is a whole text, with how many of the words it holds.
func marked(text string, q *asked) (all []Span, held int) {
	marks := marksIn(text, q)
	return spans(text, 0, len(text), marks), different(marks)
}

// different counts the words that marks are of.
func different(marks []mark) int {
	var seen uint
	for _, m := range marks {
		seen |= 1 << m.word
	}
	return bits.OnesCount(seen)
}

// extract is the part of a text where the most words of the query stand closest, with how many these are. Where two are as
// good it is the first.
func extract(text string, q *asked) (all []Span, held int) {
	marks := marksIn(text, q)
	var first, best int
	for i, end := 0, 0; i < len(marks); i++ {
		for end < len(marks) && marks[end].end-marks[i].start <= extractLength-extractBefore {
			end++
		}
		cluster := marks[i:max(end, i+1)]
		if score := different(cluster)*len(marks) + len(cluster); score > best { // a word more outweighs any number of the same
			first, best, held = i, score, different(cluster)
		}
	}
	if held == 0 {
		return nil, 0
	}
	start, end := window(text, marks[first])
	if all = spans(text, start, end, marks); start > 0 && !all[0].Marked {
		all[0].Text = "… " + all[0].Text
	}
	if end < len(text) {
		all = append(all, Span{Text: " …"})
	}
	return all, held
}

// window is the extract's beginning and end: at a sentence where one begins near, else at a word.
func window(text string, m mark) (start, end int) {
	if start = max(0, m.start-extractBefore); start > 0 {
		lead := text[start:m.start]
		if i := strings.LastIndex(lead, ". "); i >= 0 {
			start += i + 2
		} else if i := strings.IndexByte(lead, ' '); i >= 0 {
			start += i + 1
		} else {
			start = m.start
		}
	}
	if end = max(start+extractLength, m.end); end >= len(text) {
		return start, len(text)
	}
	if i := strings.LastIndexByte(text[m.end:end], ' '); i >= 0 {
		return start, m.end + i
	}
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return start, end
}
