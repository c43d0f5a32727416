package web_test

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"porchlight/app/account"
	"porchlight/app/notify"
	"porchlight/app/testparts"
)

const herPassword = "a password of hers"

var linkForm = regexp.MustCompile(`<code class="whole">(\S+)/invitation#([\w-]{43})</code>`)

// invite adds an account and returns the code of its link.
func (b *browser) invite(email string, role account.Role) string {
	b.t.Helper()
	a := b.post("/admin/accounts", url.Values{"email": {email}, "role": {string(role)}})
	link := linkForm.FindStringSubmatch(a.body)
	if a.status != http.StatusOK || link == nil || link[1] != b.site.public() && link[1] != b.site.origin {
		b.t.Fatalf("inviting: %d %s", a.status, a.body)
	}
	return link[2]
}

// accept takes an invitation.
func (b *browser) accept(token, email, password string) answer {
	b.t.Helper()
	form := credentials(email, password)
	form.Set("token", token)
	return b.post("/invitation", form)
}

// pageOf is the page of an account.
func (s *site) pageOf(t *testing.T, email string) string {
	t.Helper()
	return fmt.Sprint("/admin/accounts/", s.id(t, email))
}

func TestAnOwnerInvitesSomebodyWhoChoosesAPasswordAndIsIn(t *testing.T) {
	s := newSite(t)
	owner := s.owner(t)
	token := owner.invite("Ada@Example.com", account.Admin)
	if page := owner.get("/admin/accounts").body; strings.Contains(page, token) || !strings.Contains(page, "is invited until") {
		t.Errorf("the page shows the link again, or not who was invited: %s", page)
	}

	ada := s.browser(t)
	if a := ada.get("/invitation"); a.status != http.StatusOK || !strings.Contains(a.body, "data-from-hash") {
		t.Errorf("the page of the link: %d", a.status)
	}
	for what, c := range map[string]struct {
		token, email, password string
		status                 int
	}{
		"a short password":    {token, "ada@example.com", "short", http.StatusUnprocessableEntity},
		"another address":     {token, ownerEmail, herPassword, http.StatusUnprocessableEntity},
		"a wrong code":        {token + "x", "ada@example.com", herPassword, http.StatusForbidden},
		"the code of nothing": {"", "ada@example.com", herPassword, http.StatusForbidden},
	} {
		a := ada.accept(c.token, c.email, c.password)
		if a.status != c.status || !strings.Contains(a.body, `role="alert"`) || !strings.Contains(a.body, `value="`+c.token+`"`) || strings.Contains(a.body, c.password) {
			t.Errorf("%s: %d %s", what, a.status, a.body)
		}
	}
	if a := ada.accept(token, "ADA@example.com", herPassword); a.status != http.StatusSeeOther || a.Get("Location") != "/admin/presence" {
		t.Fatalf("the link: %d to %s", a.status, a.Get("Location"))
	}
	if a := ada.get("/admin/presence"); a.status != http.StatusOK {
		t.Errorf("who was invited is not in: %d", a.status)
	}
	if a := s.browser(t).accept(token, "ada@example.com", herPassword); a.status != http.StatusForbidden {
		t.Errorf("the link again: %d", a.status)
	}
	if a := s.browser(t).post("/login", credentials("ada@example.com", herPassword)); a.status != http.StatusSeeOther {
		t.Errorf("logging in: %d", a.status)
	}
}

