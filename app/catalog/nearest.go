package catalog

import (
	"cmp"
	"path"
	"slices"
	"strings"
)

// addressMost is how many bytes of an address are compared: no place is longer, and whoever sends more means none.
const addressMost = 200

// Nearest returns the cards of the places whose address is most like one that is none, the most likely first. It is forgiving
// about the last segment: a third of it may be other letters, it may be cut short, and it may stand below another parent.
func (c *Catalog) Nearest(address string, most int) []*Card {
	if len(address) > addressMost {
		return nil
	}
	address = strings.ToLower(strings.TrimRight(address, "/"))
	slug := strings.TrimSuffix(path.Base(address), path.Ext(address))
	type found struct {
		*Card
		slips, way int // in the slug, in the whole address
	}
	var near []found
	for _, place := range c.order {
		own := path.Base(place)
		slips := len(own)
		if more := len(slug) - len(own); max(more, -more) <= len(own)/3 { // else the letters that one has more are too many slips
			slips = distance(slug, own)
		}
		if begun := len(slug) > 2 && (strings.HasPrefix(own, slug) || strings.HasPrefix(slug, own)); begun {
			slips = min(slips, 1)
		}
		if place != "/" && slips <= len(own)/3 {
			near = append(near, found{c.cards[place], slips, distance(address, place)})
		}
	}
	slices.SortStableFunc(near, func(a, b found) int { return cmp.Or(cmp.Compare(a.slips, b.slips), cmp.Compare(a.way, b.way)) })
	var cards []*Card
	for _, f := range near[:min(most, len(near))] {
		cards = append(cards, f.Card)
	}
	return cards
}

// distance is how many letters have to be put in, left out, replaced or swapped with the next to make one text of the other
// (Levenshtein, with swaps of neighbours as one slip).
func distance(a, b string) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			replaced := last[j-1]
			if a[i-1] != b[j-1] {
				replaced++
			}
			row[j] = min(replaced, last[j]+1, row[j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
