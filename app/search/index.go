// Package search finds places of the catalog by words: ranked, forgiving one slip a word, with the text round the matches.
package search

import (
	"maps"
	"slices"

	"porchlight/app/catalog"
)

// Index is everything that can be found in one state of the content. It never changes.
type Index struct {
	passages []passage // those of a page beside each other, its own first
	terms    vocabulary
	postings [][]posting // by number of the term
	notable  notable
	longest  int // bytes of the longest term
}

// posting says how much a passage is about a term, without the term's rarity: from 0 up to, but without, 1.
type posting struct {
	passage int32
	weight  float32
}

// The fields of a passage.
const (
	inTitle = iota
	inHeading
	inSummary
	inText
	inCode
	inPage // the title of the page that a section is on: it is about that too
	fields
)

// The parameters of BM25F (Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", section 3.6).
// Lengths count for less than the usual 0.75, because sections are short all over.
const (
	saturation = 2.0
	byLength   = 0.3
)

// weights say how much more a term in a field counts than one in the text.
var weights = [fields]float32{inTitle: 12, inHeading: 6, inSummary: 2.5, inText: 1, inCode: .4, inPage: 1.5}

// New makes an index of the content.
func New(c *catalog.Catalog) *Index {
	x := &Index{passages: passagesOf(c), notable: notable{holding: map[pair][]int32{}}}
	counts := map[string][]count{}
	lengths := make([][fields]float32, len(x.passages))
	var average [fields]float32
	for i, p := range x.passages {
		for field, text := range p.fields {
			for t := range tokens(text) {
				counts[t.term] = counted(counts[t.term], int32(i), field)
				lengths[i][field]++
				average[field] += 1 / float32(len(x.passages))
			}
		}
	}
	x.terms = slices.Sorted(maps.Keys(counts))
	for _, term := range x.terms {
		list, named := make([]posting, 0, len(counts[term])), false
		for _, c := range counts[term] {
			var often float32
			for field, n := range c.often {
				if n > 0 {
					often += weights[field] * n / (1 - byLength + byLength*lengths[c.passage][field]/average[field])
				}
			}
			list = append(list, posting{c.passage, often / (saturation + often)})
			named = named || c.often[inTitle]+c.often[inHeading] > 0
		}
		x.postings = append(x.postings, list)
		if named && len(term) >= forgiven {
			x.notable.add(term)
		}
		x.longest = max(x.longest, len(term))
	}
	return x
}

// count is how often a term stands in the fields of a passage.
type count struct {
	passage int32
	often   [fields]float32
}

// counted adds one; passages come in order.
func counted(list []count, passage int32, field int) []count {
	if len(list) == 0 || list[len(list)-1].passage != passage {
		list = append(list, count{passage: passage})
	}
	list[len(list)-1].often[field]++
	return list
}
