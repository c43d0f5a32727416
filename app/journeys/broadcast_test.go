package journeys

import (
	"fmt"
	"testing"

	"porchlight/app/testparts"

	"github.com/chromedp/chromedp"
	"github.com/google/uuid"
)

const (
	noBanner   = `!document.querySelector("#banners > *")`
	bannerSays = `document.querySelector("#banners > .banner:only-child .banner-text")?.textContent === %q`
)

// tellsEveryone sends a broadcast to everyone for an hour, from a page of staff.
func (p *person) tellsEveryone(text string) {
	p.t.Helper()
	if status := ask[int](p, fmt.Sprintf(`porchlight.ask("/admin/broadcasts", {id: %q, to: "/", text: %q, length: "1h"}).then(({answer}) => answer.status)`, uuid.NewString(), text)); status != 200 {
		p.t.Fatalf("telling everyone %q: %d", text, status)
	}
}

// isTold waits until a banner with these words is the one that is shown.
func (p *person) isTold(text string) {
	p.t.Helper()
	p.until("the banner: "+text, fmt.Sprintf(bannerSays, text))
}

// looksAway hides the tab from its page, or shows it again.
func (p *person) looksAway(is bool) {
	p.t.Helper()
	ask[bool](p, fmt.Sprintf(`(Object.defineProperty(document, "hidden", {value: %v, configurable: true}), document.dispatchEvent(new Event("visibilitychange")), true)`, is))
}

func TestABroadcastIsPreviewedSentReadOutAndDismissedForGood(t *testing.T) {
	t.Parallel()
	script := axe(t)
	site := testparts.NewSite(t)
	owner, reader := arrive(t, site), arrive(t, site)
	owner.comesAsOwner()
	owner.goTo("/admin/broadcasts?to=" + parent)
	reader.goTo(parent)
	reader.isLive()
	other := reader.anotherTab()
	other.goTo(topicOfRedis)
	other.isLive()
	ask[bool](reader, watchShifts)
	owner.until("it is known whom it would reach", `document.querySelector('#tell-reach > :not([hidden]) b').textContent === "1"`)
	owner.do(chromedp.Focus(chromedp.CSS("#tell-text")))
	owner.press("The figures are being measured again.")
	owner.until("what is left is counted", `document.getElementById("tell-left").textContent === "37 of 500"`)
	owner.click("#tell-preview")
	owner.until("the preview has the focus", `document.activeElement.id === "preview-title" && document.querySelector("#stage .banner-text")?.textContent === "The figures are being measured again."`)
	owner.isAccessible(script, "the preview")
	owner.press("\t\t")
	owner.until("the button is behind the banner's own", `document.activeElement.id === "send-now"`)
	owner.press("\r")
	owner.until("it runs, is shown to one, and the form is empty", `document.querySelector("#running .live b")?.textContent === "1" && document.getElementById("tell-text").value === ""`)
	owner.until("the list has the focus", `document.activeElement.id === "running-title"`)

	readOut := 0 // by tabs that are in front at the same moment, which no browser's tabs are: by one of them at least
	for _, tab := range []*person{reader, other} {
		tab.isTold("The figures are being measured again.")
		if ask[string](tab, `document.getElementById("banners").role + " " + document.getElementById("banners").ariaLive`) == "status polite" {
			readOut++
		}
	}
	if readOut == 0 {
		t.Error("it is not read out")
	}
	reader.isSteady("a banner that comes")
	reader.isAccessible(script, "a banner")
	reader.goTo(parent)
	reader.isTold("The figures are being measured again.")
	reader.until("it is not read out again", `document.getElementById("banners").ariaLive === "off"`)
	reader.press("\t\t")
	reader.until("the keyboard finds it behind the skip link", `document.activeElement.matches("#banners [data-dismiss]")`)
	reader.press("\r")
	reader.until("it is gone, and the focus is where it was", noBanner+` && document.activeElement.matches(".skip")`)
	other.until("it is gone in the other tab", noBanner)

	other.looksAway(true)
	owner.tellsEveryone("Back at six")
	reader.isTold("Back at six")
	reader.goTo(topicOfRedis)
	reader.isTold("Back at six")
	reader.press("\t\t\x1b")
	reader.until("Escape dismisses it, and the first does not come back", noBanner+` && JSON.parse(localStorage["porchlight.banners"]) && Object.values(JSON.parse(localStorage["porchlight.banners"])).every(b => b.gone)`)
	owner.tellsEveryone("Back at seven")
	reader.isTold("Back at seven")
	if there := ask[bool](other, `!(`+noBanner+`)`); there {
		t.Error("a hidden tab shows a banner")
	}
	other.looksAway(false)
	other.isTold("Back at seven")
	ask[bool](owner, `(document.querySelector("#running li form button").click(), true)`)
	for _, tab := range []*person{reader, other} {
		tab.until("an owner has ended it", noBanner)
	}
	owner.until("it is past", `document.querySelector("#past li")?.textContent.includes("Back at seven")`)
	reader.silentConsole()
	owner.silentConsole()
}

func TestABannerLiesOverNothingThatIsUsed(t *testing.T) {
	t.Parallel()
	site := testparts.NewSite(t)
	owner, reader := arrive(t, site), arrive(t, site)
	owner.comesAsOwner()
	owner.tellsEveryone("A banner of some length, so that it takes more than a line or two on a narrow phone, as most of what is told to people does.")
	covers := func(selector string) bool {
		return ask[bool](reader, fmt.Sprintf(`(() => { const a = document.querySelector(%q).getBoundingClientRect(), b = document.getElementById("banners").getBoundingClientRect();
			return b.height > 0 && a.bottom > b.top && a.top < b.bottom && a.right > b.left && a.left < b.right })()`, selector))
	}
	for _, path := range []string{parent, "/conversation"} {
		for _, width := range widths {
			what := fmt.Sprintf("%s at %d px", path, width)
			reader.do(chromedp.EmulateViewport(width, 800))
			reader.goTo(path)
			reader.until("the banner is there", `document.querySelector("#banners > .banner")`)
			if over := ask[int](reader, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); over > 0 {
				t.Errorf("%s is %d px too wide", what, over)
			}
			if path == parent {
				if covers("#launcher") {
					t.Errorf("%s: it covers the way into the conversation", what)
				}
				ask[bool](reader, `(() => { const link = document.querySelector(".part .unfold"); link.scrollIntoView({block: "end", behavior: "instant"}); link.focus({preventScroll: true}); return true })()`)
				if covers(".part .unfold") {
					t.Errorf("%s: it covers what has the focus", what)
				}
				reader.click("#launcher")
				reader.until("the conversation is open", widgetIsOpen)
			}
			for _, part := range []string{"#composer", ".conversation-head #conversation-close"} {
				if covers(part) {
					t.Errorf("%s, with the conversation: it covers %s", what, part)
				}
			}
			if path == parent {
				reader.click("#conversation-close")
			}
		}
	}
}
