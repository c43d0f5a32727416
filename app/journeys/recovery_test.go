package journeys

import (
	"slices"
	"testing"

	"porchlight/app/testparts"

	"github.com/chromedp/chromedp"
)

func TestAMessageTypedOfflineIsSentOnceTheNetworkIsBack(t *testing.T) {
	p := visitor(t, parent)
	p.click("#launcher")
	p.write("before")
	p.sees("before")
	p.offline(true)
	p.until("the page does not claim to be live", `document.documentElement.dataset.live !== "live"`)
	p.write("while offline")
	p.until("it waits", `document.querySelector(".message.pending .state")?.textContent === "waiting for the connection"`)
	p.offline(false)
	p.sees("while offline")
	p.isLive()
	if got, want := p.messages(), []string{"before", "while offline"}; !slices.Equal(got, want) {
		t.Errorf("the thread is %q, want %q", got, want)
	}
}

func TestARestartOfTheSiteLosesNothingAndThePageIsLiveAgain(t *testing.T) {
	site := testparts.NewSite(t)
	p := arrive(t, site)
	p.goTo(parent)
	p.isLive()
	p.click("#launcher")
	p.write("one")
	p.sees("one")
	site.Stop(t)
	p.until("the page says that it is not live", `document.documentElement.dataset.live === "reconnecting" && document.querySelector("[data-link-state]").textContent === "reconnecting"`)
	p.do(chromedp.SendKeys(chromedp.CSS("#body"), "two"))
	p.click("#send")
	site.Start(t)
	p.isLive()
	p.sees("two")
	if got, want := p.messages(), []string{"one", "two"}; !slices.Equal(got, want) {
		t.Errorf("the thread is %q, want %q", got, want)
	}
}

func TestAPageFromTheBackForwardCacheIsLiveAgainAndCaughtUp(t *testing.T) {
	site := testparts.NewSite(t)
	owner, reader := arrive(t, site), arrive(t, site)
	owner.logIn()
	reader.goTo(parent)
	reader.isLive()
	reader.click("#launcher")
	reader.write("back soon")
	reader.sees("back soon")
	owner.click("#inbox-list a")
	owner.sees("back soon")
	reader.goTo("/login")
	owner.write("welcome back")
	owner.sees("welcome back")
	ask[bool](reader, `(history.back(), true)`)
	reader.until("back on the page", `location.pathname === "`+parent+`"`)
	reader.isLive()
	reader.sees("welcome back")
	if got := reader.messages(); len(got) != 2 {
		t.Errorf("the thread is %q", got)
	}
}

func TestTwoTabsThatOpenTogetherGetOneIdentity(t *testing.T) {
	site := testparts.NewSite(t)
	one := arrive(t, site)
	two := one.anotherTab()
	one.goTo(parent)
	ask[bool](two, `(location.href = "`+site.URL+parent+`", true)`)
	one.isLive()
	two.until("live", `document.documentElement.dataset.live === "live"`)
	one.until("one visitor is here", countOf(parent)+`"1")`)
	two.click("#launcher")
	two.write("who am I?")
	two.sees("who am I?")
	one.click("#launcher")
	one.sees("who am I?")
}

func TestASocketThatIsDroppedInItsHandshakeIsOpenedAgain(t *testing.T) {
	p := visitor(t, parent)
	ask[bool](p, `(porchlight.live.reconnect(), porchlight.live.reconnect(), dispatchEvent(new Event("online")), true)`)
	p.until("the page is live again", `porchlight.live.isOpen() && document.documentElement.dataset.live === "live"`)
	p.click(redisLink)
	p.until("it says where it is", countOf(redis)+`"1")`)
}
