// Package journeys walks through the site in a real Chromium, as a visitor, as the owner, side by side.
package journeys

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"porchlight/app/testparts"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience is how long a condition may take before a test fails; it is no measure of the site.
const patience = 15 * time.Second

// lookEvery is the time between two looks at a condition.
const lookEvery = 50 * time.Millisecond

// aMouse tells the pages that there is one, as on most desks; a browser without a screen has none.
const aMouse = "primaryHoverType=2,availableHoverTypes=2,primaryPointerType=4,availablePointerTypes=4"

// whole and shell are the browsers of all tests; each person in them has a profile of their own. The shell is Chromium without
// windows, which takes half the time of the processor. It lacks notifications, the clipboard, the back/forward cache and the ring round
// what the keyboard focuses: who needs those arrives in the whole browser.
var whole, shell func() context.Context

func TestMain(m *testing.M) {
	if _, err := exec.LookPath("chromium"); err != nil {
		fmt.Fprintln(os.Stderr, "the browser tests need Chromium: apt-get install -y chromium")
		os.Exit(1)
	}
	var stops []func()
	whole = sync.OnceValue(func() context.Context { return start("chromium", &stops) })
	if shell = whole; isInstalled("chromium-headless-shell") {
		shell = sync.OnceValue(func() context.Context { return start("chromium-headless-shell", &stops) })
	}
	code := m.Run()
	for _, stop := range stops {
		stop()
	}
	testparts.Clear()
	os.Exit(code)
}

func isInstalled(program string) bool {
	_, err := exec.LookPath(program)
	return err == nil
}

var starting sync.Mutex

// start starts a browser, and adds what stops it.
func start(path string, stops *[]func()) context.Context {
	starting.Lock()
	defer starting.Unlock()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("blink-settings", aMouse),
		chromedp.Flag("host-resolver-rules", "MAP localhost "+testparts.ProxyHost))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	*stops = append(*stops, stop)
	browser, _ := chromedp.NewContext(allocator)
	if err := chromedp.Do(browser); err != nil {
		panic(fmt.Sprintf("%s does not start: %v", path, err))
	}
	return browser
}

// person is someone with a browser of their own and one tab in it; further tabs share the browser.
type person struct {
	t       *testing.T
	site    *testparts.Site
	ctx     context.Context
	mu      sync.Mutex
	asked   []string // requests, without static files
	told    []string // what the console said
	inbound int64    // bytes that came, by kind of resource in bytesOf
	bytesOf map[network.ResourceType]int64
	kind    map[network.RequestID]network.ResourceType
}

// arrive opens a browser with one empty tab.
func arrive(t *testing.T, site *testparts.Site) *person {
	t.Helper()
	return arriveIn(t, site, shell())
}

// arriveWhole does so where the shell would lack something.
func arriveWhole(t *testing.T, site *testparts.Site) *person {
	t.Helper()
	return arriveIn(t, site, whole())
}

func arriveIn(t *testing.T, site *testparts.Site, browser context.Context) *person {
	t.Helper()
	ctx, leave := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	t.Cleanup(leave)
	return newTab(t, site, ctx)
}

// anotherTab opens a tab in the same browser.
func (p *person) anotherTab() *person {
	p.t.Helper()
	ctx, leave := chromedp.NewContext(p.ctx)
	p.t.Cleanup(leave)
	return newTab(p.t, p.site, ctx)
}

func newTab(t *testing.T, site *testparts.Site, ctx context.Context) *person {
	t.Helper()
	p := &person{t: t, site: site, ctx: ctx, bytesOf: map[network.ResourceType]int64{}, kind: map[network.RequestID]network.ResourceType{}}
	if err := chromedp.Do(ctx); err != nil { // opens the tab, which lives as long as ctx
		t.Fatal(err)
	}
	if err := chromedp.Listen(ctx, p.hear); err != nil {
		t.Fatal(err)
	}
	p.do(command(network.Enable, network.EnableParams{}), command(log.Enable, cdp.Empty{}), chromedp.EmulateViewport(1280, 850))
	p.prefers("light")
	return p
}

// command is a protocol command whose result nobody needs.
func command[P, R any](c cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, c, params)
		return err
	})
}

// hear notes requests, sizes and whatever the console says.
func (p *person) hear(event any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		p.kind[e.RequestID] = e.Type
		if path := strings.TrimPrefix(e.Request.URL, p.site.URL); !strings.HasPrefix(path, "/static/") {
			p.asked = append(p.asked, e.Request.Method+" "+path)
		}
	case *network.EventLoadingFinished:
		p.bytesOf[p.kind[e.RequestID]] += int64(e.EncodedDataLength)
		p.inbound += int64(e.EncodedDataLength)
	case *runtime.EventConsoleAPICalled:
		p.told = append(p.told, fmt.Sprint(e.Type, " ", describe(e.Args)))
	case *runtime.EventExceptionThrown:
		p.told = append(p.told, "exception "+e.ExceptionDetails.Text)
	case *log.EventEntryAdded:
		p.told = append(p.told, fmt.Sprint(e.Entry.Level, " ", e.Entry.Text, " ", e.Entry.URL))
	}
}

func describe(args []*runtime.RemoteObject) string {
	var words []string
	for _, a := range args {
		words = append(words, string(a.Value)+a.Description)
	}
	return strings.Join(words, " ")
}

func (p *person) do(actions ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		p.t.Fatal(err)
	}
}

// goTo opens a path of the site.
func (p *person) goTo(path string) {
	p.t.Helper()
	p.do(chromedp.Navigate(p.site.URL + path))
}

