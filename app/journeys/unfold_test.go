package journeys

import (
	"slices"
	"strings"
	"testing"

	"porchlight/app/testparts"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const (
	parent = "/data-realtime"
	redis  = "/data-realtime/technologies/redis"
	mysql  = "/data-realtime/technologies/mysql"

	redisLink   = "#technology-redis-link"
	redisIsOpen = `document.querySelector("#technology-redis-link").getAttribute("aria-expanded") === "true" && document.querySelector("#technology-redis-body").checkVisibility()`
	redisIsShut = `document.querySelector("#technology-redis-link").getAttribute("aria-expanded") === "false" && !document.querySelector("#technology-redis-body").checkVisibility()`
	mysqlIsOpen = `document.querySelector("#technology-mysql-body").checkVisibility()`
)

func visitor(t *testing.T, path string) *person {
	t.Helper()
	t.Parallel()
	return arrive(t, testparts.NewSite(t)).on(path)
}

// wholeVisitor is one in the whole browser.
func wholeVisitor(t *testing.T, path string) *person {
	t.Helper()
	t.Parallel()
	return arriveWhole(t, testparts.NewSite(t)).on(path)
}

// on opens a page and waits until it is live.
func (p *person) on(path string) *person {
	p.t.Helper()
	p.goTo(path)
	p.isLive()
	p.requests()
	return p
}

func TestACardUnfoldsWithOneRequestHoweverOftenItIsClicked(t *testing.T) {
	p := visitor(t, parent)
	ask[bool](p, `(link => { for (let i = 0; i < 5; i++) link.click(); return true })(document.querySelector("#technology-redis-link"))`)
	p.until("Redis is open", redisIsOpen)
	p.until("the address is the card's", `location.pathname === "`+redis+`"`)
	if got := p.requests(); !slices.Equal(got, []string{"GET " + redis}) {
		t.Errorf("asked for %q, want one request", got)
	}
	p.silentConsole()
}

func TestACardIsFetchedWhileThePointerRestsOnIt(t *testing.T) {
	p := visitor(t, parent)
	at := ask[[]float64](p, `(link => { link.scrollIntoView({ block: "center", behavior: "instant" }); const r = link.getBoundingClientRect(); return [r.x + 9, r.y + 9] })(document.querySelector("`+redisLink+`"))`)
	p.do(chromedp.MouseEvent(chromedp.MouseMoved, 1, 1), chromedp.MouseEvent(chromedp.MouseMoved, at[0], at[1]))
	p.asksFor("GET " + redis)
	p.do(chromedp.MouseClickXY(at[0], at[1]))
	p.until("Redis is open", redisIsOpen)
	if got := p.requests(); len(got) > 0 {
		t.Errorf("the click asked for %q, want nothing", got)
	}
	p.silentConsole()
}

func TestWhatWasFetchedFoldsAndUnfoldsWithoutARequest(t *testing.T) {
	p := visitor(t, parent)
	p.click(redisLink)
	p.until("Redis is open", redisIsOpen)
	p.requests()
	p.click(redisLink)
	p.until("Redis is shut", redisIsShut)
	p.until("the address is the parent's", `location.pathname === "`+parent+`"`)
	p.click(redisLink)
	p.until("Redis is open again", redisIsOpen)
	if got := p.requests(); len(got) > 0 {
		t.Errorf("asked for %q, want nothing", got)
	}
}

func TestADecisionUnfoldsIntoItsThreePoints(t *testing.T) {
	p := visitor(t, parent)
	p.click("#decision-persistence-link")
	p.until("three points are there", `document.querySelectorAll("#decision-persistence-body details").length === 3`)
	p.until("the first is open", `document.querySelector("#decision-persistence-body details").open`)
}

func TestBackAndForwardGoThroughWhatWasOpenAlsoOffline(t *testing.T) {
	p := visitor(t, parent)
	p.click(redisLink)
	p.until("Redis is open", redisIsOpen)
	p.click("#technology-mysql-link")
	p.until("MySQL is open", mysqlIsOpen)
	p.requests()
	p.offline(true)
	p.walks(-1)
	p.until("MySQL is shut again, Redis stays", redisIsOpen+` && !(`+mysqlIsOpen+`) && location.pathname === "`+redis+`"`)
	p.walks(-1)
	p.until("both are shut", redisIsShut+` && location.pathname === "`+parent+`"`)
	p.walks(2)
	p.until("both are open", redisIsOpen+` && `+mysqlIsOpen+` && location.pathname === "`+mysql+`"`)
	for _, asked := range p.requests() {
		if !strings.Contains(asked, "/live?") {
			t.Errorf("asked for %q, though everything was here", asked)
		}
	}
}

func TestComingBackFromATopicFindsThePageAsItWas(t *testing.T) {
	p := visitor(t, parent)
	p.click(redisLink)
	p.until("Redis is open", redisIsOpen)
	p.click("#technology-redis .onward a")
	p.until("the topic is there", `location.pathname === "/data-realtime/topics/redis"`)
	p.walks(-1)
	p.until("Redis is open", `location.pathname === "`+redis+`" && `+redisIsOpen)
	p.isLive()
}

func TestAModifiedClickOpensATabAndLeavesThePageAsItIs(t *testing.T) {
	p := visitor(t, parent)
	before := p.pages()
	p.do(chromedp.ScrollIntoView(chromedp.CSS(redisLink)))
	box := ask[[]float64](p, `(r => [r.x + r.width / 2, r.y + r.height / 2])(document.querySelector("#technology-redis-link").getBoundingClientRect())`)
	p.do(chromedp.MouseClickXY(box[0], box[1], chromedp.ButtonModifiers(chromedp.ModifierCtrl)))
	for deadline := patience; p.pages() == before; deadline -= lookEvery {
		if deadline <= 0 {
			t.Fatal("no tab was opened")
		}
		ask[bool](p, `new Promise(done => setTimeout(() => done(true), 20))`)
	}
	p.until("this page is as it was", redisIsShut+` && location.pathname === "`+parent+`"`)
}

func TestTheKeyboardUnfoldsAndKeepsItsFocus(t *testing.T) {
	p := visitor(t, parent)
	ask[bool](p, `(document.querySelector("#technology-redis-link").focus(), true)`)
	p.press(kb.Enter)
	p.until("Redis is open and has the focus", redisIsOpen+` && document.activeElement.id === "technology-redis-link"`)
	p.press(kb.Enter)
	p.until("Redis is shut and has the focus", redisIsShut+` && document.activeElement.id === "technology-redis-link"`)
}

func TestANodeOfTheMapAndAFeaturedNameLeadToTheirCard(t *testing.T) {
	p := visitor(t, parent)
	p.click(`.featured a[href="` + redis + `"]`)
	p.until("Redis is open and has the focus", redisIsOpen+` && document.activeElement.id === "technology-redis-link"`)
	ask[bool](p, `(document.querySelector('[data-node="`+mysql+`"]').dispatchEvent(new MouseEvent("click", {bubbles: true, cancelable: true})), true)`)
	p.until("MySQL is open", mysqlIsOpen)
	p.silentConsole()
}

func TestWithoutAScriptEveryPartIsALinkToThePageWithItOpen(t *testing.T) {
	t.Parallel()
	p := arrive(t, testparts.NewSite(t))
	p.do(command(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}))
	p.goTo(parent)
	p.click(redisLink)
	p.until("the page with Redis open", `location.pathname === "`+redis+`" && `+redisIsOpen)
	p.click(redisLink)
	p.until("the page with all shut", `location.pathname === "`+parent+`" && `+redisIsShut)
}

