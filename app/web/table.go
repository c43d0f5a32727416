package web

import (
	"hash/fnv"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"porchlight/app/presence"
)

// searchedMost is how many letters a search of the table takes; no name, address or host that it could find is longer.
const searchedMost = 100

// tableQuery says which page of the table is shown, as its address does.
type tableQuery struct{ presence.Query }

// tableQueryOf reads a query from an address. What it does not know asks for nothing.
func (s *Server) tableQueryOf(query string) tableQuery {
	values, _ := url.ParseQuery(query) // what cannot be parsed filters nothing
	q := presence.Query{
		Place: values.Get("place"), Tab: values.Get("tab"), Talking: values.Get("talking") == "1", Sort: values.Get("sort"), Up: values.Get("up") == "1",
		Text: strings.TrimSpace(cleaned(values.Get("q"))),
	}
	if _, known := s.Press.Current().Catalog.Title(q.Place); !known || q.Place == "/" {
		q.Place = ""
	}
	if q.Tab != "visible" && q.Tab != "hidden" {
		q.Tab = ""
	}
	if !slices.Contains(presence.SortKeys, q.Sort) {
		q.Sort = ""
	}
	if q.Sort == "since" {
		q.Sort = ""
	}
	if utf8.RuneCountInString(q.Text) > searchedMost {
		q.Text = string([]rune(q.Text)[:searchedMost])
	}
	q.Page, _ = strconv.Atoi(values.Get("page"))
	q.Page = max(1, q.Page)
	return tableQuery{q}
}

// isPaused reports whether a page asks to be sent nothing, so that one can read.
func isPaused(query string) bool {
	values, _ := url.ParseQuery(query)
	return values.Get("paused") == "1"
}

// In is the query of the address that shows this. There is one for each.
func (q tableQuery) In() string {
	values := url.Values{}
	set := func(name, value string, is bool) {
		if is {
			values.Set(name, value)
		}
	}
	set("place", q.Place, q.Place != "")
	set("tab", q.Tab, q.Tab != "")
	set("talking", "1", q.Talking)
	set("q", q.Text, q.Text != "")
	set("sort", q.Sort, q.Sort != "")
	set("up", "1", q.Up)
	set("page", strconv.Itoa(q.Page), q.Page > 1)
	if len(values) == 0 {
		return ""
	}
	return "?" + values.Encode()
}

// At is the address of the page that shows this.
func (q tableQuery) At() string { return presencePath + q.In() }

// Key names what is shown, for the page and its room: frames of what a page showed before say that they are late.
func (q tableQuery) Key() string {
	hash := fnv.New64a()
	_, _ = hash.Write([]byte(q.In())) // never fails
	return strconv.FormatUint(hash.Sum64(), 36)
}

func (q tableQuery) room() string { return presenceRoom + q.In() }

// Filtered reports whether it leaves anybody out.
func (q tableQuery) Filtered() bool { return q.Place != "" || q.Tab != "" || q.Talking || q.Text != "" }

// onPage is the same list on another page.
func (q tableQuery) onPage(page int) tableQuery {
	q.Page = page
	return q
}

// sortedBy is the same list in another order, from its beginning.
func (q tableQuery) sortedBy(key string, up bool) tableQuery {
	q.Sort, q.Up, q.Page = key, up, 1
	if key == "since" { // as the table is without being asked
		q.Sort = ""
	}
	return q
}
