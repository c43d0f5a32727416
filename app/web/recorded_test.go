package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"porchlight/app/account"
	"porchlight/app/audit"
	"porchlight/app/testparts"
	"porchlight/app/web"

	"github.com/google/uuid"
)

// doer is an owner who does something on a site where there is something to do it to.
type doer struct {
	*browser
	site    *site
	thread  string // the page of a conversation
	account string // the page of another owner
	pushes  *testparts.PushService
	device  *testparts.Authenticator
}

func newDoer(t *testing.T, empty bool) *doer {
	t.Helper()
	if empty {
		s := newSite(t, func(o *setup) { o.empty = true })
		return &doer{browser: s.browser(t), site: s}
	}
	program, pushes := testparts.NewEndpoint(t), testparts.NewPushService(t)
	program.Answer(http.StatusGone, "closed") // so that calls are given up
	s := newSite(t, named, calling(program), pushing(pushes))
	s.colleague(t)
	d := &doer{s.owner(t), s, "/inbox/" + s.visitor(t).conversation(), s.pageOf(t, colleagueEmail), pushes, testparts.NewAuthenticator(t, s.origin)}
	eventually(t, "a call is given up", func() bool { return strings.Contains(d.get("/inbox/reach").body, "/discard") })
	return d
}

// deed is how a route is used with success, and what the log then has. Who is who did it; empty: the owner.
type deed struct {
	do          func(d *doer) answer
	action, who string
	empty       bool // the site has nobody yet
}

// posts is a deed that needs no more than a form.
func posts(action string, path func(d *doer) string, form url.Values) deed {
	return deed{action: action, do: func(d *doer) answer { return d.post(path(d), form) }}
}

func inThread(rest string) func(*doer) string {
	return func(d *doer) string { return d.thread + rest }
}

func inAccount(rest string) func(*doer) string {
	return func(d *doer) string { return d.account + rest }
}

func at(path string) func(*doer) string { return func(*doer) string { return path } }

// first follows the form of a page that has this action.
func (d *doer) first(page, action string) answer {
	path := regexp.MustCompile(action).FindString(d.get(page).body)
	return d.post(path, nil)
}

// elsewhere logs the same owner in, in another browser.
func (d *doer) elsewhere() { d.site.browser(d.t).post("/login", credentials(ownerEmail, password)) }

// answered is an answer of the owner.
func (d *doer) answered() (path string) {
	form := saying("It does")
	d.post(d.thread+"/messages", form)
	return d.thread + "/messages/" + form.Get("id")
}

