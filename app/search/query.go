package search

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// alternative is a term, or all that begin with it, that a word of a query may stand for.
type alternative struct {
	first, end int // numbers of terms
	spelling   string
	longer     bool    // they begin with the spelling, else it is the one
	worth      float32 // against the word as it was typed
}

// What a match is worth that is not the word itself. A slip is worth less than the same match without it.
const (
	worthForm   = .9
	worthBegins = .7
	worthSlip   = .4
)

// begins is how many letters a word needs to match longer ones too, unless it is the last, which may not be finished.
const begins = 4

// word is one of a query's, with what it may stand for; nothing: it is not there.
type word struct {
	typed        string
	alternatives []alternative
	slipped      bool // nothing is spelt as it is
}

// asked are the words of a query, with which of them a term stands for, as far as that came up: texts repeat their words.
type asked struct {
	words []word
	known map[string]int
}

// wordOf returns the number of the first word that a term of a text stands for; -1: for none.
func (a *asked) wordOf(term string) int {
	i, is := a.known[term]
	if !is {
		i = slices.IndexFunc(a.words, func(w word) bool { return w.matches(term) })
		a.known[term] = i
	}
	return i
}

// matches reports whether a term of a text is what the word stands for.
func (w *word) matches(term string) bool {
	for _, a := range w.alternatives {
		if term == a.spelling || a.longer && strings.HasPrefix(term, a.spelling) {
			return true
		}
	}
	return false
}

// read takes a query apart. Little words are left out where there are others.
func (x *Index) read(query string) (words []word) {
	all := slices.Collect(names(query))
	for i, n := range all {
		last := i == len(all)-1 && strings.HasSuffix(query, query[n.whole.start:n.whole.end])
		whole := x.expand(n.whole.term, last)
		if n.parts == nil || len(whole.alternatives) > 0 && !whole.slipped {
			words = append(words, whole)
			continue
		}
		for j, part := range n.parts {
			words = append(words, x.expand(part.term, last && j == len(n.parts)-1))
		}
	}
	if telling := slices.DeleteFunc(slices.Clone(words), func(w word) bool { return little[w.typed] }); len(telling) > 0 {
		words = telling
	}
	return words[:min(len(words), mostWords)]
}

// expand finds what a word may stand for: itself, its other forms, longer words, and with nothing of these, what is a slip
// away.
func (x *Index) expand(typed string, unfinished bool) word {
	w := word{typed: typed}
	if len(typed) > x.longest+utf8.UTFMax {
		return w // no term is as long, not even with a letter too many
	}
	w.alternatives = x.spelt(typed, unfinished || len(typed) >= begins, 1)
	if len(w.alternatives) == 0 && utf8.RuneCountInString(typed) >= forgiven {
		w.slipped = true
		x.terms.slips(typed, func(spelling string) {
			w.alternatives = append(w.alternatives, x.spelt(spelling, utf8.RuneCountInString(spelling) >= begins, worthSlip)...)
		})
	}
	return w
}

// readAs returns a query with what most passages hold in place of each word that is spelt nowhere; empty when all are.
func (x *Index) readAs(words []word) string {
	var read []string
	slipped := false
	for _, w := range words {
		spelling, most := w.typed, 0
		for _, a := range w.alternatives {
			for i := a.first; w.slipped && i < a.end; i++ {
				if held := len(x.postings[i]); held > most {
					spelling, most = x.terms[i], held
				}
			}
		}
		slipped = slipped || spelling != w.typed
		read = append(read, spelling)
	}
	if !slipped {
		return ""
	}
	return strings.Join(read, " ")
}

// spelt finds what is spelt as a word, best first.
func (x *Index) spelt(typed string, longer bool, worth float32) (found []alternative) {
	if i, is := x.terms.find(typed); is {
		found = append(found, alternative{i, i + 1, typed, false, worth})
	}
	for _, form := range forms(typed) {
		if i, is := x.terms.find(form); is {
			found = append(found, alternative{i, i + 1, form, false, worth * worthForm})
		}
	}
	if first, end := x.terms.beginning(typed); longer && end > first {
		found = append(found, alternative{first, end, typed, true, worth * worthBegins})
	}
	return found
}

// endings are those of English plurals and verbs, each with what stands in its place in the base form.
var endings = []struct{ ending, base string }{{"ies", "y"}, {"es", ""}, {"s", ""}, {"ing", ""}, {"ing", "e"}, {"ed", ""}, {"ed", "e"}, {"d", ""}}

// shortestBase is how short a base form may be: what is left of "uses" or "ring" says nothing.
const shortestBase = 3

// forms returns other forms that an English word may have. Most of them are no words, and then nothing holds them.
func forms(typed string) (all []string) {
	bases := []string{typed}
	for _, e := range endings {
		if stem, is := strings.CutSuffix(typed, e.ending); is && len(stem) >= shortestBase {
			bases = append(bases, stem+e.base)
		}
	}
	for _, base := range bases {
		all = append(all, base)
		for _, e := range endings {
			if stem, is := strings.CutSuffix(base, e.base); is && len(stem) >= shortestBase {
				all = append(all, stem+e.ending)
			}
		}
	}
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(form string) bool { return form == typed })
}

// little are words that say nothing of what is looked for.
var little = set("a an and are as at be by can do does for from how i in is it its my not of on or that the there this to was what when where which why with you")

func set(words string) map[string]bool {
	all := map[string]bool{}
	for _, w := range strings.Fields(words) {
		all[w] = true
	}
	return all
}
