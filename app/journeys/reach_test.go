package journeys

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"porchlight/app/conversation"
	"porchlight/app/notify"
	"porchlight/app/testparts"
	"porchlight/app/web"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/serviceworker"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const reachPage = "/inbox/reach"

// everything is all there is in an inbox of the tests.
var everything = conversation.Filter{Most: 10}

// call is a protocol command whose result is needed.
func call[P, R any](p *person, c cdp.Command[P, R], params P) (result R) {
	p.t.Helper()
	p.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) (err error) {
		result, err = cdp.Call(ctx, t, c, params)
		return err
	}))
	return result
}

// may answers the browser's question about notifications ahead: granted, denied, or prompt.
func (p *person) may(setting browser.PermissionSetting) {
	p.t.Helper()
	p.do(command(browser.SetPermission, browser.SetPermissionParams{
		Permission: &browser.PermissionDescriptor{Name: "notifications"}, Setting: setting, Origin: p.site.URL,
		BrowserContextID: chromedp.FromContext(p.ctx).BrowserContextID,
	}))
}

// first runs a script in every document from now on, before the page's own.
func (p *person) first(script string) {
	p.t.Helper()
	p.do(command(page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script}))
}

// isReachedAt gives the browser a push service: the one that Chromium is built with is far away, and none at all where it keeps
// nothing. What comes there is brought on by delivers.
func (p *person) isReachedAt(service *testparts.PushService) {
	p.t.Helper()
	endpoint, p256dh, auth := service.Subscribe("/browser")
	p.first(fmt.Sprintf(`
		const given = {endpoint: %q, toJSON: () => ({endpoint: %q, keys: {p256dh: %q, auth: %q}}), unsubscribe: async () => { localStorage.removeItem("subscribed"); return true }};
		PushManager.prototype.subscribe = async options => { localStorage.setItem("subscribed", JSON.stringify(options)); return given };
		PushManager.prototype.getSubscription = async () => localStorage.getItem("subscribed") ? given : null;
		window.questions = 0;
		const ask = Notification.requestPermission;
		Notification.requestPermission = () => (questions++, ask.call(Notification));
	`, endpoint, endpoint, p256dh, auth))
}

// worker is the registration of the browser's worker.
func (p *person) worker() serviceworker.RegistrationID {
	p.t.Helper()
	ids := make(chan serviceworker.RegistrationID, 8)
	err := chromedp.Listen(p.ctx, func(event any) {
		if e, is := event.(*serviceworker.EventWorkerRegistrationUpdated); is {
			for _, r := range e.Registrations {
				ids <- r.RegistrationID
			}
		}
	})
	if err != nil {
		p.t.Fatal(err)
	}
	p.do(command(serviceworker.Enable, cdp.Empty{}))
	select {
	case id := <-ids:
		return id
	case <-time.After(patience):
		p.t.Fatal("the browser has no worker")
	}
	return ""
}

// inWorker evaluates an expression in the browser's worker.
func inWorker[T any](p *person, expression string) (value T) {
	p.t.Helper()
	targets, err := chromedp.Targets(p.ctx)
	if err != nil {
		p.t.Fatal(err)
	}
	for _, info := range targets {
		if info.Type != "service_worker" || info.BrowserContextID != chromedp.FromContext(p.ctx).BrowserContextID {
			continue
		}
		ctx, leave := chromedp.NewContext(p.ctx, chromedp.WithTargetID(info.TargetID))
		p.t.Cleanup(leave)
		if value, err = chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise)); err != nil {
			p.t.Fatalf("%s: %v", expression, err)
		}
		return value
	}
	p.t.Fatal("no worker runs")
	return value
}

// notified are the notifications that the browser shows, as title, body and tag.
const notified = `navigator.serviceWorker.getRegistration("/").then(r => r.getNotifications()).then(all => JSON.stringify(all.map(n => [n.title, n.body, n.tag])))`

func (p *person) isNotified(what, want string) {
	p.t.Helper()
	testparts.Eventually(p.t, what, func() bool { return ask[string](p, notified) == want })
}

// turnsOn asks for pushes by a click.
func (p *person) turnsOn() {
	p.t.Helper()
	p.goTo(reachPage)
	p.isLive()
	p.until("pushes are off", `document.querySelector("#push-state").textContent === "Off." && document.querySelector("#push-on").checkVisibility()`)
	p.click("#push-on")
	p.until("pushes are on", `document.querySelector("#push-state").textContent === "On." && !document.querySelector("#push-on").checkVisibility()`)
}