// recorded has every route by which staff change something.
var recorded = map[web.Route]deed{
	{"POST", "/login"}: {action: "session.login", do: func(d *doer) answer {
		return d.site.browser(d.t).post("/login", credentials(ownerEmail, password))
	}},
	{"POST", "/login/passkey"}: {action: "session.login", do: func(d *doer) answer {
		return d.site.browser(d.t).signs(d.device, d.adds(d.device, "Laptop"))
	}},
	{"POST", "/logout"}: posts("session.logout", at("/logout"), nil),
	{"POST", "/setup"}: {action: "account.setup", empty: true, do: func(d *doer) answer {
		token, _, err := d.site.accounts.SetupLink(d.t.Context())
		must(d.t, err)
		form := credentials(ownerEmail, password)
		form.Set("token", token)
		return d.post("/setup", form)
	}},
	{"POST", "/invitation"}: {action: "account.join", who: "ada@example.com", do: func(d *doer) answer {
		return d.site.browser(d.t).accept(d.invite("ada@example.com", account.Owner), "ada@example.com", herPassword)
	}},

	{"POST", "/inbox/:id/messages"}: {action: "conversation.answer", do: func(d *doer) answer { return d.post(d.thread+"/messages", saying("It does")) }},
	{"POST", "/inbox/:id/messages/:message/edit"}: {action: "conversation.edit", do: func(d *doer) answer {
		return d.post(d.answered()+"/edit", url.Values{"body": {"It does not"}})
	}},
	{"POST", "/inbox/:id/messages/:message/delete"}: {action: "conversation.delete", do: func(d *doer) answer { return d.post(d.answered()+"/delete", nil) }},
	{"POST", "/inbox/:id/notes"}:                    posts("note.add", inThread("/notes"), url.Values{"body": {"asks for the second time"}}),
	{"POST", "/inbox/:id/notes/:note/delete"}: {action: "note.delete", do: func(d *doer) answer {
		d.post(d.thread+"/notes", url.Values{"body": {"asks for the second time"}})
		return d.first(d.thread, d.thread+`/notes/\d+/delete`)
	}},
	{"POST", "/inbox/:id/close"}:  posts("conversation.close", inThread("/close"), nil),
	{"POST", "/inbox/:id/reopen"}: posts("conversation.reopen", inThread("/reopen"), nil),
	{"POST", "/inbox/:id/snooze"}: posts("conversation.snooze", inThread("/snooze"), url.Values{"until": {opening.Add(time.Hour).Format(time.RFC3339)}}),
	{"POST", "/inbox/:id/block"}:  posts("conversation.block", inThread("/block"), nil),
	{"POST", "/admin/presence/:visitor/block"}: {action: "conversation.block", do: func(d *doer) answer { // who never wrote
		b := d.site.browser(d.t)
		b.open("/").fence()
		return d.post(trailOf(b)+"/block", nil)
	}},
	{"POST", "/inbox/:id/unblock"}: posts("conversation.unblock", inThread("/unblock"), nil),
	{"POST", "/inbox/:id/erase"}:   posts("conversation.erase", inThread("/erase"), nil),

	{"POST", "/inbox/lamp"}:        posts("lamp.switch", at("/inbox/lamp"), url.Values{"to": {"away"}}),
	{"POST", "/inbox/reach/mails"}: posts("reach.mails", at("/inbox/reach/mails"), url.Values{"mails": {"off"}}),
	{"POST", "/inbox/reach/test"}:  posts("reach.test-call", at("/inbox/reach/test"), nil),
	{"POST", "/inbox/push"}:        {action: "reach.device-add", do: func(d *doer) answer { return d.post("/inbox/push", device(d.pushes, "/a")) }},
	{"POST", "/inbox/push/:id/delete"}: {action: "reach.device-remove", do: func(d *doer) answer {
		d.post("/inbox/push", device(d.pushes, "/a"))
		return d.first("/inbox/reach", `/inbox/push/\d+/delete`)
	}},
	{"POST", "/inbox/notices/:id/retry"}:   {action: "reach.retry", do: func(d *doer) answer { return d.first("/inbox/reach", `/inbox/notices/\d+/retry`) }},
	{"POST", "/inbox/notices/:id/discard"}: {action: "reach.discard", do: func(d *doer) answer { return d.first("/inbox/reach", `/inbox/notices/\d+/discard`) }},

	{"POST", "/admin/broadcasts"}: {action: "broadcast.send", do: func(d *doer) answer { return d.post("/admin/broadcasts", telling("/", "Hello")) }},
	{"POST", "/admin/broadcasts/:broadcast/end"}: {action: "broadcast.end", do: func(d *doer) answer {
		d.tellsPeople(telling("/", "Hello"))
		return d.first("/admin/broadcasts", `/admin/broadcasts/[0-9a-f-]{36}/end`)
	}},
	{"POST", "/admin/accounts"}:                       posts("account.add", at("/admin/accounts"), url.Values{"email": {"ada@example.com"}, "role": {"admin"}}),
	{"POST", "/admin/accounts/:account/disable"}:      posts("account.disable", inAccount("/disable"), nil),
	{"POST", "/admin/accounts/:account/enable"}:       posts("account.enable", inAccount("/enable"), nil),
	{"POST", "/admin/accounts/:account/role"}:         posts("account.role", inAccount("/role"), url.Values{"role": {"admin"}}),
	{"POST", "/admin/accounts/:account/link"}:         posts("account.link", inAccount("/link"), nil),
	{"POST", "/admin/accounts/:account/sessions/end"}: posts("session.end-all", inAccount("/sessions/end"), nil),
	{"POST", "/admin/accounts/:account/sessions/:session/end"}: {action: "session.end", do: func(d *doer) answer {
		return d.first(d.account, d.account+`/sessions/[0-9a-f]+/end`)
	}},
	{"POST", "/admin/you/passkeys"}: {action: "passkey.add", do: func(d *doer) answer {
		_, made := d.device.Make(d.t, d.challenge("/admin/you/passkeys"))
		return d.post("/admin/you/passkeys", url.Values{"credential": {made}, "label": {"Laptop"}})
	}},
	{"POST", "/admin/you/passkeys/:id/label"}: {action: "passkey.rename", do: func(d *doer) answer {
		d.adds(d.device, "Laptop")
		return d.post(d.passkey()+"/label", url.Values{"label": {"Phone"}})
	}},
	{"POST", "/admin/you/passkeys/:id/delete"}: {action: "passkey.remove", do: func(d *doer) answer {
		d.adds(d.device, "Laptop")
		return d.post(d.passkey()+"/delete", nil)
	}},
	{"POST", "/admin/you/password"}:     posts("account.own-password", at("/admin/you/password"), url.Values{"current": {password}, "password": {herPassword}}),
	{"POST", "/admin/you/sessions/end"}: {action: "session.end-all", do: func(d *doer) answer { d.elsewhere(); return d.post("/admin/you/sessions/end", nil) }},
	{"POST", "/admin/you/sessions/:session/end"}: {action: "session.end", do: func(d *doer) answer {
		d.elsewhere()
		return d.first("/admin/you", `/admin/you/sessions/[0-9a-f]+/end`)
	}},

	{"POST", "/admin/accounts/:account/withdraw"}: {action: "account.withdraw", do: func(d *doer) answer {
		d.invite("ada@example.com", account.Admin)
		return d.post(d.site.pageOf(d.t, "ada@example.com")+"/withdraw", nil)
	}},
}

