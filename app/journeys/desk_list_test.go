package journeys

import (
	"fmt"
	"testing"

	"porchlight/app/testparts"

	"github.com/chromedp/chromedp/kb"
)

const listed = `[...document.querySelectorAll("#inbox-list ol .last")].map(e => e.textContent)`

// lists waits until the inbox shows exactly these last lines, in this order.
func (p *person) lists(lines ...string) {
	p.t.Helper()
	p.until("the list", fmt.Sprintf(`JSON.stringify(%s) === JSON.stringify(%s)`, listed, quoted(lines)))
}

// quoted is a list of texts in JavaScript.
func quoted(lines []string) string {
	text := "["
	for _, line := range lines {
		text += fmt.Sprintf("%q,", line)
	}
	return text + "]"
}

func TestTheInboxIsFilteredByStateAndByPlace(t *testing.T) {
	t.Parallel()
	site := testparts.NewSite(t)
	owner, one, two := arrive(t, site), arrive(t, site), arrive(t, site)
	one.asks(redis, "about Redis")
	two.asks(parent, "about all of it")
	owner.comesAsOwner()
	owner.lists("about all of it", "about Redis")
	owner.until("both wait", `document.querySelectorAll("#inbox-list .waits").length === 2`)
	ask[bool](owner, `(choice => { choice.value = "`+redis+`"; return choice.dispatchEvent(new Event("change", {bubbles: true})) })(document.querySelector("#place-filter"))`)
	owner.until("the choice is in the address", `new URLSearchParams(location.search).get("place") === "`+redis+`"`)
	owner.lists("about Redis")
	owner.isLive()
	one.write("and once more")
	owner.lists("and once more")
	owner.opens("and once more")
	owner.write("answered")
	owner.sees("answered")
	owner.lists("Answer: answered")
	owner.goTo("/inbox?state=waiting")
	owner.lists("about all of it")
	owner.isLive()
	one.write("a question again")
	owner.lists("a question again", "about all of it")
	owner.click(`.inbox-states a[href="/inbox?state=closed"]`)
	owner.until("nothing is closed", `document.querySelector("#inbox-list .none")?.textContent === "Nothing closed here."`)
	owner.silentConsole()
}

func TestASearchLeadsToTheMessageInItsThread(t *testing.T) {
	t.Parallel()
	site := testparts.NewSite(t)
	owner, reader := arrive(t, site), arrive(t, site)
	reader.asks(parent, "The needle is in the first line.")
	for i := range 12 {
		text := fmt.Sprintf("line %d\n\nof hay\n\nand more of it", i)
		ask[int](reader, fmt.Sprintf(`fetch("/conversation/messages", {method: "POST", body: new URLSearchParams({id: crypto.randomUUID(), body: %q, place: "/"})}).then(r => r.status)`, text))
	}
	owner.comesAsOwner()
	owner.hits("/")
	owner.until("the search has the focus", `document.activeElement.id === "q"`)
	owner.until("search knows the message", `fetch("/inbox?q=need").then(r => r.text()).then(text => window.found = text.includes("1 message found")), window.found`)
	owner.hits("need" + kb.Enter)
	owner.lists("The needle is in the first line.")
	owner.click("#inbox-list ol a")
	owner.until("it is marked, and in sight", `(e => e && e.getBoundingClientRect().top > 0 && e.getBoundingClientRect().bottom < innerHeight)(document.querySelector(".message:target .text"))`)
	owner.until("the list is that of the search, the line current", `document.querySelector("#inbox-list [aria-current]") && document.querySelector("#q").value === "need"`)
	owner.silentConsole()
}

func TestWhoIsHereCanBeWrittenToFirst(t *testing.T) {
	t.Parallel()
	site := testparts.NewSite(t)
	owner, reader := arrive(t, site), arrive(t, site)
	reader.goTo(parent)
	reader.isLive()
	owner.comesAsOwner()
	owner.goTo("/admin/presence")
	owner.until("the reader can be written to", `document.querySelector("#roster [href^='/inbox/']")`)
	owner.click("#roster [href^='/inbox/']")
	owner.types("#first", "   ")
	owner.click(".begin-form .btn")
	owner.until("it says what is missing", `document.querySelector("#first-error").textContent`)
	owner.until("the text is kept", `document.querySelector("#first").value === "   "`)
	ask[string](owner, `document.querySelector("#first").value = ""`)
	owner.types("#first", "May I help with anything?")
	owner.click(".begin-form .btn")
	owner.sees("May I help with anything?")
	reader.until("it is in the launcher", `document.querySelector("#launcher .badge").textContent === "1"`)
	reader.click("#launcher")
	reader.sees("May I help with anything?")
}

func TestContentGapsNameTheFileToEdit(t *testing.T) {
	t.Parallel()
	site := testparts.NewSite(t)
	owner, reader := arrive(t, site), arrive(t, site)
	reader.asks(redis, "Why is this not on the page?")
	owner.comesAsOwner()
	owner.click(`a[href="/inbox/gaps"]`)
	owner.until("the question counts, with its file", `(row => row && row.querySelector("code").textContent === "content/data-realtime/technologies/redis.md" && row.cells[1].textContent === "1")(document.querySelector("#gaps tbody tr"))`)
	owner.click("#gaps td a")
	owner.lists("Why is this not on the page?")
}
