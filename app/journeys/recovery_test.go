package journeys

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"porchlight/app/testparts"

	"github.com/chromedp/chromedp"
)

// The promises of the design.
const (
	caughtUp    = 2 * time.Second  // after a tab can reach the server again, and is told so by the browser
	afterOutage = 8 * time.Second  // after the server is back, which nobody tells
	halfOpen    = 26 * time.Second // until a page notices two missed beats
	deadSocket  = 35 * time.Second // until a dead socket is gone from the counts
)

const isLive = `document.documentElement.dataset.live === "live"`

// talk is a conversation between an owner and a reader with a network of their own, who has a draft in the composer.
type talk struct {
	t             *testing.T
	site          *testparts.Site
	proxy         *testparts.Proxy
	owner, reader *person
	said          []string
}

const draft = "half a thought"

// beginTalk ends with a first question in the owner's thread. Tests of recovery mostly wait, so they do it together.
func beginTalk(t *testing.T) *talk {
	t.Helper()
	return beginTalkIn(t, arrive)
}

// beginTalkIn begins it in browsers of a kind.
func beginTalkIn(t *testing.T, arrive func(*testing.T, *testparts.Site) *person) *talk {
	t.Helper()
	t.Parallel()
	site := testparts.NewSite(t)
	k := &talk{t: t, site: site, proxy: testparts.NewProxy(t, site), owner: arrive(t, site), said: []string{"the question"}}
	k.reader = arrive(t, k.behind())
	k.owner.comesAsOwner()
	k.reader.goTo(parent)
	k.reader.isLive()
	k.reader.click("#launcher")
	k.reader.write("the question")
	k.reader.sees("the question")
	k.reader.isLive()
	k.owner.until("the question is there", `document.querySelector("#inbox-list a")`)
	k.owner.click("#inbox-list a")
	k.owner.sees("the question")
	k.owner.isLive()
	k.reader.do(chromedp.SendKeys(chromedp.CSS("#body"), draft))
	return k
}

// behind is the site as it is reached through the proxy.
func (k *talk) behind() *testparts.Site {
	behind := *k.site
	behind.URL = "http://localhost" + behind.Addr[len("127.0.0.1"):]
	return &behind
}

// answers lets the owner say something.
func (k *talk) answers(text string) {
	k.t.Helper()
	k.owner.write(text)
	k.owner.sees(text)
	k.said = append(k.said, text)
}

// asks lets the reader send something without touching the draft, as a second form would.
func (k *talk) asks(text string) {
	k.t.Helper()
	quoted, _ := json.Marshal(text)
	ask[bool](k.reader, fmt.Sprintf(`(porchlight.outbox.send({ id: crypto.randomUUID(), body: %s, place: "/data-realtime" }), true)`, quoted))
	k.said = append(k.said, text)
}

// isWhole fails unless both sides show the whole thread, each message once and in order, and the draft is kept.
func (k *talk) isWhole(readers ...*person) {
	k.t.Helper()
	for _, p := range append(readers, k.owner, k.reader) {
		p.sees(k.said[len(k.said)-1])
		if got := p.messages(); !slices.Equal(got, k.said) {
			k.t.Errorf("the thread is %q, want %q", got, k.said)
		}
	}
	if got := ask[string](k.reader, `document.querySelector("#body").value`); got != draft {
		k.t.Errorf("the draft is %q, want %q", got, draft)
	}
}

// isBack waits for the page to be live and to show the last answer, at most so long.
func (p *person) isBack(most time.Duration, last string) {
	p.t.Helper()
	began := time.Now()
	quoted, _ := json.Marshal(last)
	p.within(most, "live again, with "+last, fmt.Sprintf(isLive+` && [...document.querySelectorAll("#messages .message[data-seq] .text")].some(e => e.textContent === %s)`, quoted))
	p.t.Logf("back after %s", time.Since(began).Round(time.Millisecond))
}

// says waits for the page to say how things are, where people can read it, and to claim nothing of the owner.
func (p *person) says(state string) {
	p.t.Helper()
	p.within(halfOpen, "the page says that it is "+state, fmt.Sprintf(`document.documentElement.dataset.live === %q && !document.documentElement.dataset.lamp && [...document.querySelectorAll(".link-state")].every(e => getComputedStyle(e, "::after").content === %q)`, state, `"`+state+`"`))
}

// countsSockets has the page count in sockets those that it opens from now on, or tries to.
func (p *person) countsSockets() {
	p.t.Helper()
	ask[bool](p, `(window.sockets = 0, WebSocket = class extends WebSocket { constructor(url) { super(url); sockets++ } }, true)`)
}

func TestAPageThatLacksSomethingOfTheThreadAsksForIt(t *testing.T) {
	p := visitor(t, parent)
	p.click("#launcher")
	p.write("one")
	p.sees("one")
	p.isLive()
	ask[bool](p, `(document.querySelector("#messages .message").remove(), document.querySelector("#log").dataset.rev = 0, true)`)
	p.write("two")
	p.sees("two")
	p.sees("one")
	if got, want := p.messages(), []string{"one", "two"}; !slices.Equal(got, want) {
		t.Errorf("the thread is %q, want %q", got, want)
	}
}
