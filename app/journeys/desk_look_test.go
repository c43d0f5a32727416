package journeys

import (
	"testing"

	"porchlight/app/testparts"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// deskPages are the owner's pages with something on each, and the address of a page to begin a conversation on.
func deskPages(t *testing.T) (owner *person, paths []string) {
	t.Helper()
	t.Parallel()
	site := testparts.NewSite(t)
	owner, reader, quiet := arrive(t, site), arrive(t, site), arrive(t, site)
	reader.asks(redis, "Is this_is_a_name_that_is_longer_than_any_phone_is_wide_and_has_no_space supported?")
	quiet.goTo(mysql)
	quiet.isLive()
	owner.comesAsOwner()
	thread := owner.opens("Is this_is_a_name_that_is_longer_than_any_phone_is_wide_and_has_no_space supported?")
	for range 4 { // so that there is more at the desk than a window has room for
		ask[int](owner, `fetch(location.pathname + "/notes", {method: "POST", body: new URLSearchParams({body: "A note.\n\nOf several lines."})}).then(r => r.status)`)
	}
	owner.until("they are there", `document.querySelectorAll(".note").length === 4`)
	owner.goTo("/admin/presence")
	owner.until("both are listed", `document.querySelectorAll("#roster [href^='/inbox/']").length === 2`)
	begin := ask[string](owner, `[...document.querySelectorAll("#roster tr")].find(row => row.querySelector("[href$='/mysql']")).querySelector("[href^='/inbox/']").getAttribute("href")`)
	owner.until("search knows the message", `fetch("/inbox?q=phone").then(r => r.text()).then(text => window.found = text.includes("1 message found")), window.found`)
	return owner, []string{"/inbox", "/inbox?state=closed", "/inbox?q=phone", thread, "/inbox/gaps", begin}
}

func TestTheOwnersPagesAreAccessibleByDayAndByNight(t *testing.T) {
	script := axe(t)
	owner, paths := deskPages(t)
	thread := paths[3]
	for _, path := range paths {
		owner.goTo(path)
		owner.isAccessible(script, path)
	}
	owner.goTo(thread)
	owner.isLive()
	for _, menu := range []string{"#snooze summary", "#block summary", "#erase summary"} {
		owner.click(menu)
	}
	owner.isAccessible(script, "the desk unfolded")
	owner.hits("/")
	owner.hits(kb.Escape)
	owner.hits("r/")
	owner.until("the picks are open", picksAreOpen)
	owner.isAccessible(script, "the picks")
	owner.hits(kb.Backspace)
	owner.hits("/redis" + kb.Enter)
	owner.isAccessible(script, "a card to go with an answer")
	owner.hits(kb.Escape)
	owner.hits("?")
	owner.until("the sheet is open", `document.querySelector("#keys").open`)
	owner.isAccessible(script, "the sheet of keys")
	owner.do(chromedp.EmulateViewport(360, 740))
	owner.goTo(thread)
	owner.isAccessible(script, "a thread on a phone")
	owner.click("#desk-toggle")
	owner.isAccessible(script, "the desk on a phone")
	owner.silentConsole()
}

func TestTheOwnersPagesScrollSidewaysAtNoWidthAndHaveRoomForAThumb(t *testing.T) {
	owner, paths := deskPages(t)
	for _, path := range paths {
		owner.goTo(path)
		for _, width := range widths {
			owner.do(chromedp.EmulateViewport(width, 800))
			if over := ask[int](owner, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); over > 0 {
				t.Errorf("%s at %d px is %d px too wide", path, width, over)
			}
			if over := ask[int](owner, `(document.querySelector(".top [data-badge]").textContent = "12", document.querySelector(".top").offsetHeight - 57)`); over > 0 {
				t.Errorf("%s at %d px has a header of more than a line, by %d px", path, width, over)
			}
			if over := ask[int](owner, `document.querySelector("#inbox") ? document.documentElement.scrollHeight - innerHeight : 0`); over > 0 {
				t.Errorf("%s at %d px is %d px higher than the window", path, width, over)
			}
		}
	}
	owner.do(chromedp.EmulateViewport(360, 740))
	for _, path := range append(paths, paths[3]+"#desk") {
		owner.goTo(path)
		ask[bool](owner, `(location.hash === "#desk" && document.querySelector("#desk-toggle").click(), true)`)
		small := ask[[]string](owner, `[...document.querySelectorAll("#main :is(a, button, summary, select, input:not([type=hidden]), textarea)")]
			.filter(e => e.checkVisibility() && !e.closest("p, td, th, dd, .message") && e.getBoundingClientRect().height < 44).map(e => e.outerHTML.slice(0, 90))`)
		for _, element := range small {
			t.Errorf("%s: too small for a thumb: %s", path, element)
		}
	}
}
