package journeys

import (
	"context"
	"fmt"
	"testing"
	"time"

	"porchlight/app/conversation"
	"porchlight/app/testparts"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/serviceworker"
	"github.com/chromedp/chromedp"
)

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

// isPushed hands a push to the browser's worker, as a push service does, and waits until it shows this. A busy browser loses one that
// reaches a worker which is just being stopped: then it is handed over again, and takes its own place.
func (p *person) isPushed(worker serviceworker.RegistrationID, push, what, want string) {
	p.t.Helper()
	testparts.Within(p.t, 2*patience, what, func() bool {
		p.do(command(serviceworker.DeliverPushMessage, serviceworker.DeliverPushMessageParams{Origin: p.site.URL, RegistrationID: worker, Data: push}))
		for deadline := time.Now().Add(patience / 4); time.Now().Before(deadline); time.Sleep(lookEvery) {
			if ask[string](p, notified) == want {
				return true
			}
		}
		return false
	})
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
	owner, reader := arriveWhole(t, site), arriveWhole(t, site)
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
	next := func() string {
		t.Helper()
		came++
		testparts.Eventually(t, "the push is with the push service", func() bool { return len(service.Asked()) == came })
		return service.Pushes(t, site.Server.Pusher.PublicKey())[came-1].Payload
	}
	reader.asks(redis, "Does it keep <b>sessions</b>?")
	first := next()
	threads, err := site.Server.Conversations.Inbox(t.Context(), everything)
	if err != nil || len(threads.Items) != 1 {
		t.Fatal(threads, err)
	}
	id := threads.Items[0].Conversation.ID
	shown := func(title, body string) string {
		return fmt.Sprintf(`[["Visitor %s %s","%s","%s"]]`, id[:4], title, body, id)
	}
	owner.isPushed(worker, first, "the question is shown", shown("asks about Redis", "Does it keep <b>sessions</b>?"))
	reader.write("And locks?")
	reader.sees("And locks?")
	owner.isPushed(worker, next(), "the next has taken its place", shown("asks about Redis: 2 messages", "And locks?"))

	// Only a person's click lets a worker open a window, so the way out is watched instead.
	clicked := `(async () => { let to; clients.openWindow = async url => { to = "opens " + url }; WindowClient.prototype.focus = async function () { to = "shows " + new URL(this.url).pathname };
		const [n] = await registration.getNotifications(); dispatchEvent(new NotificationEvent("notificationclick", {notification: n}));
		while (!to) await new Promise(next => setTimeout(next, 10)); return to + ", left " + (await registration.getNotifications()).length })()`
	if to := inWorker[string](owner, clicked); to != "opens /inbox/"+id+", left 0" {
		t.Errorf("a click %s", to)
	}
	reader.write("Hello?")
	reader.sees("Hello?")
	owner.isPushed(worker, next(), "the third is shown", shown("asks about Redis: 3 messages", "Hello?"))
	other := `{"title":"Another","body":"b","url":"/inbox/x","tag":"x"}`
	owner.isPushed(worker, other, "another is shown beside it", fmt.Sprintf(`[["Visitor %s asks about Redis: 3 messages","Hello?","%s"],["Another","b","x"]]`, id[:4], id))
	owner.goTo("/inbox/" + id)
	owner.isNotified("what is read there is taken away, and nothing else", `[["Another","b","x"]]`)
	inWorker[bool](owner, `(async () => { for (const n of await registration.getNotifications()) n.close(); return true })()`)
	owner.isPushed(worker, fmt.Sprintf(`{"title":"t","body":"b","url":"/inbox/%s","tag":"a"}`, id), "one more is shown", `[["t","b","a"]]`)
	if to := inWorker[string](owner, clicked); to != "shows /inbox/"+id+", left 0" {
		t.Errorf("with the thread open, a click %s", to)
	}

	owner.goTo(reachPage)
	owner.click("#devices button")
	owner.until("it is off", `document.querySelector("#push-state").textContent === "Off." && !document.querySelector("#devices li") && !localStorage.getItem("subscribed")`)
	owner.silentConsole()
}
