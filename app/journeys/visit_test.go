package journeys

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"porchlight/app/testparts"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp/kb"
)

const (
	persistence = "/data-realtime/decisions/persistence"

	allCards     = `#stack .all button`
	cardsAreOpen = `[...document.querySelectorAll("#stack .part")].every(part => part.querySelector(".unfold").ariaExpanded === "true" && part.querySelector(".part-body").checkVisibility())`
	cardsAreShut = `[...document.querySelectorAll("#stack .part")].every(part => part.querySelector(".unfold").ariaExpanded === "false")`
	isRead       = `.matches("[data-read]")`
)

// focus gives the focus to an element, as a key would.
func (p *person) focus(selector string) {
	p.t.Helper()
	ask[bool](p, fmt.Sprintf(`(document.querySelector(%q).focus(), true)`, selector))
}

func TestComingBackInTheSameVisitFindsOpenWhatWasLeftOpen(t *testing.T) {
	p := visitor(t, parent)
	p.click(redisLink)
	p.until("Redis is open", redisIsOpen)
	p.click("#technology-mysql-link")
	p.until("MySQL is open", mysqlIsOpen)
	p.click(redisLink)
	p.until("Redis is shut", redisIsShut)
	p.goTo(topicOfRedis)
	p.isLive()
	p.requests()
	p.goTo(parent)
	ask[bool](p, watchShifts)
	p.until("MySQL is open again, Redis is only marked as read", mysqlIsOpen+` && `+redisIsShut+` && document.querySelector("#technology-redis")`+isRead)
	p.isSteady("opening again")
	p.isLive()
	asked := slices.DeleteFunc(p.requests(), func(r string) bool { return strings.Contains(r, "/live?") })
	if want := []string{"GET " + parent, "GET " + mysql}; !slices.Equal(asked, want) {
		t.Errorf("asked for %q, want %q", asked, want)
	}
	p.until("the visitor is at the top of the page, which is where they are counted", `location.pathname === "`+parent+`" && `+countOf(mysql)+`"0")`)
	ask[bool](p, `(document.querySelector("#technology-mysql").scrollIntoView({ block: "center" }), true)`)
	p.until("and at MySQL once they have scrolled there", countOf(mysql)+`"1")`)
	p.silentConsole()
}

func TestWhatIsRememberedWronglyBreaksNothing(t *testing.T) {
	p := visitor(t, parent)
	for _, kept := range []string{`{`, `null`, `5`, `"x"`, `[]`, `{"` + mysql + `":{}}`} {
		ask[bool](p, fmt.Sprintf(`(sessionStorage.setItem("porchlight.parts", %q), true)`, kept))
		p.goTo(parent)
		p.until("with "+kept+" all scripts of the page ran", `document.querySelector("#stack .all button") && porchlight.badge && porchlight.times`)
		p.click(redisLink)
		p.until("with "+kept+" Redis opens, and is remembered", redisIsOpen+` && JSON.parse(sessionStorage.getItem("porchlight.parts"))["`+redis+`"] === true`)
	}
	p.silentConsole()
}

func TestAnAddressThatNamesAPartShowsThatOneAlone(t *testing.T) {
	p := visitor(t, parent)
	p.click("#technology-mysql-link")
	p.until("MySQL is open", mysqlIsOpen)
	p.goTo(redis)
	p.isLive()
	p.until("Redis is open, MySQL is only marked", redisIsOpen+` && !(`+mysqlIsOpen+`) && document.querySelector("#technology-mysql")`+isRead)
	if asked := p.requests(); slices.Contains(asked[1:], "GET "+mysql) && asked[len(asked)-1] == "GET "+mysql {
		t.Errorf("asked for what is not shown: %q", asked)
	}
}

func TestALinkToASectionIsNotMovedByWhatOpensAgain(t *testing.T) {
	p := visitor(t, parent)
	p.click(redisLink)
	p.until("Redis is open", redisIsOpen)
	p.goTo(topicOfRedis)
	p.click(`.topic-head a[href="` + parent + `#topics"]`)
	p.until("at the topics", `location.hash === "#topics"`)
	ask[bool](p, watchShifts)
	p.isLive()
	p.until("Redis has come", `document.querySelector("#technology-redis-body").hasChildNodes()`)
	p.until("the topics are at the top of the window", `Math.abs(document.querySelector("#topics").getBoundingClientRect().top) < 60`)
	p.isSteady("a link to a section")
}

func TestAnotherVisitBeginsFolded(t *testing.T) {
	p := visitor(t, parent)
	p.click(redisLink)
	p.until("Redis is open", redisIsOpen)
	other := p.anotherTab()
	other.goTo(parent)
	other.isLive()
	other.until("nothing is open or marked", redisIsShut+` && !document.querySelector("[data-read]")`)
	if cookies := ask[string](other, "document.cookie"); cookies != "" {
		t.Errorf("what is remembered is in a cookie: %s", cookies)
	}
}