// click clicks what a selector finds. Where the page puts another node in its place at that moment, as a frame does, that one is clicked:
// a person would.
func (p *person) click(selector string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	err := chromedp.Do(ctx, chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible))
	for err != nil && strings.Contains(err.Error(), isReplaced) {
		err = chromedp.Do(ctx, chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible))
	}
	if err != nil {
		p.t.Fatal(err)
	}
}

// isReplaced is what Chromium says of a node that is not there any more.
const isReplaced = "Could not find node with given id"

func (p *person) press(keys string) {
	p.t.Helper()
	p.do(chromedp.KeyEvent(keys))
}

// pours puts letters where the focus is, one by one, and without the pause that a busy machine would make between two keys.
func (p *person) pours(letters string) {
	p.t.Helper()
	ask[bool](p, fmt.Sprintf(`[...%q].every(letter => document.execCommand("insertText", false, letter))`, letters))
}

// walks goes so many steps on in the tab's history, or back. It answers first: its page may be gone with the step.
func (p *person) walks(steps int) {
	p.t.Helper()
	ask[bool](p, fmt.Sprintf(`(setTimeout(() => history.go(%d)), true)`, steps))
}

// ask evaluates an expression in the page.
func ask[T any](p *person, expression string) (value T) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("%s: %v", expression, err)
	}
	return value
}

// until waits for an expression to be true in the page.
func (p *person) until(what, expression string) {
	p.t.Helper()
	p.within(patience, what, expression)
}

// within waits at most so long, and says what the page showed if it never was.
func (p *person) within(most time.Duration, what, expression string) {
	p.t.Helper()
	deadline := time.Now().Add(most)
	for {
		ctx, cancel := context.WithTimeout(p.ctx, patience)
		is, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("!!("+expression+")"))
		cancel()
		if err == nil && is {
			return
		}
		if time.Now().After(deadline) {
			p.t.Fatalf("%s: not within %s: %s\nat %s\nconsole: %q", what, most, expression, ask[string](p, "location.href"), p.told)
		}
		time.Sleep(lookEvery)
	}
}

// isLive waits for the page's socket.
func (p *person) isLive() {
	p.t.Helper()
	p.until("the page is live", `document.documentElement.dataset.live === "live"`)
}

// requests returns what was asked for since the last call, static files left out.
func (p *person) requests() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	asked := p.asked
	p.asked = nil
	return asked
}

// asksFor waits until the page has asked for this, and for nothing else.
func (p *person) asksFor(wanted ...string) {
	p.t.Helper()
	var asked []string
	for deadline := time.Now().Add(patience); !slices.Equal(asked, wanted); time.Sleep(lookEvery) {
		if asked = append(asked, p.requests()...); time.Now().After(deadline) || len(asked) > len(wanted) {
			p.t.Fatalf("asked for %q, want %q", asked, wanted)
		}
	}
}

// silentConsole fails if the console said anything.
func (p *person) silentConsole() {
	p.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.told) > 0 {
		p.t.Errorf("the console is not empty: %s", strings.Join(p.told, "\n"))
	}
}

// logIn makes the person the owner.
func (p *person) logIn() {
	p.t.Helper()
	p.goTo("/login")
	p.do(chromedp.SendKeys(chromedp.CSS("#email"), testparts.OwnerEmail), chromedp.SendKeys(chromedp.CSS("#password"), testparts.OwnerPassword))
	p.click("main .btn")
	p.until("logged in", `location.pathname === "/inbox"`)
	p.isLive()
}

// comesAsOwner opens the inbox with a session that began elsewhere: most tests are not about typing a password.
func (p *person) comesAsOwner() {
	p.t.Helper()
	token, _, err := p.site.Accounts.Login(p.ctx, testparts.OwnerEmail, testparts.OwnerPassword, "Firefox on Linux")
	if err != nil {
		p.t.Fatal(err)
	}
	p.do(command(network.SetCookie, network.SetCookieParams{Name: "staff", Value: token, URL: p.site.URL}))
	p.goTo("/inbox")
	p.isLive()
}

// write types a message and sends it.
func (p *person) write(text string) {
	p.t.Helper()
	p.do(chromedp.WaitVisible(chromedp.CSS("#body")), chromedp.SendKeys(chromedp.CSS("#body"), text))
	p.click("#send")
}

// messages are the texts in the thread, from the top.
func (p *person) messages() []string {
	p.t.Helper()
	return ask[[]string](p, `[...document.querySelectorAll("#messages .message .text")].map(e => e.textContent)`)
}

// sees waits for a text in the thread.
func (p *person) sees(text string) {
	p.t.Helper()
	quoted, _ := json.Marshal(text)
	p.until("the message is there: "+text, fmt.Sprintf(`[...document.querySelectorAll("#messages .message[data-seq] .text")].some(e => e.textContent === %s)`, quoted))
}

// asks writes a message from a page of the site and waits until it is stored.
func (p *person) asks(path, text string) {
	p.t.Helper()
	p.goTo(path)
	p.isLive()
	p.click("#launcher")
	p.write(text)
	p.sees(text)
}

// offline cuts or restores the tab's network.
func (p *person) offline(is bool) {
	p.t.Helper()
	p.do(
		command(network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{{Offline: is, DownloadThroughput: -1, UploadThroughput: -1}}}),
		command(network.OverrideNetworkState, network.OverrideNetworkStateParams{Offline: is, DownloadThroughput: -1, UploadThroughput: -1}),
	)
}

// pages counts the open tabs of this person's browser.
func (p *person) pages() int {
	p.t.Helper()
	targets, err := chromedp.Targets(p.ctx)
	if err != nil {
		p.t.Fatal(err)
	}
	n := 0
	for _, info := range targets {
		if info.Type == "page" && info.BrowserContextID == chromedp.FromContext(p.ctx).BrowserContextID {
			n++
		}
	}
	return n
}
