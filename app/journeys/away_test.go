package journeys

import (
	"context"
	"testing"

	"porchlight/app/testparts"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// lives sets the life of a page as the system does when it suspends and wakes it.
func (p *person) lives(state page.SetWebLifecycleStateState) {
	p.t.Helper()
	p.do(command(page.SetWebLifecycleState, page.SetWebLifecycleStateParams{State: state}))
}

// hides puts the window of a tab away, or takes it out again.
func (p *person) hides(is bool) {
	p.t.Helper()
	state := browser.WindowStateNormal
	if is {
		state = browser.WindowStateMinimized
	}
	p.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		window, err := cdp.Call(ctx, t, browser.GetWindowForTarget, browser.GetWindowForTargetParams{})
		if err == nil {
			_, err = cdp.Call(ctx, t, browser.SetWindowBounds, browser.SetWindowBoundsParams{WindowID: window.WindowID, Bounds: &browser.Bounds{WindowState: state}})
		}
		return err
	}))
	if is {
		p.until("it is hidden", `document.hidden`)
	}
}

func TestATabThatWasFrozenHasEverythingAgain(t *testing.T) {
	k := beginTalk(t)
	k.reader.lives(page.SetWebLifecycleStateStateFrozen)
	k.proxy.Silence()
	k.answers("said while you were frozen")
	k.proxy.Heal()
	k.reader.lives(page.SetWebLifecycleStateStateActive)
	k.reader.isBack(caughtUp, "said while you were frozen")
	k.isWhole()
}

// asleep stops the clock of a visible page as a closed lid does, for longer than its retries are apart.
const asleep = `(() => { for (const end = Date.now() + 6000; Date.now() < end;); return true })()`

func TestAVisibleTabThatSleptHasEverythingAgain(t *testing.T) {
	k := beginTalk(t)
	k.proxy.Silence() // its connections do not outlive the sleep, and nobody tells it
	k.answers("said while you slept")
	k.proxy.Heal()
	ask[bool](k.reader, asleep)
	k.reader.isBack(caughtUp, "said while you slept")
	k.isWhole()
}

func TestAHiddenTabIsCountedAndHasEverythingWhenItIsSeen(t *testing.T) {
	k := beginTalk(t)
	k.reader.hides(true)
	k.answers("said behind your back")
	k.reader.sees("said behind your back")
	if n := k.site.Server.Visitors(); n != 1 {
		t.Errorf("%d visitors are counted, want the hidden one", n)
	}
	k.reader.hides(false)
	k.reader.isBack(caughtUp, "said behind your back")
	k.isWhole()
}

func TestAHiddenTabWhoseConnectionDiedIsLiveWhenItIsSeen(t *testing.T) {
	k := beginTalk(t)
	k.reader.hides(true)
	k.proxy.Silence()
	k.answers("said into a dead connection")
	k.proxy.Heal()
	k.reader.hides(false)
	k.reader.isBack(caughtUp, "said into a dead connection")
	k.isWhole()
}

func TestAPageFromTheBackForwardCacheIsLiveAgainAndCaughtUp(t *testing.T) {
	k := beginTalkIn(t, arriveWhole)
	ask[bool](k.reader, `(addEventListener("pageshow", event => { window.restored = event.persisted }), true)`)
	k.reader.goTo("/login")
	testparts.Eventually(t, "the page has left", func() bool { return k.site.Server.Sockets() == 1 })
	k.answers("welcome back")
	k.reader.walks(-1)
	k.reader.until("back from the cache", `location.pathname === "`+parent+`" && window.restored`)
	k.reader.isBack(caughtUp, "welcome back")
	k.isWhole()
}
