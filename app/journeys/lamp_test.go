package journeys

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"porchlight/app/conversation"
	"porchlight/app/testparts"
	"porchlight/app/web"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/google/uuid"
)

// switches has an owner say whether they are in, by the menu in the header, and waits until the page says so too.
func (p *person) switches(to string) {
	p.t.Helper()
	p.until("the switch is there", `document.querySelector('#switch-menu [value="`+to+`"]')`)
	ask[bool](p, `(document.querySelector('#switch-menu [value="`+to+`"]').click(), true)`)
	state, _, _ := strings.Cut(to, "-")
	p.until("the lamp is "+state, lampWords(state, ""))
}

// lampWords tells whether the page shows the lamp in a state, and whatever says it in full has these words.
func lampWords(state, words string) string {
	return fmt.Sprintf(`document.documentElement.dataset.lamp === %q && [...document.querySelectorAll('[data-says="long"]')].every(e => e.textContent.includes(%q))`, state, words)
}

// shownAs is what the page says of the lamp, by how much room there is.
func (p *person) shownAs(form, want string) {
	p.t.Helper()
	p.until(form+": "+want, fmt.Sprintf(`document.querySelector('[data-says=%q]').textContent === %q`, form, want))
}

// siteAt is a site with the shipped content and hours, at a time that only the test moves.
func siteAt(t *testing.T, at time.Time) (site *testparts.Site, forward func(time.Duration)) {
	t.Helper()
	t.Parallel()
	var now atomic.Pointer[time.Time]
	now.Store(&at)
	site = testparts.NewSite(t, func(o *web.Options) { o.Now = func() time.Time { return *now.Load() } })
	return site, func(by time.Duration) {
		later := now.Load().Add(by)
		now.Store(&later)
	}
}

// answered has so many visitors asked and answered at once, before a site that starts anew.
func answered(t *testing.T, site *testparts.Site, visitors int) {
	t.Helper()
	site.Stop(t)
	all := conversation.New(site.Store, time.Now)
	for i := range visitors {
		for _, d := range []conversation.Draft{{Body: "A question", From: conversation.Visitor}, {Body: "An answer", From: conversation.Owner}} {
			d.ID = uuid.NewString()
			if _, err := all.Send(t.Context(), conversation.IDOf(fmt.Sprint("visitor ", i)), d); err != nil {
				t.Fatal(err)
			}
		}
	}
	site.Start(t)
}

// livesIn has the browser show the clock of a place, at the time of the site.
func (p *person) livesIn(zone, locale string, at time.Time) {
	p.t.Helper()
	p.do(command(emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: zone}),
		command(emulation.SetLocaleOverride, emulation.SetLocaleOverrideParams{Locale: locale}),
		command(page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: fmt.Sprintf(`{
			const real = Date, by = %d - real.now();
			window.Date = class extends real {
				constructor(...parts) { if (parts.length) super(...parts); else super(real.now() + by); }
				static now() { return real.now() + by; }
			};
		}`, at.UnixMilli())}))
}

// evening is after the hours of a Tuesday in Paris, where it is 20:00. The next opening is 9:00 there, 8:00 UTC.
var evening = time.Date(2026, 11, 24, 19, 0, 0, 0, time.UTC)

func TestVisitorsReadInTheirOwnTimeWhenTheOwnerIsBack(t *testing.T) {
	site, forward := siteAt(t, evening)
	readers := map[string]*person{}
	for _, c := range []struct{ zone, locale, back string }{
		{"America/New_York", "en-US", "tomorrow at 3:00 AM"},
		{"Asia/Kolkata", "en-GB", "today at 13:30"}, // it is half past midnight there
		{"Europe/Paris", "fr-FR", "tomorrow at 9:00"},
	} {
		p := arrive(t, site)
		p.livesIn(c.zone, c.locale, evening)
		p.do(chromedp.EmulateViewport(1280, 850))
		p.goTo("/")
		p.isLive()
		p.shownAs("state", "away, back "+c.back)
		p.shownAs("short", "back "+c.back)
		p.shownAs("long", "away, back "+c.back)
		p.click("#launcher")
		p.until("the conversation says it too", `document.querySelector("#widget [data-says]")?.textContent === "away, back `+c.back+`"`)
		p.goTo("/conversation")
		p.isLive()
		p.shownAs("long", "away, back "+c.back)
		readers[c.zone] = p
	}
	forward(72 * time.Hour) // Friday evening
	readers["America/New_York"].shownAs("long", "away, back Monday at 3:00 AM")
	forward(14 * time.Hour)
	owner := arrive(t, site)
	owner.comesAsOwner()
	owner.switches("in-hour") // on a Saturday
	for _, p := range readers {
		p.shownAs("long", "in and answers here")
	}
	forward(33 * 24 * time.Hour) // into the holidays
	readers["Asia/Kolkata"].shownAs("long", "away, back 4 January")
}

func TestAnOwnerOutsideTheHoursPressesThatTheyAreIn(t *testing.T) {
	site, _ := siteAt(t, evening)
	reader, owner := arrive(t, site), arrive(t, site)
	reader.goTo(parent)
	reader.isLive()
	owner.comesAsOwner()
	owner.goTo("/admin/presence") // it stands on every page of staff
	owner.isLive()
	reader.until("the inbox was open, and the owner is away", lampWords("away", ""))
	owner.do(chromedp.Focus(chromedp.CSS("#switch-in")))
	owner.press("\r")
	reader.until("the owner is in", lampWords("in", ""))
	owner.until("the page says so, and keeps the focus where it can be taken back", `document.querySelector("#switch summary").textContent.startsWith("In") && document.activeElement.matches("#switch summary")`)
	owner.silentConsole()
}

func TestTheSwitchSaysWhatIsWrongAndKeepsItsMenuOpen(t *testing.T) {
	site, _ := siteAt(t, evening)
	owner := arrive(t, site)
	owner.comesAsOwner()
	owner.do(chromedp.EmulateViewport(360, 800))
	owner.click("#switch summary")
	ask[bool](owner, `(document.getElementById("switch-until").value = "2026-11-01T09:00", true)`)
	owner.click("#switch .fields button")
	owner.until("the reason stands there, the time and the focus too", `document.querySelector("#switch-menu[open] #switch-error")?.textContent === "That time is over. Choose one that is yet to come." && document.activeElement.value === "2026-11-01T09:00"`)
	owner.press("\x1b")
	owner.until("Escape closes the menu", `!document.getElementById("switch-menu").open && document.activeElement.matches("#switch summary")`)
	owner.click("#switch summary")
	owner.click(`#switch [value="away"]`)
	owner.until("it is said, and the menu is closed", `!document.getElementById("switch-menu").open && document.querySelector("#switch summary").textContent === "Away"`)
}

func TestWithoutAScriptTheSwitchIsAForm(t *testing.T) {
	site, _ := siteAt(t, evening)
	reader, owner := arrive(t, site), arrive(t, site)
	owner.comesAsOwner()
	reader.do(command(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}))
	owner.do(command(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}))
	reader.goTo("/conversation")
	reader.until("it says when the owner is back, and where that clock is", `document.querySelector("[data-says]").textContent === "away, back tomorrow at 9:00, Paris time"`)
	owner.goTo("/inbox")
	owner.click("#switch summary")
	owner.click(`#switch-menu [value="in-four"]`)
	owner.until("it leads back and says so", `location.pathname === "/inbox" && document.querySelector("#switch summary").textContent.startsWith("In")`)
	reader.goTo("/conversation")
	reader.until("the owner is in", `document.querySelector("[data-says]").textContent === "in and answers here"`)
}
