package web_test

import (
	"fmt"
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"porchlight/app/presence"
)

// crowdOf fills the roster with visitors who came one after the other, a second apart, without a browser: every second one is at
// the Redis card, every third tab is hidden, every tenth is in conversation, every hundredth uses a phone and came from elsewhere.
func (s *site) crowdOf(n int) {
	for i := range n {
		s.comes(i)
		s.forward(time.Second)
	}
	for i := range n {
		if i%3 == 0 {
			s.Roster.Move(visitorID(i), "tab", placeOf(i), false)
		}
	}
}

func (s *site) comes(i int) {
	tab := presence.Socket{ID: "tab", Place: placeOf(i), Visible: true, Talking: i%10 == 0, Language: "en", Device: "desktop"}
	if i%100 == 0 {
		tab.Device, tab.Referrer = "phone", "news.example"
	}
	s.Roster.Join(visitorID(i), tab)
}

func placeOf(i int) string {
	if i%2 == 0 {
		return redisCard
	}
	return ecosystem
}

func visitorID(i int) string { return fmt.Sprintf("%016x%016x", uint64(i+1)*0x9E3779B97F4A7C15, i) }

var (
	rowForm  = regexp.MustCompile(`<tr id="v-[^"]+"[^>]*>(?:<th scope="row"><a href="/admin/presence/([^"]+)">)?`)
	saidForm = regexp.MustCompile(`(?s)<p id="roster-said">(.*?)</p>`)
	tags     = regexp.MustCompile(`<[^>]+>`)
)

// said is what the bar of a table tells: which of how many.
func said(text string) string {
	found := saidForm.FindStringSubmatch(text)
	if found == nil {
		return ""
	}
	return html.UnescapeString(tags.ReplaceAllString(found[1], ""))
}

// shownIn are the visitors that a table or a frame shows in full, in its order.
func shownIn(text string) (visitors []string) {
	for _, row := range rowForm.FindAllStringSubmatch(text, -1) {
		visitors = append(visitors, row[1])
	}
	return visitors
}

func TestTheTableOfTenThousandSortsFiltersSearchesAndTurnsPages(t *testing.T) {
	s := newSite(t, func(o *setup) { o.tick = time.Hour })
	const all = 10_000
	s.crowdOf(all)
	admin := s.admin(t)
	for _, c := range []struct {
		query, said string
		first       int // the visitor in the first row; -1: any
	}{
		{"", "1–50 of 10,000", all - 1},
		{"?up=1", "1–50 of 10,000", 0},
		{"?page=2", "51–100 of 10,000", all - 51},
		{"?page=200", "9,951–10,000 of 10,000", 49},
		{"?page=999999", "9,951–10,000 of 10,000", 49},
		{"?page=-3", "1–50 of 10,000", all - 1},
		{"?page=99999999999999999999", "9,951–10,000 of 10,000", 49},
		{"?place=" + redisCard, "1–50 of 5,000 that match", all - 2},
		{"?place=" + ecosystem, "1–50 of 10,000 that match", all - 1},
		{"?place=/nowhere", "1–50 of 10,000", all - 1},
		{"?tab=hidden", "1–50 of 3,334 that match", all - 1},
		{"?tab=visible", "1–50 of 6,666 that match", all - 2},
		{"?tab=ajar", "1–50 of 10,000", all - 1},
		{"?talking=1", "1–50 of 1,000 that match", all - 10},
		{"?talking=perhaps", "1–50 of 10,000", all - 1},
		{"?place=" + redisCard + "&tab=hidden&talking=1&page=7", "301–334 of 334 that match", -1},
		{"?q=NEWS.example", "1–50 of 100 that match", all - 100},
		{"?q=phone&sort=place&up=1&page=2", "51–100 of 100 that match", -1},
		{"?q=%20redis%20", "1–50 of 5,000 that match", all - 2},
		{"?q=" + visitorName(7), "", 7},
		{"?q=%ff%00", "Nobody matches", -1},
		{"?q=<b>", "Nobody matches", -1},
		{"?q=" + strings.Repeat("x", 3000), "Nobody matches", -1},
		{"?sort=device&up=1", "1–50 of 10,000", all - 1},
		{"?sort=device", "1–50 of 10,000", all - 100},
		{"?sort=seen", "1–50 of 10,000", -1},
		{"?sort=shoes", "1–50 of 10,000", all - 1},
		{"?sort=place&up=1&%zz", "1–50 of 10,000", all - 1},
	} {
		for _, with := range []headers{{}, fragment} {
			a := admin.get("/admin/presence"+strings.ReplaceAll(c.query, "<b>", "%3Cb%3E"), with)
			rows := shownIn(a.body)
			if a.status != 200 || a.isPage() != (with["HX-Request"] == "") || c.said != "" && said(a.body) != c.said {
				t.Errorf("%.60s: %d %q, want %q", c.query, a.status, said(a.body), c.said)
			}
			if c.first >= 0 && (len(rows) == 0 || rows[0] != visitorID(c.first)) {
				t.Errorf("%.60s: begins with %.1q, want %s", c.query, rows, visitorID(c.first))
			}
			if len(rows) > presence.PageSize || strings.HasPrefix(c.said, "Nobody") != (len(rows) == 0) {
				t.Errorf("%.60s: %d rows", c.query, len(rows))
			}
		}
	}
}

