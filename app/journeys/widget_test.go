package journeys

import (
	"testing"

	"porchlight/app/testparts"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

func TestLinksAreSafeLinksAndCodeIsShownAsCode(t *testing.T) {
	k := beginTalk(t)
	const typed = "See https://example.com/a?b=1, not javascript:alert(1).\n```go\nx := 1\n```\nRun `make run`."
	k.asks(typed)
	for _, p := range []*person{k.reader, k.owner} {
		p.until("the parts of the message", `(text => text && text.querySelectorAll("a").length === 1
			&& text.querySelector("a").href === "https://example.com/a?b=1" && text.querySelector("a").target === "_blank" && text.querySelector("a").relList.contains("noopener")
			&& text.querySelector("pre code").textContent === "x := 1" && text.querySelector("code:not(pre *)").textContent === "make run"
			&& text.textContent.includes("not javascript:alert(1)."))(document.querySelector('#messages [data-seq="2"] .text'))`)
	}
	k.reader.click(`#messages [data-seq="2"] summary`)
	k.reader.until("what is changed is what was typed", changing+` && document.activeElement.value === "See https://example.com/a?b=1, not javascript:alert(1).\n`+"```go\\nx := 1\\n```\\nRun `make run`."+`"`)
}

func TestAConversationThatIsDeletedForGoodLeavesTheOpenTab(t *testing.T) {
	k := beginTalk(t)
	k.answers("an answer")
	k.reader.sees("an answer")
	ask[bool](k.owner, `fetch(document.querySelector("#composer").action.replace(/messages$/, "erase"), { method: "POST" }).then(answer => answer.ok)`)
	k.reader.until("nothing is left of it", `!document.querySelector("#messages").childElementCount && document.querySelector("#log .empty").checkVisibility() && document.querySelector("#body").value === "`+draft+`"`)
	k.reader.click("#send")
	k.reader.sees(draft)
}

func TestAPostOfAVisitorTellsTheirTimeZone(t *testing.T) {
	p := visitor(t, parent)
	p.do(command(emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: "Europe/Lisbon"}))
	ask[bool](p, `((send, bodies) => { window.bodies = bodies; window.fetch = (url, options) => { if (options?.body) bodies.push(options.body.get("zone")); return send(url, options) }; return true })(fetch, [])`)
	p.click("#launcher")
	p.write("what time is it?")
	p.sees("what time is it?")
	if zones := ask[[]string](p, `bodies`); len(zones) != 1 || zones[0] != "Europe/Lisbon" {
		t.Errorf("the zones told are %q", zones)
	}
}

func TestWhoReadsFurtherUpIsNotMovedByWhatComes(t *testing.T) {
	k := beginTalk(t)
	for range 12 {
		k.asks("one of many lines")
	}
	k.reader.until("all are stored", `document.querySelectorAll("#messages [data-seq]").length === 13`)
	k.reader.until("the end is in view", `Math.abs(document.querySelector("#messages").getBoundingClientRect().bottom - document.querySelector("#typing").getBoundingClientRect().top) < 20 && document.querySelector("#typing").getBoundingClientRect().bottom <= document.querySelector("#composer").getBoundingClientRect().top`)
	ask[bool](k.reader, `(document.querySelector("#log").scrollTop = -300, window.top0 = document.querySelector("#messages").getBoundingClientRect().top, true)`)
	k.answers("news")
	k.reader.sees("news")
	k.reader.until("what was in view still is", `Math.abs(document.querySelector("#messages").getBoundingClientRect().top - top0) < 2`)
	k.asks("one's own")
	k.reader.until("one's own message is shown", `document.querySelector("#log").scrollTop === 0`)
	k.isWhole()
}

func TestTheSoundIsOffUntilAskedForAndKeepsItsState(t *testing.T) {
	k := beginTalk(t)
	const on, off = `document.querySelector("#sound")?.ariaPressed === "true"`, `document.querySelector("#sound")?.ariaPressed === "false"`
	k.reader.until("off", off)
	k.reader.click("#sound")
	k.reader.until("on", on)
	k.reader.goTo("/data-realtime/topics/redis")
	k.reader.until("on elsewhere", on)
	k.reader.click("#conversation-close")
	ask[bool](k.reader, `((resume, rings) => { window.rings = 0; AudioContext.prototype.resume = function () { window.rings++; return resume.call(this) }; return true })(AudioContext.prototype.resume)`)
	k.answers("ding")
	k.reader.until("it rang once for what nobody saw", `window.rings === 1`)
	k.reader.click("#launcher")
	k.reader.click("#sound")
	k.reader.until("off again", off)
	k.isWhole()
}

func TestWithAKeyboardOpenOnAPhoneTheComposerAndTheLastMessageAreInView(t *testing.T) {
	k := beginTalk(t)
	k.reader.do(chromedp.EmulateViewport(360, 740))
	for _, text := range []string{"first", "second", "third", "fourth", "the last of many answers, which takes more than a line of the screen"} {
		k.answers(text)
	}
	k.reader.sees(k.said[5])
	ask[bool](k.reader, `(document.querySelector("#body").focus(), true)`)
	k.reader.do(chromedp.EmulateViewport(360, 400))
	k.reader.until("head, last message and composer, one above the other", `innerHeight === 400 && (([head, message, composer]) => head.top >= 0 && message.top >= head.bottom && message.bottom <= composer.top && composer.bottom <= innerHeight)
		(["header.conversation-head", "#messages > :last-child", "#composer"].map(s => document.querySelector(s).getBoundingClientRect()))`)
	k.reader.until("no input makes the phone zoom in", `[...document.querySelectorAll("#composer textarea")].every(e => parseFloat(getComputedStyle(e).fontSize) >= 16)`)
	if over := ask[int](k.reader, `document.querySelector("#widget").scrollWidth - innerWidth`); over > 0 {
		t.Errorf("the widget is %d px too wide", over)
	}
}

func TestTheWidgetWithAFormForAChangeIsAccessibleByDayAndByNight(t *testing.T) {
	k := beginTalk(t)
	script := axe(t)
	k.answersWith(redis, "Read `this`, https://example.com/, and\n```\nthat\n```")
	k.reader.until("all of it is there", `document.querySelector("#messages pre") && document.querySelector("#messages .card")`)
	k.reader.changes("")
	ask[bool](k.reader, `(porchlight.thread.explain(document.querySelector(".change[open]"), "That was quick. The next message can go in 60 s; your text is kept.", 60), true)`)
	k.reader.isAccessible(script, "a change")
	k.reader.silentConsole()
}

func TestWithoutAScriptAMessageIsChangedAndDeletedByFormAndNewOnesAreALinkAway(t *testing.T) {
	t.Parallel()
	p := arrive(t, testparts.NewSite(t))
	p.do(command(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}))
	p.goTo("/conversation")
	p.until("a person could have thought", thoughtful)
	p.write("by form")
	p.until("it is there", `location.hash.startsWith("#message-")`)
	p.click(".change summary")
	p.do(chromedp.SendKeys(chromedp.CSS(".change textarea"), kb.End+", changed"))
	p.click(".change button")
	p.until("changed", `document.querySelector(".own .text").textContent === "by form, changed" && document.querySelector(".edited")`)
	p.click(".change summary")
	p.click(".change .danger")
	p.until("deleted", `document.querySelector(".own .text > em")`)
	p.click("noscript a")
	p.until("looked again", `location.pathname === "/conversation" && !location.hash && document.querySelector(".own .text > em")`)
	p.until("what needs a script is not shown", `!document.querySelector("#sound").checkVisibility()`)
}
