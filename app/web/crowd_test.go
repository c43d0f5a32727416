package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"porchlight/app/web"

	"github.com/fasthttp/websocket"
)

func TestACrowdThatArrivesTogetherCostsEachSocketOneFrameATick(t *testing.T) {
	const crowd, tick = 60, 200 * time.Millisecond
	s := newSite(t, func(o *setup) { o.tick = tick })
	tabs := make([]*tab, crowd)
	began := time.Now()
	var work sync.WaitGroup
	for i := range tabs {
		b := s.browser(t)
		work.Go(func() { tabs[i] = b.open(ecosystem) })
	}
	work.Wait()
	for _, page := range tabs {
		page.counts(ecosystem, crowd)
	}
	most := int(time.Since(began)/tick) + 2 // one a tick, and one when it joined
	for i, page := range tabs {
		counts := 0
		for _, text := range page.seen {
			if strings.Contains(text, "data-present") {
				counts++
			}
		}
		if first := page.seen[firstWith(page.seen, "data-present")]; !showsAll(first) {
			t.Errorf("tab %d begins with %s, which is not all that its page shows", i, first)
		}
		if counts > most {
			t.Errorf("tab %d got %d frames of counts in %s, want %d at most", i, counts, time.Since(began), most)
		}
	}
}

func firstWith(frames []string, what string) int {
	for i, text := range frames {
		if strings.Contains(text, what) {
			return i
		}
	}
	return 0
}

// showsAll reports whether a frame has the counts of all that an ecosystem's page shows.
func showsAll(text string) bool {
	for _, place := range shipped() {
		if !strings.Contains(text, fmt.Sprintf(`data-present="%s"`, place)) {
			return false
		}
	}
	return true
}

func TestARoomWithACrowdIsToldEverySecondTickAndNoneWaitsLonger(t *testing.T) {
	for sockets, want := range map[int]int{0: 1, 1: 1, 999: 1, 1000: 2, 10_000: 2, 1_000_000: 2} {
		if got := web.TicksUntilTold(sockets); got != want {
			t.Errorf("a room of %d sockets is told after %d ticks, want %d", sockets, got, want)
		}
	}
}

func TestHoweverManyComeAtTheSameMomentALimitOfSocketsHolds(t *testing.T) {
	for name, limits := range map[string]web.Limits{"visitor": {SocketsPerVisitor: 3}, "address": {SocketsPerAddress: 3}} {
		t.Run(name, func(t *testing.T) {
			b := newSite(t, only(limits)).visitor(t)
			var mu sync.Mutex
			var work sync.WaitGroup
			ends := map[int]int{}
			for range 12 {
				work.Go(func() {
					page, a := b.knock("/", "")
					end := a.status
					if page != nil {
						end = endOf(page, 2*time.Second)
					}
					mu.Lock()
					defer mu.Unlock()
					ends[end]++
				})
			}
			work.Wait()
			if ends[0] != 3 || ends[websocket.CloseTryAgainLater]+ends[http.StatusTooManyRequests] != 9 {
				t.Errorf("%v; want 3 that stay open (0), and 9 refused with 429 or closed with 1013", ends)
			}
		})
	}
}

// endOf reads for a while and returns the code that the connection was closed with, or 0 when it is still open.
func endOf(page *tab, while time.Duration) int {
	_ = page.SetReadDeadline(time.Now().Add(while))
	for {
		if _, _, err := page.ReadMessage(); err != nil {
			if closed, is := err.(*websocket.CloseError); is {
				return closed.Code
			}
			return 0
		}
	}
}

func TestHandshakesFromOneAddressAreLimited(t *testing.T) {
	s := newSite(t, only(web.Limits{HandshakesPerMinute: 4}))
	for range 4 {
		must(t, s.browser(t).open("/").Close())
	}
	page, a := s.browser(t).knock("/", "")
	if page != nil || a.status != http.StatusTooManyRequests || a.Get("Retry-After") != "15" || a.newCookie(t) != nil {
		t.Errorf("the fifth: %d, Retry-After %q", a.status, a.Get("Retry-After"))
	}
	s.forward(15 * time.Second)
	s.browser(t).open("/")
}

func TestASocketThatWandersStaysInOneRoomOnly(t *testing.T) {
	s := newSite(t)
	wanderer, reader := s.browser(t).open("/"), s.browser(t).open(ecosystem)
	for range 20 {
		wanderer.at(redisCard, true)
		wanderer.at(ecosystem, true)
		wanderer.at("/", true)
	}
	wanderer.fence()
	from := len(wanderer.seen)
	reader.at(mysqlCard, true) // which the home page does not show
	reader.counts(mysqlCard, 1)
	s.browser(t).open("/")
	wanderer.counts("/", 3)
	for _, text := range wanderer.seen[from:] {
		if strings.Contains(text, mysqlCard) || strings.Count(text, `data-present="/"`) > 1 {
			t.Errorf("on the home page it is shown %s", text)
		}
	}
}