func TestAPushIsShownReplacedOpenedAndTakenAway(t *testing.T) {
	t.Parallel()
	site, service := testparts.NewSite(t), testparts.NewPushService(t)
	owner, reader := arrive(t, site), arrive(t, site)
	owner.may("granted")
	owner.isReachedAt(service)
	owner.comesAsOwner()
	if ask[bool](owner, `navigator.serviceWorker.getRegistration("/").then(r => r !== undefined)`) {
		t.Error("there is a worker that nobody asked for")
	}
	owner.goTo(reachPage)
	owner.until("pushes are off", `document.querySelector("#push-state").textContent === "Off."`)
	if ask[bool](owner, `questions > 0`) {
		t.Error("the browser asks before anybody has clicked")
	}
	owner.turnsOn()
	owner.until("it is in the list", `document.querySelectorAll("#devices li").length === 1 && document.querySelector("#devices .this").checkVisibility() && questions === 1`)
	if key := ask[string](owner, `JSON.parse(localStorage.getItem("subscribed")).applicationServerKey`); key != site.Server.Pusher.PublicKey() {
		t.Errorf("it subscribed with %q", key)
	}
	owner.goTo(reachPage)
	owner.until("it is on still", `document.querySelector("#push-state").textContent === "On."`)

	worker := owner.worker()
	testparts.Eventually(t, "the server knows that an owner looks", site.Server.Roster.OwnerLooks)
	owner.goTo("/") // an owner who reads the site does not look at the inbox
	testparts.Eventually(t, "the owner looks no more", func() bool { return !site.Server.Roster.OwnerLooks() })
	came := 0
	delivers := func() {
		t.Helper()
		came++
		testparts.Eventually(t, "the push is with the push service", func() bool { return len(service.Asked()) == came })
		push := service.Pushes(t, site.Server.Pusher.PublicKey())[came-1]
		owner.do(command(serviceworker.DeliverPushMessage, serviceworker.DeliverPushMessageParams{Origin: site.URL, RegistrationID: worker, Data: push.Payload}))
	}
	reader.asks(redis, "Does it keep <b>sessions</b>?")
	delivers()
	threads, err := site.Server.Conversations.Inbox(t.Context(), everything)
	if err != nil || len(threads.Items) != 1 {
		t.Fatal(threads, err)
	}
	id := threads.Items[0].Conversation.ID
	shown := func(title, body string) string {
		return fmt.Sprintf(`[["Visitor %s %s","%s","%s"]]`, id[:4], title, body, id)
	}
	owner.isNotified("the question is shown", shown("asks about Redis", "Does it keep <b>sessions</b>?"))
	reader.write("And locks?")
	reader.sees("And locks?")
	delivers()
	owner.isNotified("the next has taken its place", shown("asks about Redis: 2 messages", "And locks?"))

	// Only a person's click lets a worker open a window, so the way out is watched instead.
	clicked := `(async () => { let to; clients.openWindow = async url => { to = "opens " + url }; WindowClient.prototype.focus = async function () { to = "shows " + new URL(this.url).pathname };
		const [n] = await registration.getNotifications(); dispatchEvent(new NotificationEvent("notificationclick", {notification: n}));
		while (!to) await new Promise(next => setTimeout(next, 10)); return to + ", left " + (await registration.getNotifications()).length })()`
	if to := inWorker[string](owner, clicked); to != "opens /inbox/"+id+", left 0" {
		t.Errorf("a click %s", to)
	}
	reader.write("Hello?")
	reader.sees("Hello?")
	delivers()
	owner.isNotified("the third is shown", shown("asks about Redis: 3 messages", "Hello?"))
	other := `{"title":"Another","body":"b","url":"/inbox/x","tag":"x"}`
	owner.do(command(serviceworker.DeliverPushMessage, serviceworker.DeliverPushMessageParams{Origin: site.URL, RegistrationID: worker, Data: other}))
	owner.goTo("/inbox/" + id)
	owner.isNotified("what is read there is taken away, and nothing else", `[["Another","b","x"]]`)
	owner.do(command(serviceworker.DeliverPushMessage, serviceworker.DeliverPushMessageParams{Origin: site.URL, RegistrationID: worker, Data: fmt.Sprintf(`{"title":"t","body":"b","url":"/inbox/%s","tag":"a"}`, id)}))
	inWorker[bool](owner, `(async () => { for (const n of await registration.getNotifications()) if (n.tag === "x") n.close(); return true })()`)
	if to := inWorker[string](owner, clicked); to != "shows /inbox/"+id+", left 0" {
		t.Errorf("with the thread open, a click %s", to)
	}

	owner.goTo(reachPage)
	owner.click("#devices button")
	owner.until("it is off", `document.querySelector("#push-state").textContent === "Off." && !document.querySelector("#devices li") && !localStorage.getItem("subscribed")`)
	owner.silentConsole()
}

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
	p := arrive(t, testparts.NewSite(t))
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

