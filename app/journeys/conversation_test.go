package journeys

import (
	"slices"
	"strings"
	"testing"

	"porchlight/app/testparts"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const (
	// thoughtful is when a plain form can be sent: sooner, it is taken for a program's.
	thoughtful   = `Date.now() - document.querySelector("#composer [name=made]").value > 2000`
	widgetIsOpen = `document.querySelector("#widget")?.checkVisibility() && document.querySelector("#composer")`
	widgetIsShut = `!document.querySelector("#widget").checkVisibility()`
)

func TestAVisitorAsksFromACardAndTheOwnerAnswers(t *testing.T) {
	t.Parallel()
	site := testparts.NewSite(t)
	owner, reader := arrive(t, site), arrive(t, site)
	owner.logIn()
	reader.goTo(redis)
	reader.isLive()
	reader.click("#technology-redis .about-this a")
	reader.until("the widget is open, about Redis", widgetIsOpen+` && document.querySelector("#composer-about span").textContent === "Redis"`)
	reader.write("Does allkeys-lfu make sense for sessions?")
	reader.sees("Does allkeys-lfu make sense for sessions?")

	owner.until("it is in the inbox, unread", `document.querySelector("#inbox-list .badge")?.textContent === "1 unread" && document.title.startsWith("(1)")`)
	owner.click("#inbox-list a")
	owner.sees("Does allkeys-lfu make sense for sessions?")
	owner.until("the place it was written from", `document.querySelector("#messages .about a").getAttribute("href") === "`+redis+`"`)
	owner.until("where the visitor is now", `document.querySelector("#whereabouts a")?.getAttribute("href") === "`+redis+`"`)
	reader.until("the visitor sees it read", `document.querySelector("#messages .own .state").textContent === "read"`)
	owner.until("nothing is unread", `!document.querySelector("#inbox-list .badge")`)

	owner.write("Only if losing a session is fine.")
	reader.sees("Only if losing a session is fine.")
	reader.write("Thank you.")
	owner.sees("Thank you.")
	want := []string{"Does allkeys-lfu make sense for sessions?", "Only if losing a session is fine.", "Thank you."}
	for _, p := range []*person{owner, reader} {
		if got := p.messages(); !slices.Equal(got, want) {
			t.Errorf("the thread is %q, want %q", got, want)
		}
		p.silentConsole()
	}
}

func TestTheCallToActionOpensTheWidgetWithThePageAsItsPlace(t *testing.T) {
	p := visitor(t, parent)
	p.click("#discussion .btn")
	p.until("the widget is open", widgetIsOpen)
	p.until("about the page", `document.querySelector("#composer [name=place]").value === "`+parent+`" && document.activeElement.id === "body"`)
}

func TestEscapeClosesTheWidgetAndGivesTheFocusBack(t *testing.T) {
	p := visitor(t, parent)
	ask[bool](p, `(document.querySelector("#launcher").focus(), true)`)
	p.press(kb.Enter)
	p.until("open, ready to type", widgetIsOpen+` && document.activeElement.id === "body"`)
	p.press(kb.Escape)
	p.until("shut, the launcher has the focus", widgetIsShut+` && document.activeElement.id === "launcher"`)
}

func TestWhatIsTypedSurvivesAReloadAndAWalk(t *testing.T) {
	p := visitor(t, parent)
	p.click("#launcher")
	p.until("open", widgetIsOpen)
	p.do(chromedp.SendKeys(chromedp.CSS("#body"), "half a thought"))
	p.goTo("/data-realtime/topics/redis")
	p.until("open again, with the draft", widgetIsOpen+` && document.querySelector("#body").value === "half a thought"`)
}

func TestAnAnswerToAClosedWidgetShowsInTheLauncherAndTheTitle(t *testing.T) {
	t.Parallel()
	site := testparts.NewSite(t)
	owner, reader := arrive(t, site), arrive(t, site)
	owner.comesAsOwner()
	reader.asks(parent, "Are you there?")
	reader.press(kb.Escape)
	reader.until("shut", widgetIsShut)
	owner.click("#inbox-list a")
	owner.write("I am.")
	reader.until("one unread", `document.querySelector("#launcher .badge").textContent === "1" && document.title.startsWith("(1)")`)
	reader.click("#launcher")
	reader.sees("I am.")
	reader.until("nothing unread", `document.querySelector("#launcher .badge").textContent === ""`)
	owner.until("the owner sees it read", `[...document.querySelectorAll("#messages .own .state")].at(-1).textContent === "read"`)
}

func TestEveryTabOfTheVisitorShowsTheSameThread(t *testing.T) {
	t.Parallel()
	site := testparts.NewSite(t)
	one := arrive(t, site)
	one.asks(parent, "from the first tab")
	two := one.anotherTab()
	two.goTo("/data-realtime/topics/redis")
	two.isLive()
	two.click("#launcher")
	two.sees("from the first tab")
	two.write("from the second tab")
	one.sees("from the second tab")
	if got := one.messages(); len(got) != 2 {
		t.Errorf("the first tab shows %q", got)
	}
}

func TestATabWhoseMessageAnotherTabSettledGoesOnBySocket(t *testing.T) {
	t.Parallel()
	site := testparts.NewSite(t)
	one := arrive(t, site)
	one.asks(parent, "by post, which names the browser")
	one.isLive()
	ask[bool](one, `(addEventListener("unhandledrejection", e => console.error(e.reason)), document.addEventListener("live:frame", () => {
		const kept = Object.keys(localStorage).find(key => key.startsWith("porchlight.outbox:")); // as another tab does, which hears first
		if (kept) localStorage.removeItem(kept);
	}, true), true)`)
	one.requests()
	for _, text := range []string{"the second", "the third"} {
		one.write(text)
		one.sees(text)
		one.within(2*patience, "the time for an echo is over", `(window.seen ??= {})["`+text+`"] ? Date.now() - seen["`+text+`"] > 3500 : !(seen["`+text+`"] = Date.now())`)
	}
	for _, asked := range one.requests() {
		if strings.HasPrefix(asked, "POST ") {
			t.Errorf("it asked for %s", asked)
		}
	}
}

func TestMarkupInAMessageStaysText(t *testing.T) {
	t.Parallel()
	site := testparts.NewSite(t)
	owner, reader := arrive(t, site), arrive(t, site)
	owner.comesAsOwner()
	reader.goTo(parent)
	reader.isLive()
	reader.click("#launcher")
	const nasty = `<img src=x onerror=alert(1)> <a data-hx-get="/logout" data-hx-trigger="load">x</a> <hx-partial hx-target="#main">gone</hx-partial>`
	reader.write(nasty)
	reader.sees(nasty)
	owner.click("#inbox-list a")
	owner.sees(nasty)
	for _, p := range []*person{owner, reader} {
		p.until("no element came of it", `!document.querySelector(".text *, .last img, .last a") && document.querySelector("#main").childElementCount`)
		p.silentConsole()
	}
}

func TestWithoutAScriptAMessageGoesByFormAndTheAnswerIsOnThePage(t *testing.T) {
	t.Parallel()
	site := testparts.NewSite(t)
	owner, reader := arrive(t, site), arrive(t, site)
	owner.comesAsOwner()
	reader.do(command(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}))
	reader.goTo(redis)
	reader.click("#technology-redis .about-this a")
	reader.until("the conversation is a page", `location.pathname === "/conversation"`)
	reader.until("a person could have thought", thoughtful)
	reader.write("Sent by a plain form.")
	reader.until("the form led to the message", `location.hash.startsWith("#message-") && document.querySelector(".own .text").textContent === "Sent by a plain form."`)
	owner.until("the owner has it", `document.querySelector("#inbox-list a")`)
	owner.click("#inbox-list a")
	owner.until("with its place", `document.querySelector("#messages .about a")?.getAttribute("href") === "`+redis+`"`)
	owner.write("Answered live.")
	owner.sees("Answered live.")
	reader.do(chromedp.Reload())
	reader.until("the answer is on the page", `[...document.querySelectorAll(".message .text")].at(-1).textContent === "Answered live."`)
}
