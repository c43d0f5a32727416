package journeys

import (
	"testing"

	"porchlight/app/testparts"
	"porchlight/app/web"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const (
	theQuestion = `document.querySelector('#messages [data-seq="1"]')`
	changing    = `document.activeElement.matches(".change[open] textarea")`
)

// changes opens the form beside the first message, with a key, and adds to its text.
func (p *person) changes(more string) {
	p.t.Helper()
	p.until("the message can be changed", theQuestion+`.querySelector(".change")`)
	ask[bool](p, `(`+theQuestion+`.querySelector("summary").focus(), true)`)
	p.press(kb.Enter)
	p.until("its text is there to be changed", changing+` && document.activeElement.value === `+theQuestion+`.querySelector(".text").textContent`)
	p.do(chromedp.SendKeys(chromedp.CSS(".change[open] textarea"), more))
}

// tabAway is another tab of the reader, which has the thread open and then loses the network.
func (k *talk) tabAway() *person {
	k.t.Helper()
	away := k.reader.anotherTab()
	away.goTo(parent)
	away.click("#launcher")
	away.sees("the question")
	away.isLive()
	away.offline(true)
	away.says("offline")
	return away
}

func TestAnEditReachesTheOtherSideAndATabThatWasAway(t *testing.T) {
	k := beginTalk(t)
	away := k.tabAway()
	k.reader.changes(", mended")
	k.reader.click(".change[open] button")
	k.said[0] = "the question, mended"
	k.reader.until("it is marked, the form is shut and has given its focus back", theQuestion+`.querySelector(".edited") && !document.querySelector(".change[open]") && document.activeElement === `+theQuestion+`.querySelector("summary")`)
	k.owner.sees(k.said[0])
	k.owner.until("marked there, too", theQuestion+`.querySelector(".edited")`)
	away.offline(false)
	away.isBack(caughtUp, k.said[0])
	k.isWhole(away)
	k.reader.until("it says how far it got", theQuestion+`.querySelector(".state").textContent === "read"`)
	k.owner.silentConsole()
}

func TestADeletionReachesTheOtherSideAndATabThatWasAway(t *testing.T) {
	k := beginTalk(t)
	away := k.tabAway()
	k.reader.changes("")
	k.reader.click(".change[open] .danger")
	k.said[0] = "deleted"
	k.reader.until("nothing is left to change, and the thread has the focus", theQuestion+`.querySelector(".text > em") && !document.querySelector(".change") && document.activeElement.id === "log"`)
	k.owner.sees("deleted")
	away.offline(false)
	away.isBack(caughtUp, "deleted")
	k.isWhole(away)
}

func TestTheOwnerChangesAnAnswer(t *testing.T) {
	k := beginTalk(t)
	k.answers("Yes.")
	k.owner.click(`#messages .own .change summary`)
	k.owner.until("the answer can be changed", changing)
	k.owner.do(chromedp.SendKeys(chromedp.CSS(".change[open] textarea"), " Or rather, no."))
	k.owner.click(".change[open] button")
	k.said[1] = "Yes. Or rather, no."
	k.reader.sees(k.said[1])
	k.isWhole()
}

func TestEscapeGivesAChangeUpAndLeavesTheWidgetOpen(t *testing.T) {
	k := beginTalk(t)
	k.reader.changes(" nobody will see this")
	k.reader.press(kb.Escape)
	k.reader.until("shut, the widget is not", `!document.querySelector(".change[open]") && document.activeElement === `+theQuestion+`.querySelector("summary") && `+widgetIsOpen)
	k.reader.press(kb.Enter)
	k.reader.until("the next change begins with what is stored", changing+` && document.activeElement.value === "the question"`)
	k.isWhole()
}

func TestWhatIsTypedInAChangeOutlivesAChangeFromElsewhere(t *testing.T) {
	k := beginTalk(t)
	other := k.reader.anotherTab()
	other.goTo(parent)
	other.click("#launcher")
	other.changes(" (changed elsewhere)")
	k.reader.changes(" (typed here)")
	ask[bool](other, `(document.querySelector(".change[open] button").click(), true)`) // its window is behind the other
	k.reader.sees("the question (changed elsewhere)")
	k.reader.until("the form still has its text and the focus", changing+` && document.activeElement.value === "the question (typed here)"`)
	k.reader.click(".change[open] button")
	k.said[0] = "the question (typed here)"
	k.isWhole(other)
}

func TestAChangeThatComesTooSoonCountsTheSecondsDownWithItsText(t *testing.T) {
	t.Parallel()
	site := testparts.NewSite(t, func(o *web.Options) { o.Limits = web.Limits{MessagesPerSecond: 1, MessageBurst: 1} })
	p := arrive(t, site)
	p.asks(parent, "the question")
	p.changes("!")
	ask[bool](p, `(window.save = document.querySelector(".change[open] button"), save.click(), true)`)
	p.until("refused or stored", `document.querySelector(".change[open] [role=alert]")?.textContent.startsWith("That was quick.") || `+theQuestion+`.querySelector(".edited")`)
	p.until("it can be saved again", `!save.disabled`)
	ask[bool](p, `(save.click(), true)`)
	p.sees("the question!")
}

func TestAMessageCannotBeChangedForLongerThanTheServerSays(t *testing.T) {
	p := visitor(t, parent)
	p.click("#launcher")
	p.write("the question")
	p.until("it can be changed", theQuestion+`?.querySelector(".change")`)
	ask[bool](p, `(`+theQuestion+`.querySelector(".change").remove(), `+theQuestion+`.querySelector(".when").dataset.left = 1, document.dispatchEvent(new CustomEvent("conversation:changed", { detail: 0 })), true)`)
	p.until("offered", theQuestion+`.querySelector(".change")`)
	p.until("and taken away again", `!`+theQuestion+`.querySelector(".change")`)
}
