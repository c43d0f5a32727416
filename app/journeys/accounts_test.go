package journeys

import (
	"fmt"
	"testing"

	"porchlight/app/testparts"
)

func TestWhoIsInvitedComesInByTheLinkAndIsOutOnceDisabled(t *testing.T) {
	t.Parallel()
	site := testparts.NewSite(t)
	owner, sam := arrive(t, site), arrive(t, site)
	owner.comesAsOwner()
	owner.goTo("/admin/accounts")
	owner.types("#email", "sam@example.com")
	owner.click("#add .btn")
	owner.until("there is a link", `document.querySelector(".once .whole")`)
	sam.goTo(ask[string](owner, `(u => u.pathname + u.hash)(new URL(document.querySelector(".once .whole").textContent))`))
	sam.until("the code is filled in, and is in the address no more", `document.querySelector("#token").value.length === 43 && location.hash === ""`)
	sam.types("#email", "sam@example.com")
	sam.types("#password", "a password of theirs")
	sam.click("main .btn")
	sam.until("they are in", `location.pathname === "/admin/presence"`)
	sam.isLive()

	owner.goTo(ask[string](owner, `[...document.querySelectorAll("tbody a")].find(a => a.textContent === "sam@example.com").pathname`))
	owner.click(`form[action$="/disable"] button`)
	owner.until("it is said", `document.querySelector(".lead").textContent.includes("disabled since")`)
	sam.until("their page leads out", fmt.Sprintf("location.pathname === %q", "/login"))
	owner.goTo("/admin/audit")
	if got := ask[int](owner, `[...document.querySelectorAll(".records tr")].filter(r => r.textContent.includes("sam@example.com")).length`); got != 3 {
		t.Errorf("the log has %d records of that, want 3: added, joined, disabled", got)
	}
	owner.silentConsole()
}
