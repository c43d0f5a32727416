package journeys

import (
	"fmt"
	"strings"
	"testing"

	"porchlight/app/testparts"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
)

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
