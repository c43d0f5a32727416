package catalog

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"porchlight/app/spelling"
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
			slips = spelling.Distance(slug, own)
		}
		if begun := len(slug) > 2 && (strings.HasPrefix(own, slug) || strings.HasPrefix(slug, own)); begun {
			slips = min(slips, 1)
		}
		if place != "/" && slips <= len(own)/3 {
			near = append(near, found{c.cards[place], slips, spelling.Distance(address, place)})
		}
	}
	slices.SortStableFunc(near, func(a, b found) int { return cmp.Or(cmp.Compare(a.slips, b.slips), cmp.Compare(a.way, b.way)) })
	var cards []*Card
	for _, f := range near[:min(most, len(near))] {
		cards = append(cards, f.Card)
	}
	return cards
}
