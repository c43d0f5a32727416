package journeys

import (
	"testing"

	"porchlight/app/testparts"
	"porchlight/app/web"

	"github.com/chromedp/chromedp"
)

func TestALimitCountsTheSecondsDownWithTheDraftKept(t *testing.T) {
	site := testparts.NewSite(t, func(o *web.Options) { o.Limits = web.Limits{ConversationsPerHour: 1} })
	first, p := arrive(t, site), arrive(t, site)
	for _, p := range []*person{first, p} {
		p.goTo(parent)
		p.isLive()
		p.click("#launcher")
		p.until("open", widgetIsOpen)
	}
	first.write("the only one this hour")
	first.sees("the only one this hour")
	ask[bool](p, `(window.said = [], new MutationObserver(() => said.push(document.querySelector("#composer-error").textContent)).observe(document.querySelector("#composer-error"), { childList: true, characterData: true, subtree: true }), true)`)
	p.write("one too many")
	const counted = `[...document.querySelectorAll("#composer .error:not(#composer-error)")].some(e => e.checkVisibility() && / 35\d\d s;/.test(e.textContent))`
	p.until("the seconds go down, the text is back", counted+` && document.querySelector("#body").value === "one too many" && document.querySelector("#send").disabled`)
	if said := ask[[]string](p, `said.filter(Boolean)`); len(said) != 1 {
		t.Errorf("who listens hears %q", said)
	}
	p.requests()
	ask[bool](p, `(document.querySelector("#composer").requestSubmit(), true)`)
	if asked := p.requests(); len(asked) > 0 {
		t.Errorf("while it counts, it asks for %q", asked)
	}
	p.do(chromedp.Reload())
	p.until("the draft is there after a reload", widgetIsOpen+` && document.querySelector("#body").value === "one too many"`)
}

func TestAFloodBySocketIsHeldUpForASecondAndLosesNothing(t *testing.T) {
	site := testparts.NewSite(t, func(o *web.Options) { o.Limits = web.Limits{MessagesPerSecond: 1, MessageBurst: 2} })
	p := arrive(t, site)
	p.asks(parent, "one")
	p.isLive()
	ask[bool](p, `((field, form) => { for (const text of ["two", "three", "four"]) { field.value = text; form.requestSubmit(); } return true })(document.querySelector("#body"), document.querySelector("#composer"))`)
	p.until("what was too much is back", `document.querySelector("#body").value && !document.querySelector(".pending") && document.querySelector("#send").disabled`)
	p.until("and can go on", `!document.querySelector("#send").disabled && !document.querySelector("#composer-error").textContent`)
	p.click("#send")
	p.until("all of it is in the thread", `["one", "two", "three", "four"].every(text => [...document.querySelectorAll("#messages [data-seq] .text")].some(e => e.textContent.includes(text)))`)
}
