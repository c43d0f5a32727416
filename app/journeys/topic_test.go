package journeys

import (
	"fmt"
	"sync"
	"testing"

	"porchlight/app/testparts"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const topicOfPostgres = "/data-realtime/topics/postgresql"

// markedIs says that the contents mark this one section, #id, or none.
func markedIs(hash string) string {
	return `[...document.querySelectorAll(".contents > ol a[aria-current=true]")].map(a => a.hash).join() === "` + hash + `"`
}

func TestTheContentsMarkTheSectionThatIsRead(t *testing.T) {
	for _, topic := range []string{topicOfPostgres, topicOfRedis} {
		t.Run(topic, func(t *testing.T) {
			p := visitor(t, topic)
			p.until("nothing is marked above the first section", markedIs(""))
			hashes := ask[[]string](p, `[...document.querySelectorAll(".contents > ol a")].map(a => a.hash)`)
			for _, hash := range hashes {
				p.click(`.contents > ol a[href="` + hash + `"]`)
				p.until(hash+" is marked after a jump, however short it is", markedIs(hash))
			}
			last := len(hashes) - 1
			p.walks(-1)
			p.until("Back marks the section before", `location.hash === "`+hashes[last-1]+`" && `+markedIs(hashes[last-1]))
			for i, hash := range hashes { // read from the top to the end of the page, a third of a window at a time
				p.until("reading on comes to "+hash, fmt.Sprintf(`(() => {
				if (%d === 0 && !window.reading) { window.reading = true; dispatchEvent(new WheelEvent("wheel")); scrollTo(0, 0); return false }
				if (%s) return true;
				scrollBy(0, innerHeight / 3);
			})()`, i, markedIs(hash)))
			}
			p.press(kb.End)
			p.until("the last is marked at the end", markedIs(hashes[last]))
			p.press(kb.Home)
			p.until("none is marked at the top again", markedIs(""))
			p.silentConsole()
		})
	}
}

func TestAJumpMarksItsSectionThoughSeveralAreOnTheScreen(t *testing.T) {
	p := visitor(t, topicOfRedis)
	ask[bool](p, `(document.querySelectorAll(".prose > :not(h2)").forEach(e => e.remove()), true)`)
	for _, hash := range ask[[]string](p, `[...document.querySelectorAll(".contents > ol a")].map(a => a.hash)`) {
		p.click(`.contents > ol a[href="` + hash + `"]`)
		p.until(hash+" is marked", markedIs(hash))
	}
}

func TestAnAddressWithASectionMarksIt(t *testing.T) {
	p := visitor(t, topicOfPostgres+"#further")
	p.until("the section is marked", markedIs("#further"))
	p.goTo(topicOfPostgres + "#vacuum")
	p.until("the other section is marked", markedIs("#vacuum"))
}

func TestOnANarrowScreenTheContentsAreFoldedAndOpenByKeyboard(t *testing.T) {
	p := visitor(t, topicOfPostgres)
	p.do(chromedp.EmulateViewport(360, 800))
	p.until("the links are folded", `[...document.querySelectorAll(".contents a")].every(a => !a.checkVisibility({ contentVisibilityAuto: true }))`)
	ask[bool](p, `(document.querySelector(".contents summary").focus(), true)`)
	p.press(kb.Enter)
	p.until("they are unfolded", `document.querySelector(".contents details a").checkVisibility()`)
	p.press(kb.Tab)
	p.press(kb.Tab)
	p.press(kb.Enter)
	p.until("the second section is at the top, and the contents folded again",
		`location.hash === "#constraints" && !document.querySelector(".contents details").open && Math.abs(document.querySelector("#constraints").getBoundingClientRect().top) < 60`)
}

func TestTheTopicsEndsLeadBackToTheEcosystem(t *testing.T) {
	p := visitor(t, topicOfPostgres)
	p.click(".walk .back")
	p.until("at the topics of the ecosystem", `location.pathname === "`+parent+`" && location.hash === "#topics"`)
	p.goTo("/data-realtime/topics/socket-io")
	p.click(".walk .on")
	p.until("at the topics of the ecosystem", `location.pathname === "`+parent+`" && location.hash === "#topics"`)
}

// canPaste lets the test read what the page has copied.
func (p *person) canPaste() {
	p.t.Helper()
	p.do(command(browser.SetPermission, browser.SetPermissionParams{
		Permission: &browser.PermissionDescriptor{Name: "clipboard-read"}, Setting: browser.PermissionSettingGranted,
		BrowserContextID: chromedp.FromContext(p.ctx).BrowserContextID,
	}))
}

// clipboard is one for all browsers.
var clipboard sync.Mutex

func TestCodeIsCopiedByKeyboardWithoutItsPrompts(t *testing.T) {
	p := wholeVisitor(t, topicOfPostgres)
	clipboard.Lock()
	defer clipboard.Unlock()
	p.canPaste()
	code := ask[string](p, `document.querySelector(".copy").closest(".code").querySelector("pre code").textContent`)
	ask[bool](p, `(() => {
		const line = (kind, text) => Object.assign(document.createElement("span"), { className: kind, textContent: text });
		const code = document.querySelector(".copy").closest(".code").querySelector("pre code");
		code.prepend(line("gp", "shop=# "));
		code.append(line("go", "UPDATE 1\n"));
		document.querySelector(".copy").focus();
		return true;
	})()`)
	p.press(kb.Enter)
	p.until("the button and the status line say so", `document.querySelector(".copy").textContent === "Copied" && document.querySelector("#toast").textContent === "The code is copied."`)
	if got := ask[string](p, `navigator.clipboard.readText()`); got != code {
		t.Errorf("copied %q, want %q", got, code)
	}
	p.until("the button can be used again", `document.querySelector(".copy").textContent === "Copy"`)
	p.silentConsole()
}

func TestAHeadingsAddressIsCopiedByClickingIt(t *testing.T) {
	p := wholeVisitor(t, topicOfPostgres)
	clipboard.Lock()
	defer clipboard.Unlock()
	p.canPaste()
	p.until("the sign is not shown", `getComputedStyle(document.querySelector("#vacuum .anchor"), "::after").visibility === "hidden"`)
	p.click("#vacuum .anchor")
	p.until("the address is the section's", `location.hash === "#vacuum"`)
	p.until("the status line says so", `document.querySelector("#toast").textContent.includes("is copied")`)
	if got, want := ask[string](p, `navigator.clipboard.readText()`), p.site.URL+topicOfPostgres+"#vacuum"; got != want {
		t.Errorf("copied %q, want %q", got, want)
	}
	p.press(kb.Tab)
	ask[bool](p, `(document.querySelector("#vacuum .anchor").focus(), true)`)
	p.until("the sign is shown to the keyboard", `getComputedStyle(document.querySelector("#vacuum .anchor"), "::after").visibility === "visible"`)
}

func TestANoteStandsBesideItsParagraphOnAWideScreenAndBelowItElsewhere(t *testing.T) {
	p := visitor(t, topicOfPostgres)
	const rects = `(() => { const box = s => document.querySelector(s).getBoundingClientRect(); const note = box(".note"), text = box("#fnref\\:1").bottom, prose = box(".prose"); return `
	p.do(chromedp.EmulateViewport(1440, 900))
	p.until("it is in the margin", rects+`note.left > prose.right && note.right <= innerWidth && note.top < text && document.documentElement.scrollWidth <= innerWidth })()`)
	p.do(chromedp.EmulateViewport(768, 900))
	p.until("it is below", rects+`note.top >= text && note.left < prose.right })()`)
	p.click(".footnote-ref")
	p.until("the note is the target", `document.querySelector(".note").matches(":target")`)
	p.click(".footnote-backref")
	p.until("back in the text", `document.querySelector("#fnref\\:1").matches(":target")`)
}

func TestWithoutAScriptATopicHasItsContentsAndNotesAndNoDeadButton(t *testing.T) {
	t.Parallel()
	p := arrive(t, testparts.NewSite(t))
	p.do(command(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}), chromedp.EmulateViewport(360, 800))
	p.goTo(topicOfPostgres)
	p.until("there is no button", `!document.querySelector("main button")`)
	p.click(".contents summary")
	p.click(`.contents details a[href="#vacuum"]`)
	p.until("at the section", `location.hash === "#vacuum"`)
	p.goTo(parent)
	p.until("there is no button, and no room kept for one", `!document.querySelector("main button") && document.querySelector(".all").getBoundingClientRect().height === 0`)
}

func TestATopicPrintsAsInkOnWhiteWithNothingToPressAndNothingCut(t *testing.T) {
	p := visitor(t, topicOfPostgres)
	p.do(command(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print", Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}}),
		chromedp.EmulateViewport(700, 900))
	p.until("it is ink on white", `getComputedStyle(document.body).backgroundColor === "rgb(255, 255, 255)" && getComputedStyle(document.body).color.startsWith("oklch(0.22")`)
	p.until("nothing is there to press", `[...document.querySelectorAll("nav.contents, .walk, .copy, .launcher, .status, .bottom")].every(e => !e.checkVisibility())`)
	p.until("links to elsewhere name their address", `getComputedStyle(document.querySelector('.prose a[href^="https"]'), "::after").content.includes("https://")`)
	if cut := ask[[]string](p, `[...document.querySelectorAll(".prose .code-text, .prose pre, .prose .table")].filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.textContent.slice(0, 40))`); len(cut) > 0 {
		t.Errorf("cut on paper: %q", cut)
	}
}