// unrecorded are routes by which staff post and of which the log need not know, with the reason.
var unrecorded = map[web.Route]string{
	{"POST", "/login/passkey/challenge"}:      "it asks for what is to be signed, and anybody may",
	{"POST", "/admin/you/passkeys/challenge"}: "it asks for what a passkey is made from, and adds none",
	{"POST", "/admin/you/proof/challenge"}:    "it asks for what is to be signed",
	{"POST", "/admin/broadcasts/preview"}:     "it sends nothing",
	{"POST", "/admin/you/proof"}:              "it changes nothing; what it allows is recorded",
}

// byStaff reports whether a route changes something for staff: what visitors post is theirs alone.
func byStaff(r web.Route) bool {
	return r.Method == http.MethodPost && !strings.HasPrefix(r.Path, "/conversation/") && !strings.HasPrefix(r.Path, "/privacy/")
}

func TestWhateverStaffDoIsRecorded(t *testing.T) {
	for _, r := range newSite(t).Table() {
		if !byStaff(r) || unrecorded[r] != "" {
			continue
		}
		how, known := recorded[r]
		if !known {
			t.Errorf("%s is not known here: show what it records, or say in unrecorded why it need not", r.Path)
			continue
		}
		t.Run(r.Path[1:], func(t *testing.T) {
			d := newDoer(t, how.empty)
			if a := how.do(d); a.status != http.StatusOK && a.status != http.StatusSeeOther {
				t.Fatalf("%d %s", a.status, a.body)
			}
			records, _, err := d.site.Audit.List(t.Context(), audit.Filter{})
			must(t, err)
			who := ownerEmail
			if how.who != "" {
				who = how.who
			}
			if len(records) == 0 || records[0].Action != how.action || records[0].Email != who || records[0].AccountID == 0 {
				t.Fatalf("the log has %+v, want %s by %s", records, how.action, who)
			}
			if about := records[0].Conversation; strings.HasPrefix(r.Path, "/inbox/:id/") && how.action != "conversation.erase" && "/inbox/"+about != d.thread {
				t.Errorf("it is about %q, not %s", about, d.thread)
			}
			if about := records[0].Subject; strings.HasPrefix(r.Path, "/admin/accounts") && !strings.HasSuffix(about, "@example.com") {
				t.Errorf("it is about %q", about)
			}
		})
	}
}

func TestWhatFailsOrIsRepeatedIsRecordedNoMoreThanItWasDone(t *testing.T) {
	s := newSite(t)
	owner, thread := s.owner(t), "/inbox/"+s.visitor(t).conversation()
	answer := saying("It does")
	for range 3 { // the same message again is the one that is stored
		owner.post(thread+"/messages", answer)
	}
	owner.post(thread+"/notes", url.Values{"body": {""}})
	owner.post(thread+"/snooze", url.Values{"until": {"yesterday"}})
	owner.post("/inbox/lamp", url.Values{"to": {"the moon"}})
	owner.post("/admin/accounts", url.Values{"email": {adminEmail}, "role": {"owner"}})
	owner.post(s.pageOf(t, ownerEmail)+"/disable", nil)
	s.admin(t).post(thread+"/close", nil)
	if got := s.deeds(t); got != "conversation.answer" {
		t.Errorf("the log has %q", got)
	}
}