func TestWhoFindsAPageOpenLetsNobodyIn(t *testing.T) {
	s := newSite(t, calling(testparts.NewEndpoint(t)))
	owner := s.owner(t)
	owner.invite("ada@example.com", account.Admin)
	ada := s.pageOf(t, "ada@example.com")
	s.forward(account.ProofFor)
	for path, form := range map[string]url.Values{
		"/admin/accounts": {"email": {"eve@example.com"}, "role": {"owner"}},
		ada + "/link":     nil,
		ada + "/role":     {"role": {"owner"}},
		ada + "/disable":  nil,
		ada + "/enable":   nil,
	} {
		a := owner.post(path, form)
		page := "/admin/accounts"
		if strings.HasPrefix(path, ada) {
			page = ada
		}
		confirm := "/admin/you?next=" + page
		if a.status != http.StatusForbidden || !strings.Contains(a.body, "Confirm first that it is you.") || !strings.Contains(a.body, `href="`+confirm+`#proof"`) || strings.Contains(a.body, "/invitation#") {
			t.Errorf("%s: %d %s", path, a.status, a.body)
		}
		if form := owner.get(confirm).body; strings.Count(form, `name="next" value="`+page+`"`) != 1 {
			t.Errorf("%s: what confirms does not lead back: %s", path, form)
		}
	}
	if a := owner.get("/inbox/reach?secret=shown"); a.Get("Location") != "/admin/you?next=/inbox/reach#proof" || strings.Contains(a.body, s.Webhook.Secret()) {
		t.Errorf("the secret of calls: %d to %q", a.status, a.Get("Location"))
	}
	if a := owner.post("/admin/you/proof", url.Values{"password": {password}, "next": {"/admin/accounts"}}); a.Get("Location") != "/admin/accounts" {
		t.Fatalf("confirmed: %d to %q", a.status, a.Get("Location"))
	}
	owner.invite("eve@example.com", account.Admin)
}

func TestWhoIsAddedWronglyIsSaidAndWhatWasTypedIsKept(t *testing.T) {
	s := newSite(t)
	owner := s.owner(t)
	for what, c := range map[string]struct {
		email, role, sentence string
		status                int
	}{
		"no address":    {"ada", "admin", "This is not an e-mail address", http.StatusUnprocessableEntity},
		"no role":       {"ada@example.com", "root", "The role is either owner or admin.", http.StatusUnprocessableEntity},
		"somebody here": {adminEmail, "owner", "There is an account with this e-mail address already.", http.StatusConflict},
	} {
		a := owner.post("/admin/accounts", url.Values{"email": {c.email}, "role": {c.role}})
		if a.status != c.status || !strings.Contains(a.body, c.sentence) || !strings.Contains(a.body, `value="`+c.email+`"`) || linkForm.MatchString(a.body) {
			t.Errorf("%s: %d %s", what, a.status, a.body)
		}
	}
}

func TestADisabledAccountIsOutAtOnceAndLooksLikeAWrongPassword(t *testing.T) {
	s := newSite(t)
	owner, ada := s.owner(t), s.colleague(t)
	page, open := s.pageOf(t, colleagueEmail), ada.open("/inbox")
	if a := owner.post(page+"/disable", nil); a.status != http.StatusSeeOther || a.Get("Location") != page {
		t.Fatalf("disabling: %d %s", a.status, a.body)
	}
	if code := open.closed(); code != 1008 {
		t.Errorf("the open page is closed with %d", code)
	}
	if a := ada.get("/inbox"); a.status != http.StatusSeeOther || !strings.HasPrefix(a.Get("Location"), "/login") {
		t.Errorf("her inbox: %d", a.status)
	}
	right := s.browser(t).post("/login", credentials(colleagueEmail, password))
	wrong := s.browser(t).post("/login", credentials(colleagueEmail, "wrong horse battery"))
	if right.status != wrong.status || right.body != wrong.body || right.status != http.StatusUnprocessableEntity {
		t.Errorf("the right password: %d %s", right.status, right.body)
	}
	if shown := owner.get("/admin/accounts").body; !strings.Contains(shown, "disabled since") {
		t.Errorf("the page says %s", shown)
	}
	owner.post(page+"/enable", nil)
	if a := s.browser(t).post("/login", credentials(colleagueEmail, password)); a.status != http.StatusSeeOther {
		t.Errorf("enabled again: %d", a.status)
	}
}

func TestWhatWasAnsweredKeepsItsAuthorWhenTheAccountIsDisabled(t *testing.T) {
	s := newSite(t)
	v, ada := s.visitor(t), s.colleague(t)
	thread := "/inbox/" + v.conversation()
	ada.post(thread+"/messages", saying("It does"))
	s.owner(t).post(s.pageOf(t, colleagueEmail)+"/disable", nil)
	if shown := s.owner(t).get(thread).body; !strings.Contains(shown, "It does") || !strings.Contains(shown, ">sam<") {
		t.Errorf("the thread shows %s", shown)
	}
}

