package journeys

import (
	"testing"
	"time"

	"porchlight/app/testparts"
)

func TestAConnectionThatFallsSilentIsNoticedOnBothSides(t *testing.T) {
	k := beginTalk(t)
	began := time.Now()
	k.proxy.Silence()
	k.answers("said into the silence")
	k.reader.within(halfOpen, "the page no longer claims to be live", `!(`+isLive+`)`)
	t.Logf("noticed after %s", time.Since(began).Round(time.Millisecond))
	testparts.Within(t, deadSocket-time.Since(began), "the dead socket is gone from the counts", func() bool { return k.site.Server.Visitors() == 0 })
	k.proxy.Heal()
	k.reader.isBack(afterOutage, "said into the silence")
	k.isWhole()
}

// echo is how long a message waits for its echo before it goes by post, and post is how long that may take here.
const echo, post = 3 * time.Second, 2 * time.Second

func TestAMessageWithoutAnEchoGoesByPostOnce(t *testing.T) {
	k := beginTalk(t)
	k.reader.countsSockets()
	k.proxy.Muffle()
	k.asks("into a deaf ear")
	k.reader.within(echo+post, "it is stored", `document.querySelectorAll("#messages [data-seq]").length === 2`)
	k.reader.within(echo+caughtUp, "the deaf socket is given up for one that hears", isLive+` && sockets === 1`)
	k.asks("into a good one")
	k.isWhole()
}
