package web

import (
	"cmp"
	"time"

	"porchlight/app/catalog"
	"porchlight/app/conversation"
	"porchlight/app/presence"
)

// tableView is a page of the table of those who are here.
type tableView struct {
	Query    tableQuery
	Listed   presence.ListPage // what it shows, without the entries
	Rows     []tableRow
	Total    int // who are here in all
	Unlisted int // of them, who are counted alone
	Now      time.Time
	Places   []placeGroup // to choose from
}

// tableRow is one visitor in it, as exact as it is shown, so that two that look alike are equal.
type tableRow struct {
	presence.Entry
	Name, Title string
	Reachable   bool   // whether an owner can write to them
	Ago         string // how long ago they were seen; empty in frames: a script says that, and the times
}

// ID names the row in the page: short, for each frame says it.
func (r tableRow) ID() string { return "v-" + r.Visitor[:min(12, len(r.Visitor))] }

// Look is the class of the row: what its dot says.
func (r tableRow) Look() string {
	switch {
	case r.Talking && !r.Visible:
		return "off talks"
	case r.Talking:
		return "talks"
	case !r.Visible:
		return "off"
	}
	return ""
}

// column is a heading that sorts.
type column struct {
	Key, Title string
	Sorted     string // as aria-sort says it; empty: by another column
	At         string // the address that sorts by it; by what is sorted already, in the other direction
}

// columns are those of the table, and whether they begin with the smallest when they are chosen.
var columns = []struct {
	key, title string
	up         bool
}{
	{"name", "Visitor", true}, {"place", "Place", true}, {"moved", "There since", false}, {"since", "Here since", false}, {"seen", "Seen", false}, {"tab", "Tab", false},
	{"sockets", "Sockets", false}, {"talking", "Conversation", false}, {"device", "Device", true}, {"language", "Language", true}, {"referrer", "Came from", true}, {"node", "Node", true},
}

// Columns are the headings.
func (v tableView) Columns() (all []column) {
	sorted := cmp.Or(v.Query.Sort, "since")
	for _, c := range columns {
		heading := column{Key: c.key, Title: c.title}
		up := c.up
		if c.key == sorted {
			up, heading.Sorted = !v.Query.Up, "descending"
			if v.Query.Up {
				heading.Sorted = "ascending"
			}
		}
		heading.At = v.Query.sortedBy(c.key, up).At()
		all = append(all, heading)
	}
	return all
}

// tableBar is what stands above the rows, and changes by itself.
type tableBar struct{ matched, page, pages, total, unlisted int }

func (v tableView) bar() tableBar {
	return tableBar{v.Listed.Matched, v.Listed.Page, v.Listed.Pages, v.Total, v.Unlisted}
}

// pageLink leads to another page of the list; without an address there is none.
type pageLink struct{ Rel, Title, At string }

// Pager are the ways to the other pages.
func (v tableView) Pager() []pageLink {
	page, pages := v.Listed.Page, v.Listed.Pages
	links := []pageLink{{Rel: "first", Title: "First"}, {Rel: "prev", Title: "Previous"}, {Rel: "next", Title: "Next"}, {Rel: "last", Title: "Last"}}
	for i, to := range []int{1, page - 1, page + 1, pages} {
		if to >= 1 && to <= pages && to != page {
			links[i].At = v.Query.onPage(to).At()
		}
	}
	return links
}

// tableView is a page of a listing as it is shown. total is how many are here by the same tick.
func (s *Server) tableView(listing *presence.Listing, q tableQuery, total int) tableView {
	c := s.Press.Current().Catalog
	view := tableView{Query: q, Listed: listing.Page(q.Query), Total: total, Unlisted: max(0, total-listing.Len()), Now: s.Now()}
	for _, e := range view.Listed.Entries {
		e.Moved, e.Since, e.Seen = e.Moved.UTC().Truncate(time.Minute), e.Since.UTC().Truncate(time.Minute), e.Seen.UTC().Truncate(time.Second)
		title, _ := c.Title(e.Place)
		view.Rows = append(view.Rows, tableRow{Entry: e, Name: nameOf(e.Visitor), Title: title, Reachable: conversation.ValidID(e.Visitor)})
	}
	view.Listed.Entries = nil
	return view
}

// tableNow is a page of the table as it is at this moment.
func (s *Server) tableNow(q tableQuery) tableView {
	s.tables.listed.Lock()
	defer s.tables.listed.Unlock()
	listing, total := s.filled()
	view := s.tableView(listing, q, total)
	for i, row := range view.Rows {
		view.Rows[i].Ago = lasting(view.Now.Sub(row.Seen)) + " ago"
	}
	view.Places = s.placeGroups()
	return view
}

// tableWords are how the listing calls visitors and places.
func tableWords(c *catalog.Catalog) presence.Words {
	return presence.Words{Name: nameOf, Title: func(place string) string { title, _ := c.Title(place); return title }}
}
