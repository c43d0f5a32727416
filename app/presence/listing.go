package presence

import (
	"cmp"
	"slices"
	"strings"
)

// PageSize is how many visitors a page of a listing has.
const PageSize = 50

// Listing is the roster as a list that can be sorted, filtered and searched. Filled once, it follows the ticks. It is not safe
// for concurrent use.
type Listing struct{ entries map[string]Entry }

// NewListing returns a listing of these visitors.
func NewListing(entries []Entry) *Listing {
	l := &Listing{entries: make(map[string]Entry, len(entries))}
	for _, e := range entries {
		l.entries[e.Visitor] = e
	}
	return l
}

// Take brings the listing to a tick. Changes that it has already change nothing.
func (l *Listing) Take(c Changes) {
	for _, e := range c.Entries {
		l.entries[e.Visitor] = e
	}
	for _, visitor := range c.Gone {
		delete(l.entries, visitor)
	}
}

// Len returns how many visitors are listed.
func (l *Listing) Len() int { return len(l.entries) }

// Query says which visitors are wanted, and in which order. The zero value wants all, who came last first.
type Query struct {
	Place   string // there or below; empty: anywhere
	Text    string // in their name, their place and its title, the referrer, language, device or node
	Tab     string // visible or hidden; empty: either
	Talking bool   // only those with an open conversation
	Sort    string // a key of SortKeys; empty: since
	Up      bool   // the smallest first: the first letter, the longest ago
	Page    int    // from 1; one beyond the last is the last
}

// SortKeys are what a listing can be sorted by. Equals are sorted by when they came.
var SortKeys = []string{"name", "place", "since", "seen", "tab", "sockets", "node", "language", "device", "referrer"}

// ListPage is a page of a listing.
type ListPage struct {
	Entries     []Entry
	Matched     int // on all pages
	Page, Pages int // from 1
}

// Words are how visitors and places are called.
type Words struct {
	Name  func(visitor string) string
	Title func(place string) string
}

// Page returns a page of those who are wanted.
func (l *Listing) Page(q Query, words Words) ListPage {
	found := make([]*Entry, 0, len(l.entries))
	for _, e := range l.entries {
		if q.wants(e, words) {
			found = append(found, &e)
		}
	}
	slices.SortFunc(found, q.order(words))
	page := ListPage{Matched: len(found), Pages: max(1, (len(found)+PageSize-1)/PageSize)}
	page.Page = min(max(1, q.Page), page.Pages)
	for _, e := range found[(page.Page-1)*PageSize : min(page.Page*PageSize, len(found))] {
		page.Entries = append(page.Entries, *e)
	}
	return page
}

func (q Query) wants(e Entry, words Words) bool {
	switch {
	case q.Place != "" && q.Place != "/" && e.Place != q.Place && !strings.HasPrefix(e.Place, q.Place+"/"),
		q.Tab == "visible" && !e.Visible, q.Tab == "hidden" && e.Visible, q.Talking && !e.Talking:
		return false
	case q.Text == "":
		return true
	}
	all := strings.Join([]string{words.Name(e.Visitor), e.Place, words.Title(e.Place), e.Referrer, e.Language, e.Device, e.Node}, "\n")
	return strings.Contains(strings.ToLower(all), strings.ToLower(q.Text))
}

// order compares two visitors as a query sorts them.
func (q Query) order(words Words) func(a, b *Entry) int {
	compare := comparisons(words)[q.Sort]
	return func(a, b *Entry) int {
		if compare != nil {
			c := compare(a, b)
			if !q.Up {
				c = -c
			}
			if c != 0 {
				return c
			}
		}
		c := b.Since.Compare(a.Since)
		if q.Up && compare == nil {
			c = -c
		}
		return cmp.Or(c, strings.Compare(a.Visitor, b.Visitor))
	}
}

func comparisons(words Words) map[string]func(a, b *Entry) int {
	by := func(of func(*Entry) string) func(a, b *Entry) int {
		return func(a, b *Entry) int { return strings.Compare(of(a), of(b)) }
	}
	return map[string]func(a, b *Entry) int{
		"name":     by(func(e *Entry) string { return words.Name(e.Visitor) }),
		"place":    by(func(e *Entry) string { return e.Place }),
		"seen":     func(a, b *Entry) int { return a.Seen.Compare(b.Seen) },
		"tab":      by(func(e *Entry) string { return map[bool]string{true: "visible", false: "hidden"}[e.Visible] }),
		"sockets":  func(a, b *Entry) int { return cmp.Compare(a.Sockets, b.Sockets) },
		"node":     by(func(e *Entry) string { return e.Node }),
		"language": by(func(e *Entry) string { return e.Language }),
		"device":   by(func(e *Entry) string { return e.Device }),
		"referrer": by(func(e *Entry) string { return e.Referrer }),
	}
}
