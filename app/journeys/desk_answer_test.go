package journeys

import (
	"testing"

	"porchlight/app/account"

	"github.com/chromedp/chromedp/kb"
)

const (
	picksAreOpen = `!document.querySelector("#picks").hidden && document.querySelector("#picks-open").getAttribute("aria-expanded") === "true"`
	picksAreShut = `document.querySelector("#picks").hidden && document.querySelector("#picks-open").getAttribute("aria-expanded") === "false" && !document.querySelector("#body").hasAttribute("aria-activedescendant")`
	picked       = `document.getElementById(document.querySelector("#body").getAttribute("aria-activedescendant"))?.querySelector(".title").textContent`
)

func TestASlashPicksACardThatTheVisitorReceives(t *testing.T) {
	owner, reader := desk(t)
	owner.hits("r/")
	owner.until("the picks are open", picksAreOpen+` && document.querySelector("#picks [aria-selected=true]")`)
	owner.hits("mys")
	owner.until("filtered by what follows the slash", picked+` === "MySQL"`)
	owner.hits(kb.Escape)
	owner.until("Escape shuts them", picksAreShut+` && document.querySelector("#body").value === "/mys"`)
	owner.hits("q")
	owner.until("and they stay shut", picksAreShut+` && document.querySelector("#body").value === "/mysq"`)
	ask[string](owner, `document.querySelector("#body").value = ""`)
	owner.hits("/")
	owner.hits(kb.Backspace)
	owner.hits("/redis")
	owner.until("a new slash opens them", picked+` === "Redis"`)
	owner.hits(kb.ArrowDown)
	owner.until("the next", picked+` === "Redis: Fast state, and an exact idea of what it may lose"`)
	owner.hits(kb.ArrowUp + kb.Enter)
	owner.until("Redis goes with the answer, the slash is gone", picksAreShut+` && document.querySelector("#body").value === "" && document.querySelector("#composer-about span").textContent === "Redis"`)
	owner.click("#composer-about button")
	owner.until("it can be taken out", `document.querySelector("#composer-about").checkVisibility() === false && document.querySelector("#composer").elements.place.value === ""`)
	owner.hits("/redis" + kb.Enter)
	owner.hits("Have a look at this.")
	owner.click("#send")
	owner.sees("Have a look at this.")
	owner.until("the next answer has nothing with it", `document.querySelector("#composer").elements.place.value === "" && !document.querySelector("#composer-about button")`)
	reader.sees("Have a look at this.")
	reader.until("the visitor has the card", `document.querySelector("#messages a.card[href='`+redis+`'] b").textContent === "Redis"`)
	owner.hits("And nothing with this.")
	owner.click("#send")
	reader.sees("And nothing with this.")
	if cards := ask[int](reader, `document.querySelectorAll("#messages .card").length`); cards != 1 {
		t.Errorf("the visitor has %d cards, want 1", cards)
	}
	owner.silentConsole()
	reader.silentConsole()
}

func TestACannedReplyFillsTheComposerWithItsVariables(t *testing.T) {
	owner, reader := desk(t)
	owner.click("#picks-open")
	owner.until("the button opens the picks, too", picksAreOpen+` && document.activeElement.id === "body"`)
	owner.click("#picks li[data-text*='covers the first half']")
	owner.until("the text names what the visitor asked about", picksAreShut+` && document.querySelector("#body").value.startsWith('Before I answer in full: "Redis" covers')`)
	owner.until("and it is kept as a draft", `Object.keys(localStorage).some(key => key.startsWith("porchlight.draft:") && localStorage[key].includes("Redis"))`)
	owner.click("#send")
	reader.until("the visitor has it", `document.querySelector("#messages [data-from=owner] .text").textContent.includes("covers the first half")`)
}

func TestAnAnswerThatWasRefusedComesBackWithItsCard(t *testing.T) {
	owner, _ := desk(t)
	owner.hits("r/redis" + kb.Enter)
	ask[bool](owner, `(document.querySelector("#body").value = "x".repeat(4001), document.querySelector("#send").click(), true)`)
	owner.until("the text is back, the card with it, and why", `document.querySelector("#body").value.length === 4001 && document.querySelector("#composer-about span").textContent === "Redis" && document.querySelector("#composer-error").textContent`)
}

func TestTwoOwnersSeeWhoIsWritingAndWhoAnswered(t *testing.T) {
	owner, _ := desk(t)
	other := arrive(t, owner.site)
	other.comesAs(robin, account.Owner, ask[string](owner, "location.pathname"))
	other.types("#body", "I take this one")
	owner.until("the one sees who is writing", `document.querySelector("#typing").textContent === "robin is writing"`)
	other.click("#send")
	owner.sees("I take this one")
	owner.until("and who has answered", `document.querySelector("#messages [data-from=owner] .by").textContent === "robin"`)
}