// visitorName is how the table calls somebody.
func visitorName(i int) string { return "Visitor+" + visitorID(i)[:4] }

func TestHeadingsAndPagesAreLinksThatKeepWhatIsAskedFor(t *testing.T) {
	s := newSite(t, func(o *setup) { o.tick = time.Hour })
	s.crowdOf(250)
	admin := s.admin(t)
	page := admin.get("/admin/presence?tab=visible&place=" + redisCard + "&sort=name&page=2&nonsense=1").body
	place := "place=" + url.QueryEscape(redisCard)
	for _, want := range []string{
		`<th scope="col" aria-sort="descending"><a id="sort-name" href="/admin/presence?` + place + `&amp;sort=name&amp;tab=visible&amp;up=1">Visitor</a>`,
		`<th scope="col"><a id="sort-place" href="/admin/presence?` + place + `&amp;sort=place&amp;tab=visible&amp;up=1">Place</a>`,
		`<th scope="col"><a id="sort-since" href="/admin/presence?` + place + `&amp;tab=visible">Here since</a>`,
		`<a id="page-first" href="/admin/presence?` + place + `&amp;sort=name&amp;tab=visible">First</a>`,
		`<a id="page-next" aria-disabled="true" role="link">Next</a>`,
		`<option value="` + redisCard + `" selected>`, `<option selected>visible</option>`,
		`<input type="hidden" form="roster-form" name="sort" value="name">`,
		`data-at="/admin/presence?page=2&amp;` + place + `&amp;sort=name&amp;tab=visible"`, // the socket connects with it
		`aria-current="page">Now</a>`,
		`href="/admin/broadcasts?to=` + strings.ToLower(url.QueryEscape(redisCard)) + `">Broadcast here</a>`, // an admin's page does not show it
	} {
		if !strings.Contains(page, want) {
			t.Errorf("there is no %s in\n%s", want, page)
		}
	}
	if n := strings.Count(page, "aria-sort"); n != 1 {
		t.Errorf("%d columns are sorted", n)
	}
	if again := admin.get("/admin/presence").body; !strings.Contains(again, `aria-sort="descending"><a id="sort-since" href="/admin/presence?up=1">`) {
		t.Errorf("who came last is not what it is sorted by: %s", again)
	}
}

// table waits for a frame of the table that shows a page with this key.
func (p *tab) table(key, what string, is func(text string) bool) string {
	p.t.Helper()
	return p.until(what, func(text string) bool { return strings.Contains(text, `data-table="`+key+`"`) && is(text) })
}

var keyForm = regexp.MustCompile(`data-key="([^"]+)"`)

func keyOf(b *browser, query string) string {
	return keyForm.FindStringSubmatch(b.get("/admin/presence" + query).body)[1]
}

func anything(string) bool { return true }

func TestAPageThatAsksForAnotherTableIsSentThatAndNothingOfTheOldOne(t *testing.T) {
	s := newSite(t)
	s.crowdOf(120)
	admin := s.admin(t)
	all, hidden := keyOf(admin, ""), keyOf(admin, "?tab=hidden")
	page := admin.open("/admin/presence")
	if rows := shownIn(page.table(all, "the table comes whole", anything)); len(rows) != 50 || rows[0] != visitorID(119) {
		t.Errorf("it begins with %d rows, %.1q", len(rows), rows)
	}
	page.at("/admin/presence?tab=hidden", true)
	if text := page.table(hidden, "the other table comes whole", anything); len(shownIn(text)) != 40 || said(text) != "1–40 of 40 that match" {
		t.Errorf("it begins with %s", text)
	}
	from := len(page.seen)
	s.comes(120)
	s.Roster.Move(visitorID(120), "tab", ecosystem, false)
	text := page.table(hidden, "what changes in it comes", anything)
	if rows := shownIn(text); len(rows) != 41 || rows[0] != visitorID(120) || strings.Join(rows[1:], "") != "" || said(text) != "1–41 of 41 that match" {
		t.Errorf("the rows that did not change are sent again: %s", text)
	}
	page.at("/admin/presence?tab=hidden", false) // the tab is hidden: nothing is sent anew
	s.Roster.Move(visitorID(120), "tab", redisCard, false)
	page.table(hidden, "a row that changed comes", func(text string) bool { return strings.Contains(text, redisCard) && said(text) == "" })
	for _, text := range page.seen[from:] {
		if strings.Contains(text, `data-table="`+all+`"`) {
			t.Errorf("of the old table came %s", text)
		}
		if strings.Count(text, "<th") > 1 {
			t.Errorf("more than the row that changed came: %s", text)
		}
	}
}

