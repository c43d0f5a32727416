package presence

import (
	"slices"
	"strings"
)

// PageSize is how many visitors a page of a listing has.
const PageSize = 50

// Listing is the roster as a list that can be sorted, filtered and searched. Filled once, it follows the ticks. It is not safe
// for concurrent use.
type Listing struct {
	words Words
	lines map[string]*line
}

// Words are how visitors and places are called.
type Words struct {
	Name  func(visitor string) string
	Title func(place string) string
}

// line is an entry with what is looked up in it again and again.
type line struct {
	Entry
	name string
	text string // all that a search looks into, in lower case; empty: not put together yet
}

// NewListing returns a listing of these visitors.
func NewListing(entries []Entry, words Words) *Listing {
	l := &Listing{words: words, lines: make(map[string]*line, len(entries))}
	for _, e := range entries {
		l.put(e)
	}
	return l
}

func (l *Listing) put(e Entry) {
	l.lines[e.Visitor] = &line{Entry: e, name: l.words.Name(e.Visitor)}
}

// Take brings the listing to a tick. Changes that it has already change nothing.
func (l *Listing) Take(c Changes) {
	for _, e := range c.Entries {
		l.put(e)
	}
	for _, visitor := range c.Gone {
		delete(l.lines, visitor)
	}
}

// Len returns how many visitors are listed.
func (l *Listing) Len() int { return len(l.lines) }

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

// ListPage is a page of a listing.
type ListPage struct {
	Entries     []Entry
	Matched     int // on all pages
	Page, Pages int // from 1
}

// First and Last are the numbers of the entries on the page, from 1; 0 where there are none.
func (p ListPage) First() int { return min(p.Matched, (p.Page-1)*PageSize+1) }

// Last is described at First.
func (p ListPage) Last() int { return min(p.Matched, p.Page*PageSize) }

// Page returns a page of those who are wanted.
func (l *Listing) Page(q Query) ListPage {
	found, text := make([]*line, 0, len(l.lines)), strings.ToLower(strings.TrimSpace(q.Text))
	for _, e := range l.lines {
		if q.wants(&e.Entry) && (text == "" || strings.Contains(l.textOf(e), text)) {
			found = append(found, e)
		}
	}
	page := ListPage{Matched: len(found), Pages: max(1, (len(found)+PageSize-1)/PageSize)}
	page.Page = min(max(1, q.Page), page.Pages)
	from, to := (page.Page-1)*PageSize, min(page.Page*PageSize, len(found))
	found = first(found, to, q.order())
	for _, e := range found[from:] {
		page.Entries = append(page.Entries, e.Entry)
	}
	return page
}

func (q Query) wants(e *Entry) bool {
	below := q.Place == "" || q.Place == "/" || e.Place == q.Place || strings.HasPrefix(e.Place, q.Place) && e.Place[len(q.Place)] == '/'
	return below && (q.Tab != "visible" || e.Visible) && (q.Tab != "hidden" || !e.Visible) && (!q.Talking || e.Talking)
}

func (l *Listing) textOf(e *line) string {
	if e.text == "" {
		e.text = strings.ToLower(strings.Join([]string{e.name, e.Place, l.words.Title(e.Place), e.Referrer, e.Language, e.Device, e.Node}, "\n"))
	}
	return e.text
}

// first returns the first n in order. Mostly few of many are wanted, which is found out without sorting the others.
func first(all []*line, n int, order func(a, b *line) int) []*line {
	if n > len(all)/8 {
		slices.SortFunc(all, order)
		return all[:n]
	}
	top := all[:n]
	slices.SortFunc(top, order)
	for _, e := range all[n:] {
		if order(e, top[n-1]) < 0 {
			at, _ := slices.BinarySearchFunc(top, e, order)
			copy(top[at+1:], top[at:])
			top[at] = e
		}
	}
	return top
}
