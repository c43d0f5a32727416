package nodes

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"porchlight/app/testparts"
)

func TestNothingThatIsSentSaysWhoItWasOrWhatTheyWrote(t *testing.T) {
	t.Parallel()
	receiver, program, mails := testparts.NewTraceReceiver(t), testparts.NewEndpoint(t), testparts.NewMailServer(t, testparts.MailServerOptions{})
	n := testparts.StartNode(t, unlimited.With(tracedTo(receiver.URL)).With(testparts.Settings{
		"TRUSTED_PROXIES": "127.0.0.1", "OWNER_EMAIL": ownerEmail, "OWNER_PASSWORD": ownerPassword, "WEBHOOK_URL": program.URL + "/hush-address",
		"SMTP_URL": mails.URL(), "MAIL_FROM": "porch@example.com", "BACKUP_DIR": t.TempDir(),
	}))
	known := []string{"User-Agent", "hush-browser", "X-Real-IP", "203.0.113.77", "Referer", "https://hush-referrer.example/", "Accept-Language", "hush"}
	visitor, owner := newBrowser(t), signIn(t, n)
	do := func(b *browser, method, path string, form url.Values) {
		t.Helper()
		if a, err := b.do(n, method, path, form, known...); err != nil || a.status >= http.StatusInternalServerError {
			t.Fatalf("%s: %d %v", path, a.status, err)
		}
	}
	m := newMessage("hush-words of a visitor")
	do(visitor, http.MethodPost, visitorPost, url.Values{"id": {m.id}, "body": {m.body}, "place": {saw}})
	id := visitor.conversation(t, n)
	page, thread := visitor.follow(t, n, saw, 0), owner.follow(t, n, "/inbox/"+id, 0)
	answer := newMessage("hush-words of an owner")
	thread.say(answer)
	testparts.Eventually(t, "the visitor has the answer", func() bool { return page.shows(answer.id) })
	page.send(map[string]any{"type": "read", "seq": 2})
	page.say(message{m.id, "hush-words under an id that is taken", saw})
	do(visitor, http.MethodPost, visitorPost, url.Values{"id": {m.id}, "body": {"hush-words again"}})
	do(visitor, http.MethodPost, visitorPost+"/"+m.id+"/edit", url.Values{"body": {"hush-words, mended"}})
	do(visitor, http.MethodPost, "/conversation/email", url.Values{"email": {"hush-mailbox@example.com"}})
	do(visitor, http.MethodGet, "/conversation/confirm/hush-link", nil)
	do(visitor, http.MethodGet, "/search?q=hush-query", nil)
	do(visitor, http.MethodGet, "/hush-address", nil)
	do(visitor, http.MethodGet, "/hush-address/of/nothing", nil)
	do(visitor, http.MethodPost, "/login", url.Values{"email": {"hush-login@example.com"}, "password": {"hush-password"}})
	do(owner, http.MethodGet, "/inbox?q=hush-words", nil)
	do(owner, http.MethodGet, "/inbox/"+id, nil)
	do(owner, http.MethodPost, "/inbox/"+id+"/notes", url.Values{"body": {"hush-note"}})
	do(owner, http.MethodGet, "/admin/presence/"+id, nil)
	testparts.Eventually(t, "the program is called", func() bool { return len(program.Asked()) >= 2 })
	testparts.Eventually(t, "a mail is sent", func() bool { return len(mails.Delivered()) >= 1 })
	do(owner, http.MethodPost, "/inbox/"+id+"/erase", nil) // with which goes all that still waits to be sent
	n.Terminate(t)

	names := map[string]bool{}
	for _, span := range receiver.Spans(t) {
		names[span.Name] = true
	}
	for _, name := range []string{
		"frame message", "frame read", "POST " + visitorPost + "/:message/edit", "GET /conversation/confirm/:link", "GET /search", "GET /inbox/:id", "POST /inbox/:id/erase",
		"GET /admin/presence/:visitor", "send webhook", "send mail", "sweep", "backup", "history minute", "GET",
	} {
		if !names[name] {
			t.Errorf("%q is not told at all", name)
		}
	}
	secrets := []string{"hush", "203.0.113.77", "127.0.0.1", ownerEmail, m.id, answer.id, id, id[:8], "example.com"}
	for _, cookies := range []*browser{visitor, owner} {
		at, _ := url.Parse(n.URL)
		for _, cookie := range cookies.Jar.Cookies(at) {
			secrets = append(secrets, cookie.Value)
		}
	}
	for _, sent := range receiver.Asked() {
		for _, secret := range secrets {
			if at := bytes.Index(sent.Body, []byte(secret)); at >= 0 {
				t.Errorf("%q is sent: %s", secret, fmt.Sprintf("%q", sent.Body[max(0, at-80):min(len(sent.Body), at+80)]))
			}
		}
	}
}
