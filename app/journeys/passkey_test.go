package journeys

import (
	"context"
	"strings"
	"testing"

	"porchlight/app/account"
	"porchlight/app/testparts"
	"porchlight/app/web"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// named is a site under a name that browsers find on this machine by themselves, as passkeys need one.
func named(t *testing.T) *testparts.Site {
	t.Helper()
	site := testparts.NewSite(t, func(o *web.Options) {
		origins, err := web.NewOrigins(strings.Replace(o.Origins.Main(), "localhost", "porch.localhost", 1), "")
		if err != nil {
			t.Fatal(err)
		}
		o.Origins = origins
	})
	site.URL = "http://porch.localhost" + site.Addr[strings.LastIndex(site.Addr, ":"):]
	return site
}

// device is an authenticator in a browser. It waits until its owner touches it.
type device struct {
	*person
	id webauthn.AuthenticatorID
}

func (p *person) withDevice() *device {
	p.t.Helper()
	d := &device{person: p}
	p.do(command(webauthn.Enable, webauthn.EnableParams{}), chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		added, err := cdp.Call(ctx, t, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
			Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal, HasResidentKey: true, HasUserVerification: true, IsUserVerified: true,
		}})
		d.id = added.AuthenticatorID
		return err
	}))
	return d
}

// touches says whether the owner of the device unlocks it when it asks for that.
func (d *device) touches(does bool) {
	d.t.Helper()
	d.do(command(webauthn.SetAutomaticPresenceSimulation, webauthn.SetAutomaticPresenceSimulationParams{AuthenticatorID: d.id, Enabled: does}))
}

// keeps is how many passkeys are on the device.
func (d *device) keeps() (n int) {
	d.t.Helper()
	d.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		kept, err := cdp.Call(ctx, t, webauthn.GetCredentials, webauthn.GetCredentialsParams{AuthenticatorID: d.id})
		n = len(kept.Credentials)
		return err
	}))
	return n
}

func TestAPasskeyIsAddedAndLogsInByKeyboardAlone(t *testing.T) {
	t.Parallel()
	site, script := named(t), axe(t)
	for _, c := range []struct {
		email, lands string
		role         account.Role
		offered      bool // the browser fills it in by itself, as this one does when its owner touches the device at once
	}{{"ada@example.com", "/inbox/gaps", account.Owner, false}, {"grace@example.com", "/admin/presence", account.Admin, true}} {
		p := arrive(t, site).withDevice()
		p.touches(true)
		p.comesAs(c.email, c.role, "/admin/you")
		p.tabsTo("#label")
		p.press(kb.Enter)
		p.until("it is said to be added", `document.querySelector("[role=status].standing")?.innerText.includes("The passkey is added.") && document.querySelector(".passkeys li")`)
		p.touches(false)
		p.tabsTo(".leave button")
		p.press(kb.Enter)
		p.until("the login page", `location.pathname === "/login" && !document.getElementById("login-passkey").hidden`)
		if !c.offered {
			p.do(command(page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: `PublicKeyCredential.isConditionalMediationAvailable = async () => false`}))
		}
		p.goTo("/") // from the login page, which waits for a touch, too
		p.touches(true)
		p.goTo("/login?next=/inbox/gaps")
		if !c.offered {
			p.until("there is a button", `!document.getElementById("login-passkey").hidden`)
			p.isAccessible(script, "the login page")
			p.tabsTo("#login-passkey button")
			p.press(kb.Enter)
		}
		p.until("it leads on", `location.pathname === "`+c.lands+`"`)
		p.isLive()
		p.goTo("/admin/you")
		p.until("it was used", `/last used/.test(document.querySelector(".passkeys li").innerText)`)
		p.isAccessible(script, "the page about oneself")
		p.tabsTo(".passkeys form[action$=delete] button")
		p.press(kb.Enter)
		p.until("it is removed", `!document.querySelector(".passkeys li")`)
		testparts.Eventually(t, "the device hides it", func() bool { return p.keeps() == 0 })
		p.silentConsole()
	}
}
