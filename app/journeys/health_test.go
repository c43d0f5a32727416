package journeys

import (
	"testing"

	"porchlight/app/testparts"
)

func TestTheHealthPageMovesOnWithoutTakingTheFocusOrChattering(t *testing.T) {
	t.Parallel()
	site := testparts.NewSite(t)
	p := arrive(t, site)
	p.comesAsOwner()
	p.goTo("/admin/health")
	p.isLive()
	p.until("it says that all is well", `document.querySelector("#verdict").textContent === "All is well."`)
	ask[bool](p, `window.said = 0, window.sentence = document.querySelector("#verdict"), new MutationObserver(all => said += all.length).observe(sentence, {childList: true, characterData: true, subtree: true, attributes: true}),
		document.querySelector("#health-nodes").focus(), true`)
	const open = `[...document.querySelectorAll("#health-figures tr")].find(row => row.textContent.includes("porchlight_sockets")).querySelector("data").value`
	p.until("it counts its own connection", open+` === "1"`)
	arrive(t, site).goTo("/")
	p.until("a visitor's connection shows", open+` === "2"`)
	if said := ask[int](p, `said + (sentence !== document.querySelector("#verdict"))`); said > 0 {
		t.Errorf("the sentence was touched %d times, or made anew, while nothing changed: a screen reader would repeat it", said)
	}
	if focus := ask[string](p, "document.activeElement.id"); focus != "health-nodes" {
		t.Errorf("the focus is on %q", focus)
	}
	p.silentConsole()
	p.offline(true)
	ask[bool](p, `(real => Date.now = () => real() + 20000)(Date.now.bind(Date)), true`) // and so for a while
	p.until("it says that the numbers are old", `document.querySelector("#health.old")`)
	p.offline(false)
	p.until("they are new again", `!document.querySelector("#health.old")`)
}