func TestAnOwnersPagesCountInTheirTitleAndRingOnce(t *testing.T) {
	t.Parallel()
	site := testparts.NewSite(t)
	owner, reader := arrive(t, site), arrive(t, site)
	rings := `window.rings = 0; AudioContext.prototype.resume = ((resume) => function () { rings++; return resume.call(this) })(AudioContext.prototype.resume);`
	away := `document.hasFocus = () => false;`
	owner.first(rings + away)
	owner.comesAsOwner()
	owner.click("#sound")
	owner.until("it is on, and was heard", `document.querySelector("#sound").ariaPressed === "true" && rings === 1`)
	second := owner.anotherTab()
	second.first(rings + away)
	second.goTo(reachPage)
	second.isLive()
	third := owner.anotherTab()
	third.first(rings + away)
	third.goTo("/admin/presence")
	third.isLive()
	tabs := []*person{owner, second, third}
	rung := func() string {
		var all []string
		for _, tab := range tabs {
			all = append(all, fmt.Sprint(ask[int](tab, "rings")))
		}
		return strings.Join(all, " ")
	}
	reader.asks(redis, "Does it keep sessions?")
	for _, tab := range tabs {
		tab.until("the title counts", `document.title.startsWith("(1) ") && document.querySelector(".top .badge").textContent === "1"`)
	}
	owner.until("the tab that was used rang, beside for the click itself", `rings === 2`)
	inTime := `new Promise(done => setTimeout(done, 400, true))` // in which those that may not play would ring
	ask[bool](third, inTime)
	if got := rung(); got != "2 0 0" {
		t.Errorf("the tabs rang %s times, want 2 0 0", got)
	}

	fourth := owner.anotherTab()
	fourth.first(rings + `document.hasFocus = () => true;`)
	fourth.goTo("/inbox")
	fourth.isLive()
	tabs = append(tabs, fourth)
	stranger := arrive(t, site)
	stranger.asks(parent, "Another question")
	for _, tab := range tabs {
		tab.until("the title counts on", `document.title.startsWith("(2) ")`)
	}
	ask[bool](third, inTime)
	if got := rung(); got != "2 0 0 0" {
		t.Errorf("the tabs rang %s times, want not once more while an owner looks", got)
	}
	for _, tab := range tabs {
		tab.silentConsole()
	}
}

func TestAnOwnersPagesCanBeInstalledAsAnApp(t *testing.T) {
	t.Parallel()
	site := testparts.NewSite(t)
	p := arrive(t, site)
	p.comesAsOwner()
	manifest := call(p, page.GetAppManifest, page.GetAppManifestParams{})
	if manifest.URL != site.URL+"/manifest.webmanifest" || len(manifest.Errors) > 0 {
		t.Errorf("the manifest is at %s: %+v", manifest.URL, manifest.Errors)
	}
	for _, e := range call(p, page.GetInstallabilityErrors, cdp.Empty{}).InstallabilityErrors {
		if e.ErrorID != "in-incognito" { // as every person of these tests is
			t.Errorf("it cannot be installed: %s %v", e.ErrorID, e.ErrorArguments)
		}
	}
	sizes := ask[string](p, `fetch("/manifest.webmanifest").then(r => r.json()).then(m => Promise.all([...m.icons.map(i => i.src), document.querySelector("[rel=apple-touch-icon]").href].map(async src => { const i = new Image(); i.src = src; await i.decode(); return i.width + "x" + i.height }))).then(all => all.join(" "))`)
	if sizes != "192x192 512x512 512x512 180x180" {
		t.Errorf("the icons are %s", sizes)
	}
	p.goTo("/")
	if ask[bool](p, `document.querySelector("[rel=manifest]") !== null`) {
		t.Error("visitors are offered an app")
	}
}
