package main

import (
	"context"
	"fmt"
	"os/exec"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/chromedp"
)

// patient is how long a page may take for anything before the measurement fails.
const patient = 20 * time.Second

// browser is a Chromium that has the whole machine, as a visitor's has theirs, and a site for it, which keeps to its core.
type browser struct {
	*site
	ctx context.Context
}

// browse starts a site, with what env sets, and a browser, which ends with stop.
func (k *kit) browse(ctx context.Context, env ...string) (b browser, stop func(), err error) {
	if b.site, err = k.site(env...); err != nil {
		return browser{}, nil, err
	}
	path, err := exec.LookPath(chromium.name)
	if err != nil {
		return browser{}, nil, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU, chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-background-networking", true))
	line := k.pinned(allCores(), path)
	options = append(options, chromedp.ExecPath(line[0]), chromedp.ModifyCmdFunc(func(cmd *exec.Cmd) {
		cmd.Args = append(line, cmd.Args[1:]...)
		endWithUs(cmd)
	}))
	allocator, stop := chromedp.NewExecAllocator(ctx, options...)
	b.ctx, _ = chromedp.NewContext(allocator) // ended by stop
	if err := chromedp.Do(b.ctx); err != nil {
		stop()
		return browser{}, nil, fmt.Errorf("chromium does not start: %w", err)
	}
	return b, stop, nil
}

// tab is one in a profile of its own, so that nothing is in its cache.
type tab struct{ ctx context.Context }

func (b browser) tab() (t tab, leave func(), err error) {
	t.ctx, leave = chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	if err := chromedp.Do(t.ctx); err != nil { // opens the tab, which lives as long as t.ctx
		leave()
		return tab{}, nil, err
	}
	return t, leave, nil
}

func (t tab) do(actions ...chromedp.Action[chromedp.Void]) error {
	ctx, cancel := context.WithTimeout(t.ctx, patient)
	defer cancel()
	return chromedp.Do(ctx, actions...)
}

// command is a protocol command whose result nobody needs.
func command[P, R any](c cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, c, params)
		return err
	})
}

// evaluate runs an expression in the page and waits for its promise.
func evaluate[T any](t tab, expression string) (T, error) {
	ctx, cancel := context.WithTimeout(t.ctx, patient)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		err = fmt.Errorf("%s: %w", expression, err)
	}
	return value, err
}

// until waits for something to be true.
func until(what string, is func() (bool, error)) error {
	for deadline := time.Now().Add(patient); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if yes, err := is(); yes || err != nil {
			return err
		}
	}
	return fmt.Errorf("not within %s: %s", patient, what)
}

// is waits for an expression to be true in the page.
func (t tab) is(expression string) error {
	return until(expression, func() (bool, error) { return evaluate[bool](t, "!!("+expression+")") })
}

// open goes to a page and waits until it is live and its font has come.
func (t tab) open(url string) error {
	if err := t.do(chromedp.EmulateViewport(1280, 850), chromedp.Navigate(url)); err != nil {
		return err
	}
	return t.is(`document.readyState === "complete" && document.documentElement.dataset.live === "live" && document.fonts.status === "loaded"`)
}
