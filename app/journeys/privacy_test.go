package journeys

import (
	"strings"
	"testing"

	"porchlight/app/account"
	"porchlight/app/testparts"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

func TestAVisitorReadsWhatIsKnownExportsItAndGoesInvisible(t *testing.T) {
	t.Parallel()
	site := testparts.NewSite(t)
	admin, reader, other := arrive(t, site), arrive(t, site), arrive(t, site)
	admin.comesAs("ada@example.com", account.Admin, "/admin/presence")
	other.goTo(parent)
	other.isLive()
	reader.asks(redis, "Does it keep sessions?")
	row := `[...document.querySelectorAll("#roster tbody tr")].filter(e => e.textContent.includes("Redis")).length`
	admin.until("both are listed", `document.querySelectorAll("#roster tbody tr").length === 2 && `+row+` === 1`)

	page := reader.anotherTab()
	page.goTo(redis)
	page.click(`#bottom [href="/privacy"]`)
	page.tells("1 message of yours and 0 answers", "and counted. You are listed", "Redis")
	if file := ask[string](page, `fetch(document.querySelector("#export").action).then(r => r.text())`); !strings.Contains(file, `"text": "Does it keep sessions?"`) || !strings.Contains(file, `"from": "you"`) {
		t.Errorf("the export is %s", file)
	}
	page.click("#unlisted button")
	page.tells("You are listed nowhere", "You are invisible")
	page.until("where it is said", `location.hash === "#presence"`)
	admin.until("the row is gone, and the number stays", `document.querySelectorAll("#roster tbody tr").length === 1 && `+row+` === 0 && document.querySelector("#present-now").textContent === "2" && document.querySelector("#unlisted")`)
	other.until("the counts stay, too", `document.querySelector("[data-present='/data-realtime']").textContent === "2"`)
	page.click("#listed button")
	page.tells("You are listed:", "Go invisible")
	admin.until("the row is back", row+` === 1`)
	for _, p := range []*person{admin, reader, page, other} {
		p.silentConsole()
	}
}

// tells waits until the page holds these words.
func (p *person) tells(parts ...string) {
	p.t.Helper()
	for _, part := range parts {
		p.until("the page says: "+part, `document.querySelector("main").innerText.replace(/\s+/g, " ").includes("`+part+`")`)
	}
}

func TestWhatIsErasedInOneTabIsGoneFromTheOthers(t *testing.T) {
	t.Parallel()
	site := testparts.NewSite(t)
	owner, reader := arrive(t, site), arrive(t, site)
	reader.asks(redis, "Forget this")
	owner.comesAsOwner()
	owner.click("#inbox-list a")
	owner.sees("Forget this")
	second := reader.anotherTab()
	second.goTo("/conversation")
	second.sees("Forget this")
	reader.types("#body", "a half-finished thought")
	page := reader.anotherTab()
	page.goTo("/privacy")
	page.click("#erase summary")
	page.tells("This goes for good: 1 message of yours and 0 answers")
	page.click("#erase form button")
	page.tells("It is gone", "Removed: 1 message of yours, 0 answers")
	page.until("nothing is left in the browser's storage", `Object.keys(localStorage).length === 0`)
	for _, tab := range []*person{reader, second} {
		tab.until("the other tab is emptied", `!document.querySelector("#messages li")`)
		tab.isLive()
	}
	owner.until("and the owner's", `!document.querySelector("#messages li")`)
	page.goTo("/privacy")
	page.tells("Conversation None")
	second.write("A new beginning")
	second.sees("A new beginning")
	reader.sees("A new beginning")
	reader.until("it is the first, in both", `document.querySelector("#messages [data-seq]").dataset.seq === "1" && document.querySelector("#log").dataset.rev === "1"`)
	owner.goTo("/inbox")
	owner.click("#inbox-list a")
	owner.write("And an answer to it")
	for _, tab := range []*person{reader, second} {
		tab.sees("And an answer to it")
	}
	owner.until("it is read, not only delivered", `[...document.querySelectorAll(".own .state")].at(-1).textContent !== "stored"`)
	for _, p := range []*person{owner, reader, second, page} {
		p.silentConsole()
	}
}

func TestWithoutAScriptOneGoesInvisibleAndErasesByForm(t *testing.T) {
	t.Parallel()
	p := arrive(t, testparts.NewSite(t))
	p.do(command(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}))
	p.goTo("/privacy")
	p.tells("Nothing. Your browser sent no cookie")
	p.goTo("/conversation")
	p.until("a person could have thought", thoughtful)
	p.write("By form")
	p.until("it is sent", `location.hash.startsWith("#message-")`)
	p.goTo("/privacy")
	p.tells("1 message of yours")
	p.click("#unlisted button")
	p.tells("You are listed nowhere")
	p.click("#erase summary")
	p.click("#erase form button")
	p.tells("It is gone", "That you want to be listed nowhere is remembered still.")
}

func TestThePageIsUsedByKeyboardAndAccessibleWithAllOfItOpen(t *testing.T) {
	t.Parallel()
	script := axe(t)
	site := testparts.NewSite(t)
	p := arrive(t, site)
	p.asks(redis, "Does it keep sessions?")
	p.goTo("/privacy")
	p.do(chromedp.Focus(chromedp.CSS("#unlisted button")))
	p.hits("\r")
	p.tells("You are listed nowhere")
	p.do(chromedp.Focus(chromedp.CSS("#erase summary")))
	p.hits("\r")
	p.until("it asks first", `document.querySelector("#erase").open`)
	p.isAccessible(script, "what is known")
	p.hits("\t")
	p.until("the next is the button that erases", `document.activeElement.matches("#erase form button")`)
	p.hits("\r")
	p.tells("It is gone")
	p.isAccessible(script, "erased")
	p.silentConsole()
}
