package journeys

import (
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

func TestATabThatWasOfflineHasEverythingAgain(t *testing.T) {
	k := beginTalk(t)
	k.reader.countsSockets()
	k.reader.offline(true)
	k.reader.says("offline")
	k.answers("said while you were offline")
	k.reader.until("the next try is far", `sockets >= 5`) // 2.5 s and more away: only the browser's word brings it sooner
	k.reader.offline(false)
	k.reader.isBack(caughtUp, "said while you were offline")
	k.isWhole()
}

func TestAMessageTypedOfflineIsSentOnceTheNetworkIsBack(t *testing.T) {
	k := beginTalk(t)
	k.reader.offline(true)
	k.asks("typed offline")
	k.reader.until("it waits", `document.querySelector(".message.pending .state")?.textContent === "waiting for the connection"`)
	k.reader.offline(false)
	k.reader.isBack(caughtUp, "typed offline")
	k.isWhole()
}

func TestWhatLastsIsReadOutOnce(t *testing.T) {
	k := beginTalk(t)
	k.reader.until("nothing is read out while all is well", `document.querySelector("#link-news[role=status]").textContent === ""`)
	k.reader.offline(true)
	k.reader.until("the loss is read out", `document.querySelector("#link-news").textContent === "offline"`)
	k.reader.offline(false)
	k.reader.until("its end is read out", `document.querySelector("#link-news").textContent === "live"`)
}

func TestHowThingsStandFitsAtEveryWidth(t *testing.T) {
	k := beginTalk(t)
	for _, p := range []*person{k.owner, k.reader} {
		p.offline(true)
		p.says("offline")
		ask[bool](p, `(document.documentElement.dataset.live = "reconnecting", true)`) // the longer word
		for _, width := range widths {
			p.do(chromedp.EmulateViewport(width, 800))
			if ask[bool](p, covers) {
				t.Errorf("%s at %d px: the state lies on what is beside it", ask[string](p, "location.pathname"), width)
			}
		}
	}
}

// covers is whether the state of the link leaves the window or reaches over its neighbours in the header.
const covers = `(state => state.left < 0 || state.right > innerWidth || [...document.querySelectorAll(".top :is(.brand, nav, .leave)")].some(e => e.getBoundingClientRect().right > state.left))(document.querySelector(".top .link-state").getBoundingClientRect())`

func TestOneTabCutAndBackShowsWhatTheOtherShows(t *testing.T) {
	k := beginTalk(t)
	tab := k.reader.anotherTab()
	tab.goTo("/data-realtime/topics/redis")
	tab.isLive()
	tab.click("#launcher")
	tab.sees("the question")
	tab.offline(true)
	tab.says("offline")
	k.answers("one of you hears this")
	k.reader.sees("one of you hears this")
	k.asks("and the other does not")
	tab.offline(false)
	tab.isBack(caughtUp, "and the other does not")
	k.isWhole(tab)
	k.reader.until("they are one visitor", countOf("/data-realtime")+`"1")`)
}

// What a slow telephone network brings: figures of the usual 3G profile.
const (
	slowLatency = 400           // ms
	slowBytes   = 400 << 10 / 8 // a second, either way
)

func TestASlowNetworkCarriesAConversation(t *testing.T) {
	k := beginTalk(t)
	k.reader.do(command(network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{
		{Latency: slowLatency, DownloadThroughput: slowBytes, UploadThroughput: slowBytes},
	}}))
	ask[bool](k.reader, `(porchlight.live.reconnect(), true)`)
	k.asks("slowly asked")
	k.owner.sees("slowly asked")
	k.answers("slowly answered")
	k.reader.isBack(patience, "slowly answered")
	k.isWhole()
}
