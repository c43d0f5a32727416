package journeys

import (
	"testing"

	"porchlight/app/testparts"

	"github.com/chromedp/chromedp"
)

// trailIs is whether the trail shows these places, the present one first.
func trailIs(places string) string {
	return `[...document.querySelectorAll("#trail ol a")].map(a => a.getAttribute("href")).join(" ") === "` + places + `"`
}

func TestAnOwnerFollowsAVisitorsTrailAndBlocksThemThoughTheyNeverWrote(t *testing.T) {
	t.Parallel()
	script, site := axe(t), testparts.NewSite(t)
	owner, reader := arrive(t, site), arrive(t, site)
	owner.comesAsOwner()
	reader.goTo(parent)
	reader.isLive()
	owner.goTo("/admin/presence")
	owner.isLive()
	owner.click(`main tbody a[href^="/admin/presence/"]`)
	owner.isLive()
	owner.until("the trail begins", trailIs(parent))
	owner.do(chromedp.Focus(chromedp.CSS("#trail ol a")))
	kept := ask[string](owner, "document.activeElement.id")
	reader.click(redisLink)
	owner.until("it goes on", trailIs(redis+" "+parent))
	owner.until("how long ago they were seen counts on", `/^[0-9]+ s ago$/.test(document.querySelector("#trail time[data-ago]").textContent)`)
	if now := ask[string](owner, "document.activeElement.id"); now != kept || kept == "" {
		t.Errorf("focus was on %q and is on %q", kept, now)
	}
	owner.click("#block summary")
	owner.isAccessible(script, "a trail")

	owner.click("#block button")
	owner.until("they are blocked", `document.querySelector("#unblock")`)
	owner.do(chromedp.Focus(chromedp.CSS("#trail ol a")))
	reader.until("they are cut off", `document.documentElement.dataset.live === "offline"`)
	owner.until("it says in place that they are gone, and keeps the focus", `document.activeElement.id === "trail" && document.querySelector("#standing[data-gone] [role=status]") && !document.querySelector("#trail ol")`)
	owner.click("#unblock button")
	owner.until("they may write again", `location.pathname.startsWith("/inbox/") && !document.querySelector("#unblock")`)
	owner.silentConsole()
}
