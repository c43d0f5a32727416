package journeys

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"porchlight/app/testparts"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// pages are one of each kind that a visitor can see.
var pages = []string{
	"/", parent, redis, "/data-realtime/decisions/persistence", "/data-realtime/topics/postgresql", "/data-realtime/topics/redis",
	"/search", "/search?q=redis", "/search?q=reddiss", "/conversation", "/privacy", "/login", "/invitation", "/nothing-here", "/nothing-here/redis", "/data-realtime/nothing-here",
}

var staffPages = []string{"/inbox", reachPage, "/admin/presence", "/admin/history", "/admin/health", "/admin/broadcasts", "/admin/accounts", "/admin/audit", "/admin/you"}

// narrow, middle and wide are the widths that the site is looked at.
var widths = []int64{360, 768, 1440}

// prefers sets the colour scheme. Motion is always reduced: a click must not chase a page that still scrolls.
func (p *person) prefers(scheme string) {
	p.t.Helper()
	p.do(command(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}}))
}

// moves says whether the person wants motion: reduce, or no-preference.
func (p *person) moves(motion string) {
	p.t.Helper()
	p.do(command(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: motion}}}))
}

// axe loads the checker; it is evaluated by the debugger, which the page's policy does not concern.
func axe(t *testing.T) string {
	t.Helper()
	script, err := os.ReadFile(filepath.Join("..", "..", "static", "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		t.Fatal("axe-core is missing: run npm ci in static/: ", err)
	}
	return string(script)
}

// isAccessible runs axe on the page as it is, by day, with the rules of WCAG 2.2 A and AA, of which axe leaves the size of targets off
// unless it is told, and the best practices; and by night those of colours: the others see no difference.
func (p *person) isAccessible(script, what string) {
	p.t.Helper()
	ask[bool](p, script+`;true`)
	for _, look := range []struct{ scheme, rules string }{
		{"dark", `runOnly: {type: "rule", values: ["color-contrast", "link-in-text-block"]}`}, {"light", `rules: {"target-size": {enabled: true}}`},
	} {
		p.prefers(look.scheme)
		found := ask[[]string](p, `axe.run(document, {resultTypes: ["violations"], `+look.rules+`}).then(r => r.violations.flatMap(v => v.nodes.map(n => v.id + " at " + n.target.join(" ") + ": " + n.failureSummary.replaceAll("\n", " "))))`)
		if len(found) > 0 {
			p.t.Errorf("%s, %s: axe found\n%s", what, look.scheme, strings.Join(found, "\n"))
		}
	}
}

// silentBut fails if the console said anything but the browser's own note that a document had an error status.
func (p *person) silentBut(what string) {
	p.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, line := range p.told {
		if !strings.Contains(line, "/nothing-here") {
			p.t.Errorf("%s: the console says %s", what, line)
		}
	}
	p.told = nil
}

func TestEveryPageIsAccessibleByDayAndByNightWithAnEmptyConsole(t *testing.T) {
	t.Parallel()
	script := axe(t)
	p := arrive(t, testparts.NewSite(t))
	for _, path := range pages {
		p.goTo(path)
		p.isAccessible(script, path)
		p.silentBut(path)
	}
}

func TestTheWidgetInboxAndPresenceAreAccessibleByDayAndByNight(t *testing.T) {
	t.Parallel()
	script := axe(t)
	site := testparts.NewSite(t)
	owner, reader := arrive(t, site), arrive(t, site)
	owner.logIn()
	reader.asks(parent, "a question")
	owner.click("#inbox-list a")
	owner.write("an answer")
	reader.sees("an answer")
	reader.isAccessible(script, "the widget")
	owner.isAccessible(script, "a thread")
	for _, path := range staffPages {
		owner.goTo(path)
		owner.isLive()
		owner.isAccessible(script, path)
	}
	owner.silentConsole()
	reader.silentConsole()
}

func TestNoPageScrollsSidewaysAtAnyWidth(t *testing.T) {
	t.Parallel()
	p := arrive(t, testparts.NewSite(t))
	p.logIn()
	for _, path := range append(pages, staffPages...) {
		p.goTo(path)
		for _, width := range widths {
			p.do(chromedp.EmulateViewport(width, 800))
			if over := ask[int](p, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); over > 0 {
				t.Errorf("%s at %d px is %d px too wide", path, width, over)
			}
		}
	}
}

func TestTrustedTypesAreEnforced(t *testing.T) {
	p := visitor(t, parent)
	for sink, try := range map[string]string{
		"innerHTML":         `document.createElement("div").innerHTML = "<b>x</b>"`,
		"script.src":        `document.createElement("script").src = "/static/site.js"`,
		"code in a timer":   `setTimeout("window.ran = true")`,
		"a second policy":   `trustedTypes.createPolicy("htmx", {createHTML: s => s})`,
		"a policy by name":  `trustedTypes.createPolicy("other", {createHTML: s => s})`,
		"an inline handler": `(e => { e.setAttribute("onclick", "window.ran = true"); e.click(); if (!window.ran) throw 1 })(document.createElement("div"))`,
	} {
		if ask[bool](p, fmt.Sprintf(`(() => { try { %s; return true } catch { return false } })()`, try)) {
			t.Errorf("%s is allowed", sink)
		}
	}
}

// The budgets of the design, in bytes over the wire with brotli.
const (
	firstViewMost = 60 << 10
	scriptMost    = 20 << 10
	widgetMost    = 6 << 10
)

func TestTheFirstViewAndTheWidgetStayInsideTheirWeight(t *testing.T) {
	p := arrive(t, testparts.NewSite(t))
	p.goTo(parent)
	p.isLive()
	p.until("the font is there", `document.fonts.check("20px 'Instrument Serif'")`)
	p.until("everything has come", `performance.getEntriesByType("resource").length >= 3`)
	first, script := p.weight(), p.bytesOf[network.ResourceTypeScript]
	t.Logf("first view %d bytes, of which %d script", first, script)
	if first > firstViewMost || script > scriptMost {
		t.Errorf("the first view is %d bytes (most %d), its scripts %d (most %d)", first, firstViewMost, script, scriptMost)
	}
	if ask[bool](p, `performance.getEntriesByType("resource").some(e => e.name.includes("conversation"))`) {
		t.Error("a part of the widget was loaded before it was opened")
	}
	before := p.assets()
	p.click("#launcher")
	p.until("the widget is open", widgetIsOpen)
	widget := p.assets() - before
	t.Logf("the widget adds %d bytes of script and style", widget)
	if widget == 0 || widget > widgetMost {
		t.Errorf("the widget adds %d bytes of script and style (most %d)", widget, widgetMost)
	}
}

func (p *person) weight() int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.inbound
}

// assets are the bytes of scripts and styles so far.
func (p *person) assets() int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.bytesOf[network.ResourceTypeScript] + p.bytesOf[network.ResourceTypeStylesheet]
}
