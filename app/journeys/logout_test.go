package journeys

import "testing"

func TestLoggingOutLeavesNothingOfTheInboxInTheBrowser(t *testing.T) {
	owner, _ := desk(t)
	owner.hits("A draft that nobody else is to read")
	const kept = `Object.entries(localStorage).filter(([key, value]) => value.includes("nobody else")).length`
	owner.until("the draft is kept", kept+` === 1`)
	ask[bool](owner, `(localStorage["porchlight.draft:/conversation/messages"] = "what one wrote as a visitor", true)`)
	owner.click(".leave button")
	owner.until("it asks to log in", `location.pathname === "/login"`)
	if ask[int](owner, kept) != 0 {
		t.Error("the draft of an answer is still in the browser")
	}
	if !ask[bool](owner, `"porchlight.draft:/conversation/messages" in localStorage`) {
		t.Error("what one wrote as a visitor is gone, too")
	}
}
