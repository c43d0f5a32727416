package press_test

import (
	"encoding/xml"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/app/press"
)

func file(t *testing.T, e *press.Edition, path string) []byte {
	t.Helper()
	sheet, is := e.File(path)
	if !is {
		t.Fatalf("%s is not printed", path)
	}
	return plain(sheet)
}

func TestTheSitemapListsEveryPlaceOnceWithTheDayOfItsLastChange(t *testing.T) {
	e := shipped(t)
	var sitemap struct {
		XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
		URLs    []struct {
			Location string `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 loc"`
			Modified string `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 lastmod"`
		} `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 url"`
	}
	if err := xml.Unmarshal(file(t, e, "/sitemap.xml"), &sitemap); err != nil {
		t.Fatal(err)
	}
	var listed, want []string
	days := map[string]string{}
	for _, u := range sitemap.URLs {
		listed = append(listed, u.Location)
		days[u.Location] = u.Modified
		if _, err := time.Parse(time.DateOnly, u.Modified); err != nil {
			t.Errorf("%s: %v", u.Location, err)
		}
	}
	for _, path := range e.Catalog.Places() {
		want = append(want, head(t, e, path)["canonical"])
	}
	if !slices.Equal(listed, want) {
		t.Errorf("the sitemap lists %q, want %q", listed, want)
	}
	for _, topic := range e.Catalog.Ecosystems[0].Topics {
		if day := topic.Updated.Format(time.DateOnly); days[origin+topic.Place()] != day {
			t.Errorf("%s changed on %s, the sitemap says %s", topic.Place(), day, days[origin+topic.Place()])
		}
	}
}

// newsFeed is what RFC 4287 requires of a feed, and what a reader shows.
type newsFeed struct {
	XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string   `xml:"http://www.w3.org/2005/Atom id"`
	Title   string   `xml:"http://www.w3.org/2005/Atom title"`
	Updated string   `xml:"http://www.w3.org/2005/Atom updated"`
	Author  string   `xml:"author>name"`
	Links   []link   `xml:"http://www.w3.org/2005/Atom link"`
	Entries []struct {
		ID      string `xml:"http://www.w3.org/2005/Atom id"`
		Title   string `xml:"http://www.w3.org/2005/Atom title"`
		Updated string `xml:"http://www.w3.org/2005/Atom updated"`
		Summary string `xml:"http://www.w3.org/2005/Atom summary"`
		Links   []link `xml:"http://www.w3.org/2005/Atom link"`
	} `xml:"http://www.w3.org/2005/Atom entry"`
}

type link struct {
	Rel string `xml:"rel,attr"`
	To  string `xml:"href,attr"`
}

func readFeed(t *testing.T, e *press.Edition) (f newsFeed) {
	t.Helper()
	if err := xml.Unmarshal(file(t, e, "/feed.xml"), &f); err != nil {
		t.Fatal(err)
	}
	return f
}

func TestTheFeedTellsOfEveryCardBlockAndTopic(t *testing.T) {
	e := shipped(t)
	f := readFeed(t, e)
	wants := []link{{"self", origin + "/feed.xml"}, {"alternate", origin + "/"}}
	if f.ID != origin+"/" || f.Title == "" || f.Author != e.Catalog.Site.Owner.Name || !slices.Equal(f.Links, wants) {
		t.Errorf("the feed is %+v", f)
	}
	ids := map[string]bool{}
	before := f.Updated
	for _, entry := range f.Entries {
		u, err := url.Parse(entry.ID)
		_, day := time.Parse(time.RFC3339, entry.Updated)
		if err != nil || !u.IsAbs() || ids[entry.ID] || day != nil || entry.Title == "" || entry.Summary == "" {
			t.Errorf("an entry is %+v", entry)
		}
		if !slices.Equal(entry.Links, []link{{"alternate", entry.ID}}) {
			t.Errorf("%s leads to %+v", entry.ID, entry.Links)
		}
		if entry.Updated > before {
			t.Errorf("%s of %s stands behind what changed on %s", entry.ID, entry.Updated, before)
		}
		ids[entry.ID], before = true, entry.Updated
	}
	for _, path := range e.Catalog.Places() {
		if news := strings.Count(path, "/") > 1; ids[origin+path] != news {
			t.Errorf("%s in the feed: %v", path, !news)
		}
	}
}

func TestTheFeedBeginsWithWhatChangedLast(t *testing.T) {
	var parts []part
	for i := range 60 {
		parts = append(parts, part{name: "part-" + strings.Repeat("i", i+1)})
	}
	content := worldsContent(world{slug: "shop", layers: 1, service: part{name: "Service", uses: []string{parts[0].name}}, parts: parts})
	newest := "shop/technologies/" + parts[40].name + ".md"
	content[newest] = strings.Replace(content[newest], "updated: 2026-11-24", "updated: 2026-11-25", 1)
	f := readFeed(t, printing(t, press.Sources{Content: files(content), Views: smallViews(), Static: smallStatic(), Origin: origin, Quick: true}))
	if len(f.Entries) != 50 || f.Entries[0].ID != origin+"/"+strings.TrimSuffix(newest, ".md") || f.Updated != "2026-11-25T00:00:00Z" {
		t.Errorf("%d entries since %s, the first of them %+v", len(f.Entries), f.Updated, f.Entries[0])
	}
}

func TestLanguageModelsAreToldWhatIsWhere(t *testing.T) {
	e := shipped(t)
	text := string(file(t, e, "/llms.txt"))
	if !strings.HasPrefix(text, "# "+e.Catalog.Site.Name+"\n\n> ") || !strings.Contains(text, "\n## "+e.Catalog.Ecosystems[0].Title+"\n") {
		t.Errorf("it begins with %.100q", text)
	}
	for _, path := range e.Catalog.Places()[1:] {
		said := head(t, e, path)
		if line := "- [" + said["og:title"] + "](" + origin + path + "): " + said["description"] + "\n"; !strings.Contains(text, line) {
			t.Errorf("there is no line %q", line)
		}
	}
}
