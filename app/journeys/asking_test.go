package journeys

import (
	"testing"
	"time"

	"porchlight/app/testparts"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

func TestWhoIsWritingIsShownOnTheOtherSideAndGoneFiveSecondsLater(t *testing.T) {
	owner, reader := desk(t)
	const line = `document.querySelector("#typing").textContent`
	reader.types("#body", "a")
	owner.until("the visitor is writing", line+` === "The visitor is writing"`)
	seen := time.Now()
	owner.until("not any more", line+` === ""`)
	if took := time.Since(seen); took < 2*time.Second || took > 9*time.Second { // a slow browser may be seen late
		t.Errorf("it was shown for %s, want 5s", took)
	}
	owner.types("#body", "b")
	reader.until("the owner is writing", line+` === "Robin Vasseur is writing"`)
	owner.click("#send")
	reader.sees("b")
	reader.until("the answer takes its place", line+` === ""`)
}

func TestADraftSurvivesATabThatCrashes(t *testing.T) {
	p := visitor(t, parent)
	p.click("#launcher")
	p.until("open", widgetIsOpen)
	p.types("#body", "half a thought")
	other := p.anotherTab()
	go func() { _ = chromedp.Do(p.ctx, command(page.Crash, cdp.Empty{})) }() // it never answers
	other.goTo(parent)
	other.isLive()
	other.click("#launcher")
	other.until("the draft is there", widgetIsOpen+` && document.querySelector("#body").value === "half a thought"`)
}

func TestAQuestionIsAskedByKeyboardAlone(t *testing.T) {
	t.Parallel()
	p := arrive(t, testparts.NewSite(t))
	p.goTo(redis)
	p.isLive()
	const ask = `document.activeElement.matches(".about-this a")`
	for range 100 {
		if p.press(kb.Tab); is(p, ask) {
			break
		}
	}
	p.press(kb.Enter)
	p.until("open, ready to type", widgetIsOpen+` && document.activeElement.id === "body"`)
	p.hits("two")
	p.do(chromedp.KeyEvent(kb.Enter, chromedp.KeyModifiers(8))) // with Shift
	p.hits("lines")
	p.hits(kb.Enter)
	p.sees("two\nlines")
	p.until("it says what it is about", `document.querySelector("#messages .about").textContent.trim() === "Redis"`)
	p.press(kb.Escape)
	p.until("shut, where it was opened", widgetIsShut+" && "+ask)
}

// is evaluates a condition once.
func is(p *person, condition string) bool {
	p.t.Helper()
	return ask[bool](p, condition)
}

func TestTheConversationFitsAtTwiceItsSize(t *testing.T) {
	owner, reader := desk(t)
	for _, p := range []*person{owner, reader} {
		p.do(chromedp.EmulateViewport(640, 400, chromedp.EmulateScale(2))) // as 1280 by 800 at 200 %
		p.until("the composer is in view, and nothing is cut off", `(r => r.top >= 0 && r.bottom <= innerHeight && r.right <= innerWidth)(document.querySelector("#send").getBoundingClientRect())
			&& document.documentElement.scrollWidth <= innerWidth`)
	}
}
