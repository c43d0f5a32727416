package journeys

import (
	"fmt"
	"testing"

	"porchlight/app/presence"
	"porchlight/app/testparts"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const (
	said      = `document.querySelector("#roster-said").textContent`
	rowsShown = `document.querySelectorAll("#roster-rows tr").length`
)

// come fills the roster with visitors from one number up to another, without a browser: every second one is at the Redis card.
func come(site *testparts.Site, from, to int) {
	for i := from; i < to; i++ {
		place := parent
		if i%2 == 0 {
			place = redis
		}
		site.Server.Roster.Join(visitorNo(i), presence.Socket{ID: "tab", Place: place, Visible: true, Language: "en", Device: "desktop"})
	}
}

func visitorNo(i int) string { return fmt.Sprintf("%016x%016x", uint64(i+1)*0x9E3779B97F4A7C15, i) }

func focused(id string) string { return `document.activeElement.id === "` + id + `"` }

// rowOf is the link in the row of a visitor.
func rowOf(visitor string) string {
	return `document.querySelector("#roster-rows [href='/admin/presence/` + visitor + `']")`
}

func TestTheTableIsAskedByKeyboardAndWhatIsReadStaysPutWhileTheRosterChurns(t *testing.T) {
	t.Parallel()
	site := testparts.NewSite(t)
	owner, reader, other := arrive(t, site), arrive(t, site), arrive(t, site)
	come(site, 0, 120)
	reader.goTo(redis)
	reader.isLive()
	owner.comesAsOwner()
	owner.goTo("/admin/presence")
	owner.isLive()
	owner.until("all are listed, fifty at a time", said+` === "1–50 of 121" && `+rowsShown+` === 50`)
	ask[bool](owner, `(window.sameDocument = true)`)

	owner.tabsTo("#roster-q")
	owner.press("redis")
	owner.until("it is searched, and the address says so", said+` === "1–50 of 61 that match" && location.search === "?q=redis"`)
	owner.until("the box keeps the focus and the words", focused("roster-q")+` && document.activeElement.value === "redis"`)
	owner.tabsTo("#sort-name")
	owner.press(kb.Enter)
	owner.until("it is sorted by name", `document.querySelector("#sort-name").closest("th").ariaSort === "ascending" && location.search === "?q=redis&sort=name&up=1"`)
	owner.until("the heading keeps the focus", focused("sort-name"))
	ask[bool](owner, `(document.getElementById("page-next").focus(), true)`)
	owner.press(kb.Enter)
	owner.until("the second page is there", said+` === "51–61 of 61 that match" && location.search === "?page=2&q=redis&sort=name&up=1"`)
	owner.until("the focus stays with the list", `document.activeElement.closest("#roster-list")`)
	owner.tabsTo("#roster-rows th a")
	owner.press(kb.Enter)
	owner.until("it leads to the visitor", `location.pathname.startsWith("/admin/presence/")`)
	owner.walks(-1)
	owner.until("Back finds the page of the list", `location.search === "?page=2&q=redis&sort=name&up=1" && `+said+`.startsWith("51–61")`)
	owner.isLive()
	ask[bool](owner, `window.sameDocument = true`)
	owner.walks(-1)
	owner.until("and the one before", said+` === "1–50 of 61 that match"`)
	owner.walks(-1)
	owner.until("and the order", `document.querySelector("#sort-since").closest("th").ariaSort === "descending" && location.search === "?q=redis"`)
	owner.walks(-1)
	owner.until("and the whole table", said+` === "1–50 of 121" && document.querySelector("#roster-q").value === ""`)
	if !ask[bool](owner, `sameDocument`) {
		t.Error("the document was loaded anew")
	}

	ask[bool](owner, `(choice => { choice.value = "`+redis+`"; return choice.dispatchEvent(new Event("change", {bubbles: true})) })(document.querySelector("#roster-place"))`)
	owner.until("those at Redis are listed", said+` === "1–50 of 61 that match"`)
	mine := ask[string](reader, `fetch("/privacy").then(r => r.text()).then(text => text.match(/Visitor ([0-9a-f]{4})/)?.[1] ?? "")`)
	if mine == "" {
		t.Fatal("the reader does not learn their own name")
	}
	link := `[...document.querySelectorAll("#roster-rows th a")].find(a => a.textContent === "Visitor ` + mine + `")`
	owner.until("the reader is among them", link)
	ask[bool](owner, `(window.row = `+link+`, row.focus({ preventScroll: true }), window.selected = `+rowOf(visitorNo(90))+`.closest("tr").cells[1].firstElementChild.firstChild, getSelection().selectAllChildren(selected.parentNode), scrollTo(0, 300), true)`)
	came := 120
	for round := range 10 { // they come above, so that each row moves down
		come(site, came, came+2)
		came += 2
		owner.until("they are counted", said+` === "1–50 of 62 that match"`)
		site.Server.Roster.Move(visitorNo(2*round), "tab", parent, true)
		owner.until("and those who left are not", said+` === "1–50 of 61 that match"`)
		if !ask[bool](owner, `document.activeElement === row && row.isConnected && getSelection().toString() === "Redis" && getSelection().anchorNode.contains(selected) && scrollY === 300`) {
			t.Fatalf("after %d rounds: %s", round+1, ask[string](owner, `document.activeElement.outerHTML.slice(0, 90) + " | " + getSelection().toString() + " | " + scrollY`))
		}
	}
	owner.until("the filter stays put", `document.querySelector("#roster-place").value === "`+redis+`" && location.search === "?place=%2Fdata-realtime%2Ftechnologies%2Fredis"`)

	index := ask[int](owner, `row.closest("tr").rowIndex`)
	reader.goTo(parent)
	owner.until("the reader's row is gone", `!row.isConnected`)
	owner.until("who stands there now has the focus", fmt.Sprintf(`document.activeElement.closest("#roster-rows tr")?.rowIndex === %d`, index))

	owner.click("#roster-pause")
	owner.until("it says that it is paused", `document.querySelector("#roster-pause").ariaPressed === "true" && document.querySelector("#roster-paused").checkVisibility()`)
	before := ask[string](owner, `document.querySelector("#roster-rows").textContent + `+said)
	other.goTo(redis)
	other.isLive()
	come(site, came, came+10)
	second := owner.anotherTab()
	second.goTo("/admin/presence?place=" + redis)
	second.until("another page shows who came", said+` === "1–50 of 66 that match"`)
	if now := ask[string](owner, `document.querySelector("#roster-rows").textContent + `+said); now != before {
		t.Errorf("paused, it changed from %.200s to %.200s", before, now)
	}
	owner.click("#roster-pause")
	owner.until("it catches up", said+` === "1–50 of 66 that match" && document.querySelector("#roster-pause").ariaPressed === "false"`)
	for _, width := range []int64{360, 1440} { // as cards, and as rows
		second.do(chromedp.EmulateViewport(width, 850))
		second.isAccessible(axe(t), fmt.Sprintf("the table at %d px", width))
	}
	owner.silentConsole()
	second.silentConsole()
}