func TestAPausedPageIsSentNothingAndAllOfItAfterwards(t *testing.T) {
	s := newSite(t)
	s.crowdOf(3)
	admin := s.admin(t)
	key := keyOf(admin, "")
	page, other := admin.open("/admin/presence"), admin.open("/admin/presence")
	page.table(key, "the table", anything)
	page.at("/admin/presence?paused=1", true)
	page.fence()
	from := len(page.seen)
	s.comes(3)
	other.table(key, "others see who comes", func(text string) bool { return said(text) == "1–4 of 4" })
	page.fence()
	for _, text := range page.seen[from:] {
		if strings.Contains(text, "data-table") {
			t.Errorf("while it is paused came %s", text)
		}
	}
	page.at("/admin/presence", true)
	if rows := shownIn(page.table(key, "the table is whole again", anything)); len(rows) != 4 || rows[0] != visitorID(3) {
		t.Errorf("it shows %q", rows)
	}
	again, _ := admin.knock("/admin/presence%3Fpaused=1", "") // a socket that came again while its page was paused
	s.comes(4)
	other.table(key, "others see who comes", func(text string) bool { return said(text) == "1–5 of 5" })
	for _, text := range again.fence() {
		if strings.Contains(text, "data-table") {
			t.Errorf("after it came again came %s", text)
		}
	}
}

func TestHoweverMuchHappensThePageIsSentNoMoreThanItsShareAndTheLastStateLast(t *testing.T) {
	s := newSite(t)
	s.crowdOf(500)
	admin := s.admin(t)
	key := keyOf(admin, "")
	page := admin.open("/admin/presence")
	page.table(key, "the table", anything)
	watcher := s.browser(t).open("/") // who is told of each tick, and is one more visitor
	from, next := len(page.seen), 500
	for range 100 { // ten seconds in which fifty come every tenth of one, so that the table is another each time
		for range 50 {
			s.comes(next)
			next++
		}
		s.forward(100 * time.Millisecond)
		watcher.counts("/", next+1)
		page.fence()
	}
	bytes, frames := 0, 0
	for _, text := range page.seen[from:] {
		if strings.Contains(text, "data-table") {
			bytes, frames = bytes+len(text), frames+1
		}
	}
	if bytes > 200_000 || frames < 4 {
		t.Errorf("in ten seconds came %d bytes in %d frames", bytes, frames)
	}
	s.forward(5 * time.Second) // it is quiet, and what is owed is earned
	last := func(text string) bool { return said(text) == "1–50 of 5,501" }
	if !last(page.seen[len(page.seen)-1]) {
		page.table(key, "the last state", last)
	}
	s.forward(2 * time.Second)
	s.comes(next)
	text := page.table(key, "while it is quiet it comes within a tick", func(text string) bool { return said(text) == "1–50 of 5,502" })
	if rows := shownIn(text); len(rows) != 50 || rows[0] != visitorID(next) || strings.Join(rows[1:], "") != "" {
		t.Errorf("it is %s", text)
	}
}

func TestWhoAsksNotToBeListedIsCountedInTheTableAndNotShown(t *testing.T) {
	s := newSite(t)
	s.crowdOf(2)
	admin := s.admin(t)
	page := admin.open("/admin/presence")
	key := keyOf(admin, "")
	page.table(key, "the table", anything)
	s.browser(t).knock("/", "", gpc)
	const words = "1–2 of 2 1 more asks not to be listed, and is only counted"
	text := page.table(key, "one more is counted", func(text string) bool { return said(text) == words })
	if rows := shownIn(text); len(rows) != 2 {
		t.Errorf("the rows are %q", rows)
	}
	if got := said(admin.get("/admin/presence").body); got != words {
		t.Errorf("the page says %q", got)
	}
	s.Roster.Unlist(visitorID(0), true)
	page.table(key, "two more are counted", func(text string) bool {
		return said(text) == "1–1 of 1 2 more ask not to be listed, and are only counted"
	})
	if a := admin.get("/admin/presence?q=" + visitorName(0)); said(a.body) != "Nobody matches 2 more ask not to be listed, and are only counted" {
		t.Errorf("a search for who is not listed says %q", said(a.body))
	}
}