// deeds are the actions in the audit log, the oldest first.
func (s *site) deeds(t *testing.T) string {
	t.Helper()
	var actions []string
	must(t, s.Audit.Each(t.Context(), audit.Filter{}, func(r audit.Record) error {
		actions = append([]string{r.Action}, actions...)
		return nil
	}))
	return strings.Join(actions, " ")
}

func TestAnAnswerOverTheSocketIsRecorded(t *testing.T) {
	s := newSite(t)
	v := s.visitor(t)
	page := s.owner(t).open("/inbox/" + v.conversation())
	page.write("It does", frame{"conversation": v.conversation()})
	page.fence()
	records, _, err := s.Audit.List(t.Context(), audit.Filter{})
	must(t, err)
	if len(records) != 1 || records[0].Action != "conversation.answer" || records[0].Conversation != v.conversation() || records[0].Email != ownerEmail {
		t.Errorf("the log has %+v", records)
	}
}

func TestLoginsThatFailAreRecordedTogetherAndWithoutWhatWasTyped(t *testing.T) {
	s := newSite(t)
	b := s.browser(t)
	for _, email := range []string{ownerEmail, strings.ToUpper(ownerEmail), "typed-by-mistake@example.com", password} {
		b.post("/login", credentials(email, "wrong horse battery"))
	}
	if got := s.deeds(t); got != "" {
		t.Errorf("at once the log has %q", got)
	}
	s.forward(10 * time.Minute)
	eventually(t, "they are recorded", func() bool { return s.deeds(t) == "session.fail session.guess" })
	page := s.owner(t).get("/admin/audit").body
	for _, want := range []string{">" + ownerEmail + "</a> <span class=\"muted\" data-hx-ignore>2 attempts</span>", "2 attempts at addresses that have no account"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q: %s", want, page)
		}
	}
	if strings.Contains(page, "typed-by-mistake") || strings.Contains(page, password) {
		t.Error("the page shows what was typed")
	}
}

func TestWhatIsNoAddressIsNotHeldUntilItIsRecorded(t *testing.T) {
	s := newSite(t, only(web.Limits{}))
	b := s.browser(t)
	for n := range 12 {
		b.post("/login", credentials(strconv.Itoa(n)+strings.Repeat("a", 100<<10), "wrong horse battery"))
	}
	if held := s.HeldFailures(); held > 0 {
		t.Errorf("the logins hold %d KB", held>>10)
	}
	s.forward(10 * time.Minute)
	eventually(t, "they are recorded", func() bool { return s.deeds(t) == "session.guess" })
}

func TestLoginsThatFailAreRecordedWhenANodeStops(t *testing.T) {
	s := newSite(t)
	s.browser(t).post("/login", credentials(ownerEmail, "wrong horse battery"))
	s.leave(0)
	if got := s.deeds(t); got != "session.fail" {
		t.Errorf("the log has %q", got)
	}
}

func TestNothingIsDoneThatCannotBeRecorded(t *testing.T) {
	s := newSite(t, troubled)
	v, owner := s.visitor(t), s.owner(t)
	thread := "/inbox/" + v.conversation()
	s.exec(t, "CREATE TRIGGER full BEFORE INSERT ON record BEGIN SELECT RAISE(ABORT, 'no more'); END")
	page := owner.open(thread)
	page.write("It does", frame{"conversation": v.conversation()})
	for _, seen := range page.fence() {
		if strings.Contains(seen, "It does") {
			t.Error("an answer is stored without a record")
		}
	}
	if a := owner.post(thread+"/messages", url.Values{"id": {uuid.NewString()}, "body": {"It does"}}); a.status != http.StatusInternalServerError {
		t.Errorf("an answer: %d", a.status)
	}
	if a := owner.post(thread+"/close", nil); a.status != http.StatusInternalServerError {
		t.Errorf("closing: %d", a.status)
	}
	if now, err := s.conversations.Get(t.Context(), v.conversation()); err != nil || now.Closed || now.LastSeq != 1 {
		t.Errorf("it was done all the same: %+v, %v", now, err)
	}
}
