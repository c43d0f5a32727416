package press

import (
	"cmp"
	"encoding/xml"
	"slices"
	"time"
)

// feedMost is how many entries the feed keeps: whoever comes once a week has missed none.
const feedMost = 50

// feed is an Atom feed (RFC 4287). Its ids are the canonical addresses, which stay as long as the places do.
type feed struct {
	XMLName  xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Language string      `xml:"xml:lang,attr"`
	ID       string      `xml:"id"`
	Title    string      `xml:"title"`
	Subtitle string      `xml:"subtitle"`
	Updated  string      `xml:"updated"`
	Links    []feedLink  `xml:"link"`
	Author   feedPerson  `xml:"author"`
	Icon     string      `xml:"icon"`
	Entries  []feedEntry `xml:"entry"`
}

type feedEntry struct {
	ID       string   `xml:"id"`
	Title    string   `xml:"title"`
	Updated  string   `xml:"updated"`
	Link     feedLink `xml:"link"`
	Category category `xml:"category"`
	Summary  string   `xml:"summary"`
}

type feedLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr"`
	To   string `xml:"href,attr"`
}

type feedPerson struct {
	Name string `xml:"name"`
	URI  string `xml:"uri"`
}

type category struct {
	Term string `xml:"term,attr"`
}

// feed lists cards, blocks and topics, the last changed first. The pages above them change when one of these does.
func (e *Edition) feed() ([]byte, error) {
	site := e.Catalog.Site
	f := feed{
		Language: contentLanguage, ID: e.origin + "/", Title: site.Name, Subtitle: site.Tagline.Plain(), Updated: time.Time{}.Format(time.RFC3339),
		Links:  []feedLink{{"self", "application/atom+xml", e.origin + feedPath}, {"alternate", "text/html", e.origin + "/"}},
		Author: feedPerson{site.Owner.Name, e.origin + "/"}, Icon: e.origin + e.Assets.URL("favicon.svg"),
	}
	news := slices.DeleteFunc(slices.Clone(e.abouts), func(a *About) bool { return a.Section == "" })
	slices.SortStableFunc(news, func(a, b *About) int {
		return cmp.Or(b.Updated.Compare(a.Updated), cmp.Compare(a.Place, b.Place))
	})
	for _, a := range news[:min(len(news), feedMost)] {
		f.Entries = append(f.Entries, feedEntry{
			ID: a.URL, Title: a.Title, Updated: a.Modified(), Link: feedLink{"alternate", "text/html", a.URL},
			Category: category{a.Section}, Summary: a.Description,
		})
	}
	if len(news) > 0 {
		f.Updated = news[0].Modified()
	}
	return document(f)
}
