package journeys

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"porchlight/app/testparts"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/fetch"
	"github.com/chromedp/chromedp"
	"github.com/fasthttp/websocket"
)

const topicOfRedis = "/data-realtime/topics/redis"

// watchShifts notes everything that moved by itself, from the first paint on, and what it was. What follows a click or a key
// within half a second is meant to move, and no part of the measure (CLS, as the Layout Instability specification has it).
const watchShifts = `(window.shifts = [], new PerformanceObserver(list => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) shifts.push(entry.value + " " + entry.sources.map(s => (s.node?.outerHTML ?? s.node?.textContent ?? "").slice(0, 80)).join(" | "));
}).observe({ type: "layout-shift", buffered: true }), true)`

// isSteady fails if anything moved by itself, once two frames have been painted.
func (p *person) isSteady(what string) {
	p.t.Helper()
	if moved := ask[[]string](p, `new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(shifts)))))`); len(moved) > 0 {
		p.t.Errorf("%s: moved by itself:\n%s", what, strings.Join(moved, "\n"))
	}
}

// visitors come to a place without a browser; each is somebody new.
func visitors(t *testing.T, site *testparts.Site, place string, n int) {
	t.Helper()
	for range n {
		socket, _, err := websocket.DefaultDialer.Dial("ws://"+site.Addr+"/live?at="+place, http.Header{"Origin": {site.URL}})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = socket.Close() })
		go func() { // which answers pings: who does not is gone after a while
			for err == nil {
				_, _, err = socket.NextReader()
			}
		}()
	}
}

func TestNothingMovesWhenCountsComeAndGrow(t *testing.T) {
	site := testparts.NewSite(t)
	for _, width := range widths {
		for _, path := range []string{parent, topicOfRedis} {
			p := arrive(t, site)
			p.do(chromedp.EmulateViewport(width, 850))
			p.goTo(path)
			ask[bool](p, watchShifts)
			p.isLive()
			before := ask[int](p, `new Promise(done => setInterval(() => { const here = document.querySelector(".top [data-present]").textContent; if (here) done(+here) }, 20))`)
			visitors(t, site, path, 11)
			p.until("eleven more are here", fmt.Sprintf(`+document.querySelector(".top [data-present]").textContent >= %d`, before+11))
			p.isSteady(fmt.Sprintf("%s at %d px", path, width))
		}
	}
}

func TestNothingMovesWhenTheLampIsLit(t *testing.T) {
	site := testparts.NewSite(t)
	reader, owner := arrive(t, site), arrive(t, site)
	owner.comesAsOwner()
	answered(t, site, 5) // so that it says how soon, too
	owner.comesAsOwner()
	owner.switches("away")
	for _, path := range []string{"/", parent, topicOfRedis, "/conversation"} {
		for _, width := range widths {
			reader.do(chromedp.EmulateViewport(width, 850))
			reader.goTo(path)
			ask[bool](reader, watchShifts)
			reader.isLive()
			reader.until("the first word is said", lampWords("away", "away at the moment"))
			owner.switches("in-hour")
			reader.until("the lamp is lit", lampWords("in", "in, usually answers within 10 minutes"))
			owner.switches("away-hour")
			reader.until("the lamp is out, and it says until when", lampWords("away", "then usually within"))
			owner.switches("away")
			reader.until("the lamp is out", lampWords("away", "away at the moment"))
			reader.isSteady(fmt.Sprintf("%s at %d px", path, width))
		}
	}
}

func TestUnfoldingMovesNothingButWhatIsBelow(t *testing.T) {
	p := visitor(t, parent)
	ask[bool](p, watchShifts)
	links := ask[[]string](p, `[...document.querySelectorAll(".part .unfold")].map(link => "#" + link.id)`)
	slices.Reverse(links) // so that what is above is still folded, and would show it
	for _, link := range links {
		at := ask[[]float64](p, `new Promise(done => {
			const link = document.querySelector("`+link+`");
			link.scrollIntoView({ block: "center", behavior: "instant" });
			window.above = [...document.querySelectorAll(".part-head, h2, .map")].filter(e => e.getBoundingClientRect().top <= link.getBoundingClientRect().top);
			window.tops = above.map(e => e.getBoundingClientRect().top);
			requestAnimationFrame(() => { const r = link.getBoundingClientRect(); done([r.x + 9, r.y + 9]) });
		})`)
		p.do(chromedp.MouseClickXY(at[0], at[1]))
		p.until(link+" is open", `document.querySelector("`+link+`").ariaExpanded === "true"`)
		if moved := ask[[]string](p, `above.filter((e, i) => e.getBoundingClientRect().top !== tops[i]).map(e => e.textContent.slice(0, 40))`); len(moved) > 0 {
			t.Errorf("opening %s moved what is above: %q", link, moved)
		}
	}
	p.isSteady("unfolding")
}

// holdFont keeps the display serif back until the page asks for nothing else; let lets it come.
func (p *person) holdFont() (let func()) {
	p.t.Helper()
	held := make(chan struct{})
	if err := chromedp.Listen(p.ctx, func(event any) {
		if e, is := event.(*fetch.EventRequestPaused); is {
			go func() {
				<-held
				_ = chromedp.Do(p.ctx, command(fetch.ContinueRequest, fetch.ContinueRequestParams{RequestID: e.RequestID})) // the tab may be closed
			}()
		}
	}); err != nil {
		p.t.Fatal(err)
	}
	p.do(command(fetch.Enable, fetch.EnableParams{Patterns: []*fetch.RequestPattern{{URLPattern: "*.woff2"}}}))
	return func() { close(held) }
}

func TestNothingMovesWhenTheFontComesLate(t *testing.T) {
	site := testparts.NewSite(t)
	for _, path := range []string{"/", parent, topicOfRedis} {
		for _, width := range widths {
			p := arrive(t, site)
			p.do(chromedp.EmulateViewport(width, 850))
			let := p.holdFont()
			p.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
				_, err := cdp.Call(ctx, t, cdp.Command[map[string]string, cdp.Empty]{Method: "Page.navigate"}, map[string]string{"url": p.site.URL + path})
				return err
			}))
			p.until("the text is painted without it", `performance.getEntriesByName("first-contentful-paint").length`)
			ask[bool](p, watchShifts)
			let()
			p.until("the font has come", `performance.getEntriesByType("resource").some(e => e.name.endsWith(".woff2") && e.responseEnd)`)
			ask[bool](p, `document.fonts.ready.then(() => true)`)
			p.isSteady(fmt.Sprintf("%s at %d px", path, width))
		}
	}
}