func TestNothingIsSentToADisabledAccount(t *testing.T) {
	pushes, post := testparts.NewPushService(t), testparts.NewMailServer(t, testparts.MailServerOptions{})
	s := newSite(t, pushing(pushes), func(o *setup) { o.mail = post.URL() })
	s.colleague(t).post("/inbox/push", device(pushes, "/sam"))
	v := s.visitor(t)
	eventually(t, "they are pushed to", func() bool { return len(pushes.Asked()) == 1 }) // and a mail waits for them
	s.owner(t).post(s.pageOf(t, colleagueEmail)+"/disable", nil)

	v.post("/conversation/messages", saying("Is anybody there?"), fragment)
	s.forward(notify.AskedAfter)
	eventually(t, "nothing waits", func() bool {
		n, err := s.Outbox.Waiting(t.Context())
		return n == 0 && err == nil
	})
	if sent := post.Delivered(); len(pushes.Asked()) != 1 || len(sent) != 1 || sent[0].To != ownerEmail {
		t.Errorf("%d pushes were sent, and the mails %+v", len(pushes.Asked()), sent)
	}
}

func TestTheLastOwnerCannotBeShutOut(t *testing.T) {
	s := newSite(t)
	owner, ada := s.owner(t), s.colleague(t)
	own := s.pageOf(t, ownerEmail)
	for _, what := range []string{"/disable", "/withdraw", "/link", "/sessions/end"} {
		if a := owner.post(own+what, nil); a.status != http.StatusForbidden {
			t.Errorf("oneself %s: %d", what, a.status)
		}
	}
	if shown := owner.get(own).body; strings.Contains(shown, "/disable") || strings.Contains(shown, "/role") || strings.Contains(shown, "/sessions/") || !strings.Contains(shown, "this browser") {
		t.Errorf("one's own page offers %s", shown)
	}
	if a := ada.post(own+"/role", url.Values{"role": {"admin"}}); a.status != http.StatusSeeOther {
		t.Fatalf("one owner of two: %d", a.status)
	}
	if a := owner.get("/inbox"); a.status != http.StatusSeeOther {
		t.Errorf("who is no owner any more is still in: %d", a.status)
	}
	// The only owner is ada now. Somebody who was admitted as an owner a moment before cannot shut her out.
	_, err := s.accounts.Disable(t.Context(), account.CommandLine, s.id(t, colleagueEmail))
	if err == nil {
		t.Error("the last owner was disabled")
	}
}

// id is the number of an account.
func (s *site) id(t *testing.T, email string) int64 {
	t.Helper()
	who, err := s.accounts.ByEmail(t.Context(), email)
	must(t, err)
	return who.ID
}

func TestSessionsAreListedInWordsAndEndedOneByOneOrAll(t *testing.T) {
	s := newSite(t)
	owner := s.owner(t)
	phone, laptop := s.colleague(t), s.browser(t)
	if a := laptop.post("/login", credentials(colleagueEmail, password), onAPhone); a.status != http.StatusSeeOther {
		t.Fatalf("logging in: %d", a.status)
	}
	page := s.pageOf(t, colleagueEmail)
	shown := owner.get(page).body
	ends := regexp.MustCompile(page+`/sessions/[0-9a-f]{16}/end`).FindAllString(shown, -1)
	if len(ends) != 2 || !strings.Contains(shown, "<b>Firefox on Linux</b>") || !strings.Contains(shown, "<b>Chrome on Android</b>") || strings.Contains(shown, "127.0.0.1") {
		t.Fatalf("the page shows %s", shown)
	}
	for _, b := range []*browser{phone, laptop} {
		if strings.Contains(shown, b.cookie("staff")) {
			t.Error("the page shows a token")
		}
	}
	open := map[string]*tab{"phone": phone.open("/inbox"), "laptop": laptop.open("/inbox")}
	if a := owner.post(ends[0], nil); a.status != http.StatusSeeOther {
		t.Fatalf("ending one: %d", a.status)
	}
	if a := owner.post(ends[0], nil); a.status != http.StatusNotFound {
		t.Errorf("ending it again: %d", a.status)
	}
	left := len(regexp.MustCompile(`/sessions/[0-9a-f]{16}/end`).FindAllString(owner.get(page).body, -1))
	if a := owner.post(page+"/sessions/end", nil); left != 1 || a.status != http.StatusSeeOther {
		t.Errorf("%d were left, and ending them: %d", left, a.status)
	}
	for name, tab := range open {
		if code := tab.closed(); code != 1008 {
			t.Errorf("the page on the %s is closed with %d", name, code)
		}
	}
	if a := owner.get("/inbox"); a.status != http.StatusOK {
		t.Errorf("the owner who ended them: %d", a.status)
	}
}

