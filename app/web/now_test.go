package web_test

import (
	"strings"
	"testing"
	"time"

	"porchlight/app/live"
	"porchlight/app/presence"
)

func TestThePresencePageSaysWithEachTickHowManyArePresent(t *testing.T) {
	s := newSite(t)
	admin := s.admin(t)
	page := admin.open("/admin/presence")
	total := func(n, peak string) func(string) bool {
		return func(text string) bool {
			return strings.Contains(text, `hx-target="#present-now"`) && strings.Contains(text, `<b id="present-now" data-total="`+n+`">`+n+`</b>`) &&
				strings.Contains(text, `<dd id="peak-today"><b>`+peak+`</b>`)
		}
	}
	page.until("nobody is there", total("0", "0"))
	s.browser(t).open(ecosystem)
	second := s.browser(t).open("/")
	page.until("two are", total("2", "2"))
	must(t, second.Close())
	eventually(t, "its leave is noticed", func() bool { return s.Sockets() == 2 })
	s.forward(presence.Grace)
	page.until("one is, and two were", total("1", "2"))
	if text := admin.get("/admin/presence").body; !strings.Contains(text, `<b id="present-now" data-total="1">1</b>`) || !strings.Contains(text, `2</b> <span>at most, at <data value="2026-11-24T09:00:00Z">10:00 CET</data>`) {
		t.Errorf("the page says %s", text)
	}
}

func TestThePresencePageIsBroughtUpToDateOnceAMinute(t *testing.T) {
	s := newSite(t)
	s.was(t, opening.Add(-3*time.Hour), 2*time.Minute, map[string]int{"/": 9, ecosystem: 9, redisCard: 5})
	page := s.admin(t).open("/admin/presence")
	for range 2 {
		s.browser(t).open(ecosystem)
	}
	page.until("two are there", func(text string) bool { return strings.Contains(text, `data-total="2"`) })
	s.forward(time.Minute)
	for _, want := range []string{
		`<hx-partial hx-target="#now"`, `data-total="2">2</b>`, `<b>2</b> <span>in the last minute; 0.0 a minute over the last hour</span>`, `<b>9</b> <span>at most, at <data value="2026-11-24T06:00:00Z">07:00 CET</data>`,
		`<title>The last hour: 0 at least, 2 at most, 2 now.</title>`, `<title>The last day: 0 at least, 9 at most, 2 now.</title>`,
		`href="/admin/history?at=2026-11-24&amp;place=%2Fdata-realtime&amp;range=day"`, `place=%2Fdata-realtime%2Ftechnologies%2Fredis`,
	} {
		frames := page.seen
		if i := len(frames) - 1; !strings.Contains(frames[i], `hx-target="#now"`) {
			page.until("the minute is shown", func(text string) bool { return strings.Contains(text, `hx-target="#now"`) })
		}
		if text := page.seen[len(page.seen)-1]; !strings.Contains(text, want) {
			t.Errorf("the frame does not say %s: %s", want, text)
		}
	}
	if text := page.seen[len(page.seen)-1]; strings.Contains(text, "mongodb") {
		t.Error("a place where nobody was is drawn")
	}
}

func TestTwoNodesKeepOneHistory(t *testing.T) {
	local := live.NewLocal()
	a := newSite(t, func(o *setup) { o.bus = local.Join("node") })
	b := newSite(t, func(o *setup) { o.bus, o.beside = local.Join("other"), a })
	a.browser(t).open(ecosystem)
	b.browser(t).open(ecosystem)
	b.browser(t).open("/")
	admin := b.admin(t)
	for _, node := range []*browser{admin, admin.beside(a)} {
		eventually(t, "both nodes have shown all three", func() bool { return strings.Contains(node.get("/admin/presence").body, `data-total="3"`) })
	}
	a.forward(time.Minute)
	eventually(t, "both have written the minute, in which three came", func() bool {
		return strings.Contains(admin.get("/admin/presence").body, "<b>3</b> <span>in the last minute")
	})
	rows := historyRow.FindAllStringSubmatch(admin.get(ask("", "/", "hour", "2026-11-24T09:00Z")).body, -1)
	if len(rows) != 1 || strings.Join(rows[0][2:], " ") != "10:00 3 3.00 3" {
		t.Errorf("the history has %q: nobody is to be counted twice", rows)
	}
}

func TestPresentMeansTheSameWhereverItIsExplained(t *testing.T) {
	s := newSite(t)
	admin := s.admin(t)
	const words = "A visitor is present while a page of this site is open and connected in their browser, however many tabs that is, and for 5 seconds after the last one was closed."
	for _, path := range []string{"/admin/presence", "/admin/history", "/privacy"} {
		if strings.Count(admin.get(path).body, words) != 1 {
			t.Errorf("%s says it otherwise, or not at all", path)
		}
	}
}