func TestOneButtonUnfoldsAllCardsAndFoldsThem(t *testing.T) {
	p := visitor(t, parent)
	p.focus(allCards)
	p.press(kb.Enter)
	p.until("all are open", cardsAreOpen)
	p.until("the button and the status line say so", `document.querySelector("`+allCards+`").textContent === "Fold all technologies" && document.querySelector("#toast").textContent === "Unfolded: 6 of 6."`)
	p.until("the focus stays", `document.activeElement === document.querySelector("`+allCards+`")`)
	asked := p.requests()
	slices.Sort(asked)
	if parts := slices.Compact(slices.Clone(asked)); len(asked) != 6 || len(parts) != 6 {
		t.Errorf("asked for %q, want each card once", asked)
	}
	p.until("the visitor is nowhere else for it", `location.pathname === "`+parent+`" && `+countOf(redis)+`"0")`)
	p.walks(-1)
	p.until("one step back folds them", cardsAreShut)
	p.walks(1)
	p.until("one step on unfolds them", cardsAreOpen)
	p.focus(allCards)
	p.press(kb.Enter)
	p.until("all are folded", cardsAreShut+` && document.querySelector("`+allCards+`").textContent === "Unfold all technologies"`)
	if asked := p.requests(); len(asked) > 0 {
		t.Errorf("asked for %q, though everything was here", asked)
	}
	p.silentConsole()
}

func TestUnfoldingAllSaysWhatCouldNotBeFetched(t *testing.T) {
	p := visitor(t, parent)
	p.click(redisLink)
	p.until("Redis is open", redisIsOpen)
	p.offline(true)
	p.click(allCards)
	p.until("the page says so", `document.querySelector("#toast").textContent === "Unfolded: 1 of 6."`)
	p.offline(false)
	p.click(allCards)
	p.until("all are open", cardsAreOpen)
}

func TestAPartIsFetchedWhenTheKeyboardRestsOnIt(t *testing.T) {
	p := wholeVisitor(t, parent)
	p.focus("#decision-persistence-link")
	p.asksFor("GET " + persistence)
	p.until("it is here, out of sight", `document.querySelector("#decision-persistence-body").hasChildNodes() && !document.querySelector("#decision-persistence-body").checkVisibility()`)
	p.press(kb.Enter)
	p.until("it is open", `document.querySelector("#decision-persistence-body").checkVisibility() && location.pathname === "`+persistence+`"`)
	if asked := p.requests(); len(asked) > 0 {
		t.Errorf("the key asked for %q, want nothing", asked)
	}
}

func TestAPartIsFetchedWhenAFingerTouchesIt(t *testing.T) {
	p := visitor(t, parent)
	at := ask[[]float64](p, `(link => { link.scrollIntoView({ block: "center", behavior: "instant" }); const r = link.getBoundingClientRect(); return [r.x + 9, r.y + 9] })(document.querySelector("`+redisLink+`"))`)
	p.do(command(input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: input.DispatchTouchEventTypeTouchStart, TouchPoints: []*input.TouchPoint{{X: at[0], Y: at[1]}}}))
	p.asksFor("GET " + redis)
	p.until("it is not open before the finger is lifted", redisIsShut)
	p.do(command(input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: input.DispatchTouchEventTypeTouchEnd, TouchPoints: []*input.TouchPoint{}}))
	p.until("Redis is open", redisIsOpen)
	if asked := p.requests(); len(asked) > 0 {
		t.Errorf("the click asked for %q, want nothing", asked)
	}
}

func TestWhereDataIsSavedOnlyAClickFetches(t *testing.T) {
	t.Parallel()
	p := arrive(t, testparts.NewSite(t))
	p.do(command(page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: `Object.defineProperty(navigator.connection, "saveData", { value: true })`}))
	p.goTo(parent)
	p.isLive()
	p.requests()
	p.focus(redisLink)
	ask[bool](p, `new Promise(done => setTimeout(() => done(true), 120))`) // twice as long as a pointer has to rest
	if asked := p.requests(); len(asked) > 0 {
		t.Errorf("asked for %q before the click", asked)
	}
	p.press(kb.Enter)
	p.until("Redis is open", redisIsOpen)
	p.asksFor("GET " + redis)
}

func TestPagesFadeIntoEachOtherUnlessMotionIsReduced(t *testing.T) {
	p := arrive(t, testparts.NewSite(t))
	p.do(command(page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: `addEventListener("pagereveal", event => { window.fades = !!event.viewTransition })`}))
	for _, motion := range []string{"reduce", "no-preference"} {
		p.moves(motion)
		p.goTo(parent)
		p.isLive()
		p.click(`.cards a[href="` + topicOfRedis + `"]`)
		p.until("the topic is there", `location.pathname === "`+topicOfRedis+`" && document.documentElement.dataset.live === "live"`)
		if fades := ask[bool](p, "!!window.fades"); fades != (motion == "no-preference") {
			t.Errorf("with motion %q the page fades: %v", motion, fades)
		}
		p.walks(-1)
		p.until("back", `location.pathname === "`+parent+`"`)
		p.isLive()
	}
	p.silentConsole()
}