func TestAPartThatCannotBeFetchedSaysSoAndCanBeTriedAgain(t *testing.T) {
	p := visitor(t, parent)
	p.offline(true)
	p.click(redisLink)
	p.until("the page says so", `document.querySelector("#toast").textContent.includes("could not be fetched")`)
	p.offline(false)
	p.click(redisLink)
	p.until("Redis is open", redisIsOpen)
}

func TestASectionOfThePageIsReachedWithoutLosingWhatIsOpen(t *testing.T) {
	p := visitor(t, parent)
	p.click(redisLink)
	p.until("Redis is open", redisIsOpen)
	p.requests()
	p.click(`.top a[href$="#decisions"]`)
	p.until("at the decisions, with Redis open", `location.hash === "#decisions" && `+redisIsOpen)
	if got := p.requests(); len(got) > 0 {
		t.Errorf("asked for %q, want nothing", got)
	}
	p.walks(-1)
	p.until("back at Redis", `location.pathname === "`+redis+`" && `+redisIsOpen)
}

func TestTheSkipLinkLeadsTheKeyboardPastTheHeader(t *testing.T) {
	p := visitor(t, parent)
	for _, path := range []string{parent, redis, "/data-realtime/topics/redis"} {
		p.goTo(path)
		ask[bool](p, `(document.querySelector(".skip").focus(), true)`)
		p.press(kb.Enter)
		p.until("the content has the focus on "+path, `document.activeElement.id === "main"`)
	}
}
