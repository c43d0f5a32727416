package journeys

import (
	"testing"
	"time"
)

// polled is how long an answer may take where it is asked for every 5 s.
const polled = 7 * time.Second

func TestWhereSocketsAreBlockedTheConversationGoesOnByPolling(t *testing.T) {
	k := beginTalk(t)
	k.proxy.BlockSockets(true)
	ask[bool](k.reader, `(porchlight.live.reconnect(), true)`)
	k.reader.says("reconnecting")
	k.asks("by post")
	k.owner.sees("by post")
	k.answers("by polling")
	k.reader.within(polled, "the answer came by polling", `[...document.querySelectorAll("#messages .text")].some(e => e.textContent === "by polling") && !(`+isLive+`)`)
	k.proxy.BlockSockets(false)
	k.reader.isBack(afterOutage, "by polling")
	k.isWhole()
}

func TestWhereNoSocketEverOpensABrowserThatWroteStillHearsOfAnswers(t *testing.T) {
	k := beginTalk(t)
	k.proxy.BlockSockets(true)
	k.reader.click("#conversation-close")
	k.reader.goTo("/data-realtime/topics/redis")
	k.answers("hidden behind the launcher")
	k.reader.within(2*patience, "the launcher counts it", `document.querySelector("#launcher .badge").textContent === "1" && document.querySelector("#widget").hidden && !(`+isLive+`)`)
	k.reader.click("#launcher")
	k.reader.sees("hidden behind the launcher")
	k.isWhole()
}

func TestTheFirstMessageOfABrowserNeedsNoSocket(t *testing.T) {
	k := beginTalk(t)
	k.proxy.BlockSockets(true)
	stranger := arrive(t, k.behind())
	stranger.goTo(parent)
	stranger.click("#launcher")
	stranger.write("never live")
	stranger.sees("never live")
	k.owner.until("it is in the inbox", `document.querySelectorAll("#inbox-list a").length === 2`)
	stranger.says("reconnecting")
}
