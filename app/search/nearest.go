package search

import "iter"

// alike is from which likeness on a word is offered instead of another.
const alike = .5

// notable are the words of titles and headings, in order, and which of them hold a pair of letters: a word that is nowhere is
// compared with those alone that have something in common with it.
type notable struct {
	terms   []string
	holding map[pair][]int32
}

// pair is two letters of a word beside each other, and how often they stood there before: a word has each of its pairs once.
type pair struct {
	letters string
	before  int
}

func pairsOf(word string) iter.Seq[pair] {
	return func(yield func(pair) bool) {
		seen := map[string]int{}
		for i := range max(0, len(word)-1) {
			letters := word[i : i+2]
			if !yield(pair{letters, seen[letters]}) {
				return
			}
			seen[letters]++
		}
	}
}

// add puts a word behind the others.
func (n *notable) add(term string) {
	for p := range pairsOf(term) {
		n.holding[p] = append(n.holding[p], int32(len(n.terms)))
	}
	n.terms = append(n.terms, term)
}

// nearest returns the word that is most like another, of such with one beginning the longest; empty: none is. Likeness is how
// many of their pairs two words share, from 0 to 1 (the Sørensen-Dice coefficient).
func (n *notable) nearest(word string) (best string) {
	shared := make([]int32, len(n.terms))
	for p := range pairsOf(word) {
		for _, i := range n.holding[p] {
			shared[i]++
		}
	}
	most := alike
	for i, both := range shared {
		if likeness := 2 * float64(both) / float64(max(1, len(word)+len(n.terms[i])-2)); likeness >= most {
			best, most = n.terms[i], likeness
		}
	}
	return best
}
