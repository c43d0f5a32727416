package journeys

import (
	"testing"
	"time"

	"porchlight/app/testparts"
)

func TestTwoTabsThatOpenTogetherGetOneIdentity(t *testing.T) {
	site := testparts.NewSite(t)
	one := arrive(t, site)
	two := one.anotherTab()
	one.goTo(parent)
	ask[bool](two, `(setTimeout(() => location.href = "`+site.URL+parent+`"), true)`) // it answers before it leaves
	one.isLive()
	two.until("live", isLive)
	one.until("one visitor is here", countOf(parent)+`"1")`)
	two.click("#launcher")
	two.write("who am I?")
	two.sees("who am I?")
	one.click("#launcher")
	one.sees("who am I?")
}

// wakeAll is everything that browsers say when a tab comes back, at once.
const wakeAll = `["pageshow", "online", "focus"].forEach(e => dispatchEvent(new Event(e))), document.dispatchEvent(new Event("visibilitychange")), true`

func TestHoweverATabIsWokenItHasOneSocket(t *testing.T) {
	t.Parallel()
	site := testparts.NewSite(t)
	proxy := testparts.NewProxy(t, site)
	k := &talk{site: site}
	p := arrive(t, k.behind())
	p.goTo(parent)
	p.isLive()
	for _, c := range []struct {
		what string
		do   func()
	}{
		{"all at once", func() { ask[bool](p, `(`+wakeAll+`)`) }},
		{"while a retry is pending", func() {
			proxy.Down()
			p.says("reconnecting")
			proxy.Heal()
			ask[bool](p, `(`+wakeAll+`)`)
		}},
		{"in the middle of a handshake", func() {
			ask[bool](p, `(porchlight.live.reconnect(), porchlight.live.reconnect(), `+wakeAll+`)`)
		}},
	} {
		c.do()
		p.within(caughtUp, "live again, woken "+c.what, `porchlight.live.isOpen() && `+isLive)
		testparts.Eventually(t, "one socket and one visitor, woken "+c.what, func() bool { return site.Server.Sockets() == 1 && site.Server.Visitors() == 1 })
		ask[bool](p, `new Promise(done => setTimeout(() => done(true), `+settle+`))`)
		if sockets := site.Server.Sockets(); sockets != 1 || site.Server.Visitors() != 1 {
			t.Errorf("woken %s: %d sockets of %d visitors, want one of one", c.what, sockets, site.Server.Visitors())
		}
	}
	p.click(redisLink)
	p.within(time.Second+patience/2, "it says where it is", countOf(redis)+`"1")`)
}

// settle is longer than the longest first retry, in ms: a second socket would be there by then.
const settle = "600"
