package journeys

import (
	"testing"
	"time"

	"porchlight/app/testparts"
)

// countOf is what the page shows for a place, in the header or on its card.
func countOf(place string) string {
	return `[...document.querySelectorAll('[data-present="` + place + `"]')].every(e => e.textContent === `
}

func TestASecondBrowserAppearsInTheCountWithinASecond(t *testing.T) {
	site := testparts.NewSite(t)
	one, two := arrive(t, site), arrive(t, site)
	one.goTo(parent)
	one.isLive()
	one.until("one is here", countOf(parent)+`"1")`)
	two.goTo(parent)
	two.isLive()
	one.within(time.Second, "two are here", countOf(parent)+`"2")`)
}

func TestTwoTabsOfOneBrowserAreOneVisitor(t *testing.T) {
	t.Parallel()
	site := testparts.NewSite(t)
	one := arrive(t, site)
	tab := one.anotherTab()
	one.goTo(parent)
	tab.goTo(parent)
	one.isLive()
	tab.isLive()
	other := arrive(t, site)
	other.goTo(parent)
	other.isLive()
	for _, p := range []*person{one, tab, other} {
		p.until("two are here", countOf(parent)+`"2")`)
	}
}

func TestUnfoldingACardLightsItForEveryoneAndFoldingTakesItBack(t *testing.T) {
	site := testparts.NewSite(t)
	reader, watcher := arrive(t, site), arrive(t, site)
	reader.goTo(parent)
	watcher.goTo(parent)
	reader.isLive()
	watcher.isLive()
	reader.click(redisLink)
	watcher.within(time.Second+patience/2, "card and node show one", countOf(redis)+`"1")`)
	watcher.until("the node is lit", `document.querySelector('[data-node="`+redis+`"]').classList.contains("lit")`)
	watcher.until("the page counts both", countOf(parent)+`"2")`)
	reader.click(redisLink)
	watcher.until("nobody reads it", countOf(redis)+`"0")`)
	watcher.until("the node is dark", `!document.querySelector('[data-node="`+redis+`"]').classList.contains("lit")`)
}

func TestATabThatMovesDuringItsHandshakeIsCountedWhereItIs(t *testing.T) {
	site := testparts.NewSite(t)
	reader, watcher := arrive(t, site), arrive(t, site)
	watcher.goTo(parent)
	watcher.isLive()
	reader.goTo(parent)
	reader.isLive()
	reader.click(redisLink)
	watcher.until("one reads it", countOf(redis)+`"1")`)
	ask[bool](reader, `(porchlight.live.reconnect(), document.querySelector('`+redisLink+`').click(), true)`)
	reader.isLive()
	watcher.until("nobody reads it", countOf(redis)+`"0")`)
}

func TestAnAdminSeesWhoIsWhereAndTheirMoves(t *testing.T) {
	t.Parallel()
	site := testparts.NewSite(t)
	owner, reader := arrive(t, site), arrive(t, site)
	owner.comesAsOwner()
	owner.goTo("/admin/presence")
	owner.isLive()
	owner.until("nobody is here", `document.querySelector("#roster-bar .nobody")`)
	reader.goTo(parent)
	reader.isLive()
	owner.until("the reader is listed at the parent", `document.querySelector("#roster-rows td a")?.pathname === "`+parent+`"`)
	reader.click(redisLink)
	owner.until("the reader moved to Redis", `document.querySelector("#roster-rows td a")?.pathname === "`+redis+`"`)
	owner.until("one is counted", `document.querySelector("#present-now").textContent === "1"`)
	site.Forward(time.Minute)
	owner.until("the minute is drawn by place, and in it", `document.querySelectorAll("#lately li").length === 2 && document.querySelector("#peak-today b").textContent === "1"`)
	owner.click("#lately a")
	owner.until("its history is drawn", `document.querySelector("#history .plot-peak") && document.querySelector("#history-title").textContent === document.querySelector("#history-place").selectedOptions[0].text`)
	owner.silentConsole()
}