func TestAnEndedSessionLosesItsSocketsOnAllNodesWithinFiveSeconds(t *testing.T) {
	s := newSite(t)
	other := newSite(t, func(o *setup) { o.beside = s }) // each has a bus of its own: no word goes between them
	ada := s.colleague(t)
	here, there := ada.open("/inbox"), ada.beside(other).open("/admin/presence")
	from := time.Now()
	s.owner(t).post(s.pageOf(t, colleagueEmail)+"/sessions/end", nil)
	for where, tab := range map[string]*tab{"here": here, "there": there} {
		if code := tab.closed(); code != 1008 || time.Since(from) > 5*time.Second {
			t.Errorf("the page %s is closed with %d after %s", where, code, time.Since(from))
		}
	}
}

func TestAnInvitationIsReplacedOrWithdrawn(t *testing.T) {
	s := newSite(t)
	owner := s.owner(t)
	first := owner.invite("ada@example.com", account.Owner)
	page := s.pageOf(t, "ada@example.com")
	a := owner.post(page+"/link", nil)
	second := linkForm.FindStringSubmatch(a.body)
	if a.status != http.StatusOK || second == nil {
		t.Fatalf("a new link: %d %s", a.status, a.body)
	}
	if a := s.browser(t).accept(first, "ada@example.com", herPassword); a.status != http.StatusForbidden {
		t.Errorf("the old link: %d", a.status)
	}
	if a := owner.post(page+"/withdraw", nil); a.status != http.StatusSeeOther || a.Get("Location") != "/admin/accounts" {
		t.Errorf("withdrawing: %d", a.status)
	}
	if a := s.browser(t).accept(second[2], "ada@example.com", herPassword); a.status != http.StatusForbidden {
		t.Errorf("the link of what was withdrawn: %d", a.status)
	}
	if a := owner.get(page); a.status != http.StatusNotFound {
		t.Errorf("the page of what was withdrawn: %d", a.status)
	}
	if a := owner.post(s.pageOf(t, adminEmail)+"/withdraw", nil); a.status != http.StatusConflict || !strings.Contains(a.body, "Disable the account instead") {
		t.Errorf("withdrawing who has joined: %d", a.status)
	}
}

func TestAMailBeginsWithTheLink(t *testing.T) {
	s := newSite(t)
	owner := s.owner(t)
	a := owner.post("/admin/accounts", url.Values{"email": {"ada+me@example.com"}, "role": {"admin"}})
	mail := regexp.MustCompile(`href="(mailto:[^"]+)"`).FindStringSubmatch(a.body)
	if mail == nil {
		t.Fatalf("there is no such link: %s", a.body)
	}
	u, err := url.Parse(html.UnescapeString(mail[1]))
	must(t, err)
	to, err := url.PathUnescape(u.Opaque)
	must(t, err)
	if body := u.Query().Get("body"); to != "ada+me@example.com" || !strings.Contains(body, "/invitation#"+linkForm.FindStringSubmatch(a.body)[2]) || strings.Contains(u.RawQuery, "+") {
		t.Errorf("a mail to %q says %q", to, body)
	}
}
