package main

import (
	"context"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// Published figures, from the design; nothing of these is fetched.
const (
	crisp    = "130 KB Crisp's widget alone (published, not measured)"
	chatwoot = "170 KB Chatwoot, ~210 KB Intercom (published, not measured)"
)

// measureWeight opens the parent page in a fresh browser and then the conversation, and counts what comes over the wire.
func measureWeight(ctx context.Context, k *kit) ([]row, error) {
	b, stop, err := k.browse(ctx)
	if err != nil {
		return nil, err
	}
	defer stop()
	t, leave, err := b.tab()
	if err != nil {
		return nil, err
	}
	defer leave()
	m, err := t.meter()
	if err != nil {
		return nil, err
	}
	if err := t.open(b.url + place); err != nil {
		return nil, err
	}
	first, err := m.settled()
	if err != nil {
		return nil, err
	}
	if err := t.do(chromedp.Click(chromedp.CSS("#launcher"), chromedp.NodeVisible)); err != nil {
		return nil, err
	}
	if err := t.is(`document.querySelector("#widget #conversation")?.checkVisibility()`); err != nil {
		return nil, err
	}
	widget, err := m.settled()
	if err != nil {
		return nil, err
	}
	code := widget[network.ResourceTypeScript] + widget[network.ResourceTypeStylesheet]
	return []row{
		weight("first view of the parent page, everything, brotli", crisp, first.sum(), atMost(60, 45, " KB"),
			"transfer sizes in Chromium, headers and the socket's frames included, 1 KB = 1,024 bytes: "+first.String()),
		weight("of it JavaScript", "", first[network.ResourceTypeScript], atMost(20, 17, " KB"), ""),
		weight("the conversation widget beyond the page, script and style", chatwoot, code, atMost(6, 4, " KB"), "counted the same way, with the thread itself: "+widget.String()),
	}, nil
}

func weight(what, baseline string, bytes float64, b budget, note string) row {
	return row{What: what, Baseline: baseline, Ours: number(bytes/kilobyte) + " KB", Value: bytes / kilobyte, Budget: b, Note: note}
}
