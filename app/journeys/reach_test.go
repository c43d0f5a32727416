package journeys

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"porchlight/app/notify"
	"porchlight/app/testparts"
	"porchlight/app/web"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp/kb"
)

const reachPage = "/inbox/reach"

func TestThePageSaysWhyThereAreNoPushesHere(t *testing.T) {
	t.Parallel()
	site := testparts.NewSite(t)
	says := func(p *person, state, advice string) {
		t.Helper()
		p.goTo(reachPage)
		p.until(state, fmt.Sprintf(`document.querySelector("#push-state").textContent.startsWith(%q) && document.querySelector("#push-advice").textContent.includes(%q) && !document.querySelector("#push-on").checkVisibility()`, state, advice))
	}
	refused := arrive(t, site)
	refused.comesAsOwner()
	refused.may("denied")
	says(refused, "Refused.", "Allow them in its settings")

	old := arrive(t, site)
	old.comesAsOwner()
	old.first(`delete window.PushManager`)
	says(old, "Not possible here.", "takes no pushes")
	old.first(`navigator.standalone = false`)
	says(old, "Not from within the browser.", "home screen")

	site.Change(t, func(o *web.Options) { o.Pusher = nil })
	none := arrive(t, site)
	none.comesAsOwner()
	says(none, "Off: this site cannot", "")
}

func TestARefusalAtTheBrowsersQuestionIsNoError(t *testing.T) {
	t.Parallel()
	p := arriveWhole(t, testparts.NewSite(t))
	p.comesAsOwner()
	p.may("prompt")
	p.first(`Notification.requestPermission = async () => { Object.defineProperty(Notification, "permission", {value: "denied"}); return "denied" }`)
	p.goTo(reachPage)
	p.until("pushes are off", `document.querySelector("#push-state").textContent === "Off."`)
	p.click("#push-on")
	p.until("it was refused", `document.querySelector("#push-state").textContent === "Refused." && document.querySelector("#push-error").textContent === ""`)
	p.silentConsole()
}

// calling has the site call a program.
func calling(t *testing.T, site *testparts.Site, program *testparts.Endpoint) func(*web.Options) {
	t.Helper()
	webhook, err := notify.NewWebhook(t.Context(), site.Store, notify.WebhookOptions{URL: program.URL, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	return func(o *web.Options) { o.Webhook = webhook }
}

// tabsTo moves the focus on until it is at an element.
func (p *person) tabsTo(selector string) {
	p.t.Helper()
	for range 40 {
		p.press(kb.Tab)
		if ask[bool](p, fmt.Sprintf(`document.activeElement?.matches(%q)`, selector)) {
			return
		}
	}
	p.t.Fatalf("%s is not reached by the keyboard", selector)
}

func TestTheWholePageIsUsedByKeyboardAndTellsOfATestCallByItself(t *testing.T) {
	t.Parallel()
	site, program := testparts.NewSite(t), testparts.NewEndpoint(t)
	site.Change(t, calling(t, site, program))
	p := arrive(t, site)
	p.comesAsOwner()
	p.tabsTo(`a[href="/inbox/reach"]`)
	p.press(kb.Enter)
	p.until("the page is open", `location.pathname === "/inbox/reach"`)
	p.isLive()
	p.tabsTo("#sound")
	p.press(kb.Enter)
	p.until("the sound is on", `document.querySelector("#sound").ariaPressed === "true"`)
	p.tabsTo("#webhook a[href*=secret]")
	p.press(kb.Enter)
	p.until("the secret is shown", `document.querySelector("#webhook code")?.textContent.startsWith("whsec_")`)
	p.tabsTo("#webhook .btn")
	p.press(kb.Enter)
	p.until("it was taken", `document.querySelector("#tested")?.textContent === "The test call was taken."`)

	hold := make(chan struct{})
	program.Do(func(w http.ResponseWriter, _ *http.Request) {
		<-hold
		w.WriteHeader(http.StatusTeapot)
	})
	p.tabsTo("#webhook .btn")
	p.press(kb.Enter)
	p.until("it is on its way", `document.querySelector("#tested")?.textContent.includes("on its way")`)
	close(hold)
	p.until("it was not taken, as the page learns by itself", `document.querySelector("#tested").textContent.includes("418")`)
	p.goTo(reachPage)
	p.until("it is among those that were given up", `document.querySelector("#outbox .letters .reason").textContent.includes("418")`)
	p.tabsTo(`[aria-label^="Discard"]`)
	p.press(kb.Enter)
	p.until("it is gone", `location.hash === "#outbox" && !document.querySelector(".letters")`)
	p.silentConsole()
}

func TestWithoutAScriptEverythingButPushesCanBeSet(t *testing.T) {
	t.Parallel()
	site, program, post := testparts.NewSite(t), testparts.NewEndpoint(t), testparts.NewMailServer(t, testparts.MailServerOptions{})
	mailer, err := notify.NewMailer(notify.MailOptions{Server: post.URL(), From: "hello@example.com", Site: site.URL, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	site.Change(t, func(o *web.Options) {
		o.Mailer = mailer
		calling(t, site, program)(o)
	})
	p := arrive(t, site)
	p.comesAsOwner()
	p.do(command(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}))
	p.goTo(reachPage)
	p.until("it says what a script is for, and shows nothing that needs one", `document.querySelector("#push noscript") && !document.querySelector("#push-on").checkVisibility() && !document.querySelector("#sound").checkVisibility()`)
	p.until("mails are on", `document.querySelector("#mail").textContent.includes("On for you.")`)
	p.click("#mail .btn")
	p.until("mails are off", `document.querySelector("#mail").textContent.includes("Off for you.")`)
	p.click("#webhook .btn")
	p.until("the test call is under way or taken", `location.search.startsWith("?tested=")`)
	testparts.Eventually(t, "the program has it", func() bool { return len(program.Asked()) == 1 })
	testparts.Eventually(t, "it was taken, as the page says when it is loaded again", func() bool {
		p.goTo(ask[string](p, `location.pathname + location.search`))
		return ask[string](p, `document.querySelector("#tested").textContent`) == "The test call was taken."
	})
}
