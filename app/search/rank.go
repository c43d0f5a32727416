package search

import (
	"cmp"
	"math"
	"slices"
)

// ranked is a page with what was found on it.
type ranked struct {
	page     int
	score    float32
	passages []int // best first
}

// rank scores every passage by the words that it holds. What holds all of them counts; where nothing does, what holds most.
func (x *Index) rank(q *asked) (pages []ranked, all bool) {
	scores, held := make([]float32, len(x.passages)), make([]uint8, len(x.passages))
	best, touched := make([]float32, len(x.passages)), make([]int32, 0, len(x.passages))
	most := uint8(0)
	for _, w := range q.words {
		touched = touched[:0]
		for _, a := range w.alternatives {
			for i := a.first; i < a.end; i++ {
				for _, p := range x.postings[i] {
					if best[p.passage] == 0 {
						touched = append(touched, p.passage)
					}
					best[p.passage] = max(best[p.passage], p.weight*a.worth)
				}
			}
		}
		rare := rarity(len(touched), len(x.passages))
		for _, i := range touched {
			scores[i] += best[i] * rare
			held[i]++
			most = max(most, held[i])
			best[i] = 0
		}
	}
	for i := range x.passages {
		if most == 0 || held[i] < most {
			continue
		}
		page := x.passages[i].page
		if len(pages) == 0 || pages[len(pages)-1].page != page {
			pages = append(pages, ranked{page: page})
		}
		p := &pages[len(pages)-1]
		p.passages, p.score = append(p.passages, i), max(p.score, scores[i])
	}
	byScore := func(a, b ranked) int { return cmp.Compare(b.score, a.score) }
	slices.SortStableFunc(pages, byScore)
	shown := pages[:min(len(pages), MostShown)]
	for n, p := range shown {
		for _, i := range p.passages {
			if len(q.words) > 1 && x.passages[i].together(q) {
				scores[i] *= worthTogether
				shown[n].score = max(shown[n].score, scores[i])
			}
		}
		slices.SortStableFunc(p.passages, func(a, b int) int { return cmp.Compare(scores[b], scores[a]) })
	}
	slices.SortStableFunc(shown, byScore)
	return pages, int(most) == len(q.words)
}

// worthTogether is what it is worth that words stand side by side. It orders what is shown: to look for it everywhere would
// mean to read everything.
const worthTogether = 2

// together reports whether two words of a query follow each other in a passage as they do in the query.
func (p *passage) together(q *asked) bool {
	for _, field := range []int{inHeading, inSummary, inText} {
		marks := marksIn(p.fields[field], q)
		for i := 1; i < len(marks); i++ {
			if marks[i].word == marks[i-1].word+1 && marks[i].start-marks[i-1].end <= 1 {
				return true
			}
		}
	}
	return false
}

// rarity is the inverse document frequency of BM25, for a word that is in so many of all passages.
func rarity(with, all int) float32 {
	n := float64(with)
	return float32(math.Log(1 + (float64(all)-n+.5)/(n+.5)))
}
