package search

import (
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
func (x *Index) rank(words []word) (pages []ranked, all bool) {
	scores, held := make([]float32, len(x.passages)), make([]uint8, len(x.passages))
	best, touched := make([]float32, len(x.passages)), make([]int32, 0, len(x.passages))
	most := uint8(0)
	for _, w := range words {
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
	slices.SortStableFunc(pages, func(a, b ranked) int { return falling(a.score, b.score) })
	for _, p := range pages[:min(len(pages), MostShown)] {
		slices.SortStableFunc(p.passages, func(a, b int) int { return falling(scores[a], scores[b]) })
	}
	return pages, int(most) == len(words)
}

// rarity is the inverse document frequency of BM25, for a word that is in so many of all passages.
func rarity(with, all int) float32 {
	n := float64(with)
	return float32(math.Log(1 + (float64(all)-n+.5)/(n+.5)))
}

func falling(a, b float32) int {
	switch {
	case a > b:
		return -1
	case a < b:
		return 1
	}
	return 0
}
