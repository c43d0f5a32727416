package web_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/app/presence"
)

const (
	ecosystem = "/data-realtime"
	redisCard = "/data-realtime/technologies/redis"
	mysqlCard = "/data-realtime/technologies/mysql"
)

var presentForm = regexp.MustCompile(`<b data-present="([^"]*)">`)

func (p *tab) at(place string, visible bool) {
	p.t.Helper()
	p.say(frame{"type": "at", "place": place, "visible": visible})
}

func TestAPageIsToldAllItsCountsWhenItConnects(t *testing.T) {
	s := newSite(t)
	s.browser(t).open(redisCard).next()
	page := s.browser(t).open(ecosystem)
	text := page.counts(redisCard, 1)
	for _, place := range shipped() {
		want := 0
		switch place {
		case "/", ecosystem:
			want = 2
		case redisCard:
			want = 1
		}
		if !strings.Contains(text, fmt.Sprintf(`<b data-present="%s">%d</b>`, place, want)) {
			t.Errorf("%s is not shown to have %d: %s", place, want, text)
		}
	}
	home := s.browser(t).open("/").counts("/", 3)
	if !strings.Contains(home, `<b data-present="/data-realtime">2</b>`) || strings.Contains(home, redisCard) {
		t.Errorf("the home page is told %s", home)
	}
}

func TestACountIsThatOfDistinctVisitorsAtAPlaceAndBelow(t *testing.T) {
	s := newSite(t)
	watcher := s.browser(t).open("/")
	watcher.counts("/", 1)
	b := s.browser(t)
	reader := b.open(ecosystem)
	if text := watcher.counts(ecosystem, 1); !strings.Contains(text, `<b data-present="/">2</b>`) {
		t.Errorf("the whole site is shown as %s", text)
	}
	second := b.open(mysqlCard) // another tab of the same browser
	reader.counts(mysqlCard, 1)
	reader.at(redisCard, true)
	second.counts(redisCard, 1)
	other := s.browser(t).open(redisCard)
	text := reader.counts(redisCard, 2)
	if !strings.Contains(text, `<b data-present="/data-realtime">2</b>`) {
		t.Errorf("two visitors with three tabs are shown as %s", text)
	}
	other.at(redisCard, false) // hidden
	other.fence()
	if got := s.Roster.Count(redisCard); got != 2 {
		t.Errorf("with a hidden tab %d are counted", got)
	}
}

func TestFoldingMovesTheCountBackToTheParent(t *testing.T) {
	s := newSite(t)
	watcher, reader := s.browser(t).open(ecosystem), s.browser(t).open(ecosystem)
	watcher.counts(ecosystem, 2)
	reader.at(redisCard, true)
	watcher.counts(redisCard, 1)
	reader.at(ecosystem, true)
	watcher.counts(redisCard, 0)
	for _, shown := range presentForm.FindAllStringSubmatch(strings.Join(watcher.seen, ""), -1) {
		if !slices.Contains(shipped(), shown[1]) {
			t.Errorf("%s is no place, but is counted", shown[1])
		}
	}
	if s.Roster.Count(ecosystem) != 2 || s.Roster.Count("/") != 2 {
		t.Errorf("the parent has %d, the site %d", s.Roster.Count(ecosystem), s.Roster.Count("/"))
	}
}

func TestAVisitorWhoLeftIsCountedForFiveMoreSeconds(t *testing.T) {
	s := newSite(t)
	watcher, reader := s.browser(t).open(ecosystem), s.browser(t).open(redisCard)
	watcher.counts(redisCard, 1)
	must(t, reader.Close())
	eventually(t, "the server knows", func() bool { return s.Sockets() == 1 })
	watcher.fence()
	s.forward(presence.Grace - time.Millisecond)
	watcher.fence()
	if got := s.Roster.Count(redisCard); got != 1 {
		t.Errorf("within its grace %d are counted", got)
	}
	s.forward(time.Millisecond)
	watcher.counts(redisCard, 0)
}

func TestWalkingToAnotherPageDoesNotFlicker(t *testing.T) {
	s := newSite(t)
	watcher, b := s.browser(t).open(ecosystem), s.browser(t)
	before := b.open(redisCard)
	watcher.counts(redisCard, 1)
	from := len(watcher.seen)
	must(t, before.Close())
	eventually(t, "the server knows", func() bool { return s.Sockets() == 1 })
	b.open(mysqlCard)
	watcher.counts(mysqlCard, 1)
	for _, text := range watcher.seen[from:] {
		if strings.Contains(text, `data-present="/data-realtime">`) && !strings.Contains(text, `data-present="/data-realtime">2<`) {
			t.Errorf("the ecosystem's count changed on the way: %s", text)
		}
	}
}
