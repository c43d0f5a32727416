package journeys

import (
	"testing"

	"porchlight/app/account"
	"porchlight/app/testparts"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const robin = "robin@example.com"

// comesAs makes an account and opens a page of staff with a session of it.
func (p *person) comesAs(email string, role account.Role, path string) {
	p.t.Helper()
	if _, err := p.site.Accounts.Create(p.ctx, email, testparts.OwnerPassword, role); err != nil {
		p.t.Fatal(err)
	}
	token, _, err := p.site.Accounts.Login(p.ctx, email, testparts.OwnerPassword, "Firefox on Linux")
	if err != nil {
		p.t.Fatal(err)
	}
	p.do(command(network.SetCookie, network.SetCookieParams{Name: "staff", Value: token, URL: p.site.URL}))
	p.goTo(path)
	p.isLive()
}

// opens shows the thread that stands first in the inbox, and returns its address.
func (p *person) opens(text string) string {
	p.t.Helper()
	p.until("it is in the list", `document.querySelector("#inbox-list ol a")`)
	p.click("#inbox-list ol a")
	p.sees(text)
	p.isLive()
	return ask[string](p, "location.pathname")
}

// types enters text where the focus is to be, and sends nothing.
func (p *person) types(selector, text string) {
	p.t.Helper()
	p.do(chromedp.SendKeys(chromedp.CSS(selector), text))
}

// hits strikes keys one by one, each as a keyboard does: a key that the page takes for itself types nothing. (press types it all
// the same.)
func (p *person) hits(keys string) {
	p.t.Helper()
	for _, key := range keys {
		events := kb.Encode(key)
		down, up := *events[0], *events[len(events)-1]
		if len(events) == 3 {
			down.Text = events[1].Text
		}
		p.do(command(input.DispatchKeyEvent, down), command(input.DispatchKeyEvent, up))
	}
}

// desk is a site on which a visitor has asked about Redis and an owner has the thread open.
func desk(t *testing.T) (owner, reader *person) {
	t.Helper()
	t.Parallel()
	site := testparts.NewSite(t)
	owner, reader = arrive(t, site), arrive(t, site)
	reader.asks(redis, "Does it keep sessions?")
	owner.comesAsOwner()
	owner.opens("Does it keep sessions?")
	return owner, reader
}
