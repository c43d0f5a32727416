package journeys

import (
	"net/url"
	"testing"

	"porchlight/app/account"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

const state = `document.querySelector("#desk .state-word")?.textContent`

func TestANoteAppearsAtTheOtherOwnerAndWhatOneTypesSurvives(t *testing.T) {
	owner, reader := desk(t)
	other := arrive(t, owner.site)
	other.comesAs(robin, account.Owner, ask[string](owner, "location.pathname"))
	other.click("#block summary")
	other.types("#note", "half a note")
	owner.types("#note", "Knows what they are doing.")
	owner.click(".note-form button")
	survives := ` && document.querySelector("#note").value === "half a note" && document.activeElement.id === "note" && document.querySelector("#block").open`
	owner.until("it is noted, and the field is empty", `document.querySelector(".note .text")?.textContent === "Knows what they are doing." && document.querySelector("#note").value === ""`)
	other.until("the other has it", `document.querySelector(".note .text")?.textContent === "Knows what they are doing."`+survives)
	reader.goTo(mysql)
	other.until("the visitor moves", `document.querySelector("#whereabouts a")?.getAttribute("href") === "`+mysql+`" && document.querySelectorAll(".trail li").length === 2`+survives)
	owner.click("#close button")
	other.until("it is closed", state+` === "closed"`+survives)
	reader.until("notes never leave", `!document.documentElement.outerHTML.includes("Knows what")`)
	other.click(".note button")
	owner.until("it is gone", `!document.querySelector(".note")`)
	owner.silentConsole()
	other.silentConsole()
}

func TestANoteThatIsRefusedIsKeptWithTheReason(t *testing.T) {
	owner, reader := desk(t)
	owner.types("#note", "   ")
	owner.click(".note-form button")
	refused := `document.querySelector("#note-error").textContent === "A note needs a few words of plain text." && document.querySelector("#note").value === "   "`
	owner.until("the reason is there", refused)
	reader.goTo(mysql)
	owner.until("and outlasts news", `document.querySelectorAll(".trail li").length === 2 && `+refused)
	owner.types("#note", "now with words")
	owner.click(".note-form button")
	owner.until("stored, and the reason gone", `document.querySelector(".note") && !document.querySelector("#note-error").textContent`)
}

func TestAConversationIsClosedReopenedAndSnoozed(t *testing.T) {
	owner, _ := desk(t)
	owner.until("it waits", state+` === "waiting"`)
	owner.click("#close button")
	owner.until("closed, and no longer in this list", state+` === "closed" && document.querySelector("#inbox-list .none")`)
	owner.until("the focus is at the desk still", `document.querySelector("#desk").contains(document.activeElement)`)
	owner.click("#reopen button")
	owner.until("open, and back in the list", state+` === "waiting" && document.querySelector("#inbox-list ol a")`)
	owner.click("#snooze summary")
	owner.click("#snooze button")
	owner.until("put away", state+` === "snoozed" && document.querySelector(".standing time")`)
	owner.goTo("/inbox?state=snoozed")
	owner.lists("Does it keep sessions?")
	owner.silentConsole()
}

func TestWhoIsBlockedIsCutOffAndKeepsTheirText(t *testing.T) {
	owner, reader := desk(t)
	reader.isLive()
	owner.click("#block summary")
	owner.click("#block button")
	owner.until("it is blocked", state+` === "blocked"`)
	reader.until("the visitor's page is not live", `document.documentElement.dataset.live !== "live"`)
	reader.write("one more thing")
	reader.until("it is refused, the text kept", `document.querySelector("#composer-error").textContent && document.querySelector("#body").value === "one more thing"`)
	owner.click("#unblock button")
	owner.until("it waits again", state+` === "waiting"`)
	reader.click("#send")
	owner.sees("one more thing")
}

func TestWhatIsDeletedForGoodIsGoneFromListAndThread(t *testing.T) {
	owner, reader := desk(t)
	other := arrive(t, owner.site)
	thread := ask[string](owner, "location.pathname")
	other.comesAs(robin, account.Owner, thread)
	owner.click("#erase summary")
	owner.click("#erase button")
	owner.until("back at the list, which is empty", `location.pathname === "/inbox" && document.querySelector("#inbox-list .none")`)
	other.until("the other owner's list and thread are empty", `document.querySelector("#inbox-list .none") && !document.querySelector("#messages li")`)
	reader.until("and so is the visitor's", `!document.querySelector("#messages li")`)
	owner.goTo(thread)
	owner.until("nothing is left of it", `document.querySelector("#messages") && !document.querySelector("#messages li, .note")`)
}

func TestTheDeskShowsTheVisitorsTimeAndLiesOverTheThreadWhereThereIsNoRoom(t *testing.T) {
	owner, reader := desk(t)
	ask[int](reader, `fetch("/conversation/messages", {method: "POST", body: new URLSearchParams({id: crypto.randomUUID(), body: "from far away", place: "/", zone: "Asia/Kolkata"})}).then(r => r.status)`)
	owner.do(chromedp.Reload())
	owner.isLive()
	owner.until("the clock of the visitor", `document.querySelector("#local-time").textContent === new Intl.DateTimeFormat([], {hour: "2-digit", minute: "2-digit", timeZone: "Asia/Kolkata"}).format()`)
	ask[string](owner, `document.querySelector("#local-time").textContent = "late"`)
	reader.goTo(mysql)
	owner.until("it goes on", `document.querySelectorAll(".trail li").length === 2 && /\d/.test(document.querySelector("#local-time").textContent)`)
	owner.do(chromedp.EmulateViewport(360, 740))
	owner.until("no desk on a phone", `!document.querySelector("#desk").checkVisibility()`)
	owner.click("#desk-toggle")
	owner.until("until it is asked for", `document.querySelector("#desk").checkVisibility() && document.activeElement.id === "desk"`)
	owner.click("#close button")
	owner.until("and it works", state+` === "closed" && document.querySelector("#desk").checkVisibility()`)
	owner.hits("\u001b")
	owner.until("Escape puts it away", `!document.querySelector("#desk").checkVisibility() && document.activeElement.id === "desk-toggle"`)
	owner.click(".thread-head .back")
	owner.until("the way back", `location.pathname === "/inbox"`)
}

func TestAnAdminIsOfferedNoConversation(t *testing.T) {
	owner, _ := desk(t)
	admin := arrive(t, owner.site)
	admin.comesAs("ada@example.com", account.Admin, "/admin/presence")
	admin.until("the visitor is listed, without a way to write", `document.querySelector("#roster tbody th") && ![...document.querySelectorAll("#roster [href^='/inbox']")].some(e => e.checkVisibility())`)
	owner.goTo("/admin/presence")
	owner.until("which owners have", `document.querySelector("#roster [href^='/inbox/']")?.checkVisibility()`)
}

func TestWithoutAScriptTheDeskAndTheFiltersWorkByForm(t *testing.T) {
	owner, _ := desk(t)
	thread := ask[string](owner, "location.pathname")
	owner.do(command(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}), chromedp.EmulateViewport(900, 850))
	owner.goTo(thread)
	owner.types("#note", "by form")
	owner.click(".note-form button")
	owner.until("it is noted", `document.querySelector(".note .text")?.textContent === "by form"`)
	owner.click("#close button")
	owner.until("it is closed", state+` === "closed"`)
	owner.click(`.inbox-states a[href="/inbox?state=closed"]`)
	owner.lists("Does it keep sessions?")
	owner.do(chromedp.SetValue(chromedp.CSS("#place-filter"), redis))
	owner.click(".inbox-place button")
	owner.until("filtered by both", `location.search === "?state=closed&place=`+url.QueryEscape(redis)+`"`)
	owner.lists("Does it keep sessions?")
}
