package journeys

import (
	"fmt"
	"testing"

	"porchlight/app/testparts"

	"github.com/chromedp/chromedp/kb"
)

// focusOn is whether the focus is on the n-th conversation of the list, from 0.
func focusOn(n int) string {
	return fmt.Sprintf(`document.activeElement === document.querySelectorAll("#inbox-list ol a")[%d]`, n)
}

func TestTheInboxIsWalkedByKeyboard(t *testing.T) {
	t.Parallel()
	site := testparts.NewSite(t)
	owner, one, two := arrive(t, site), arrive(t, site), arrive(t, site)
	one.asks(redis, "the first")
	two.asks(parent, "the second")
	owner.comesAsOwner()
	owner.lists("the second", "the first")
	owner.hits("j")
	owner.until("the first line has the focus, and shows it", focusOn(0)+` && document.activeElement.matches(":focus-visible")`)
	owner.hits("j")
	owner.until("the second line", focusOn(1))
	owner.hits("j")
	owner.until("the last is the last", focusOn(1))
	one.write("news while the focus is there")
	owner.lists("news while the focus is there", "the second")
	owner.until("the focus stays with its conversation", focusOn(0))
	owner.hits(kb.Enter)
	owner.sees("the first")
	owner.until("it is marked as the open one", `document.querySelector("#inbox-list [aria-current=page] .last").textContent === "news while the focus is there"`)
	owner.isLive()
	owner.lists("the second", "news while the focus is there") // what is unread comes first
	owner.hits("k")
	owner.until("the walk goes on from the open one", `document.activeElement.querySelector(".last")?.textContent === "the second"`)
	owner.hits("j")
	owner.until("and back", `document.activeElement.getAttribute("aria-current") === "page"`)
	owner.hits("r")
	owner.until("the composer has the focus", `document.activeElement.id === "body"`)
	owner.hits("jerk?")
	owner.until("what is typed is typed", `document.querySelector("#body").value === "jerk?" && document.querySelector("#close") && !document.querySelector("#keys").open`)
	owner.hits(kb.Escape)
	owner.until("the field is left", `document.activeElement === document.body`)
	owner.hits("s")
	owner.until("the snooze menu is open", `document.querySelector("#snooze").open && document.querySelector("#snooze").contains(document.activeElement)`)
	owner.hits("e")
	owner.until("it is closed", `document.querySelector(".state-word").textContent === "closed"`)
	owner.hits("e")
	owner.until("it is open again", `document.querySelector(".state-word").textContent === "waiting"`)
	owner.silentConsole()
}

func TestAQuestionMarkOpensTheSheetOfKeysWhichCanSwitchThemOff(t *testing.T) {
	t.Parallel()
	site := testparts.NewSite(t)
	owner, reader := arrive(t, site), arrive(t, site)
	reader.asks(redis, "hello")
	owner.comesAsOwner()
	owner.lists("hello")
	owner.hits("?")
	owner.until("the sheet is open", `document.querySelector("#keys").open`)
	owner.hits("j")
	owner.until("no key acts below it", `document.querySelector("#keys").contains(document.activeElement)`)
	owner.click("#keys-on")
	owner.hits(kb.Escape)
	owner.until("the sheet is shut", `!document.querySelector("#keys").open`)
	owner.goTo("/inbox")
	owner.isLive()
	owner.hits("j?")
	owner.until("single keys do nothing", `!document.querySelector("#keys").open && document.activeElement === document.body`)
	owner.click("#keys-open")
	owner.until("the button still opens the sheet", `document.querySelector("#keys").open && !document.querySelector("#keys-on").checked`)
	owner.click("#keys-on")
	owner.click("#keys .btn")
	owner.hits("j")
	owner.until("they are on again", focusOn(0))
	owner.silentConsole()
}
