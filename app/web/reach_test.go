package web_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/app/notify"
	"porchlight/app/testparts"

	"github.com/emersion/go-smtp"
)

// pushing is a site that pushes through this service.
func pushing(p *testparts.PushService) func(*setup) { return func(o *setup) { o.push = p } }

// calling is a site that calls this program.
func calling(e *testparts.Endpoint) func(*setup) {
	return func(o *setup) { o.hook = e.URL + "/secret-path" }
}

// public is the site's address as people are told it.
func (s *site) public() string { return strings.Replace(s.origin, "127.0.0.1", "localhost", 1) }

// device is a form with which a browser asks for pushes.
func device(p *testparts.PushService, path string) url.Values {
	endpoint, p256dh, auth := p.Subscribe(path)
	return url.Values{"endpoint": {endpoint}, "p256dh": {p256dh}, "auth": {auth}}
}

var onAPhone = headers{"User-Agent": "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36"}

func TestABrowserAsksForPushesAndIsListedUntilItIsRemoved(t *testing.T) {
	p := testparts.NewPushService(t)
	s := newSite(t, pushing(p))
	b := s.owner(t)
	if page := b.get("/inbox/reach").body; !strings.Contains(page, "None of your devices") || !regexp.MustCompile(`data-key="[\w-]{87}"`).MatchString(page) {
		t.Fatalf("the page says %s", page)
	}
	answer := b.post("/inbox/push", device(p, "/a"), fragment, onAPhone)
	if answer.status != http.StatusOK || !strings.Contains(answer.body, "<b>Chrome on Android</b>") || !strings.Contains(answer.body, `data-endpoint="`+p.URL+`/a"`) {
		t.Fatalf("%d %s", answer.status, answer.body)
	}
	if again := b.post("/inbox/push", device(p, "/a")); again.status != http.StatusSeeOther || again.Get("Location") != "/inbox/reach#push" {
		t.Errorf("again, by a plain form: %d", again.status)
	}
	if n := strings.Count(b.get("/inbox/reach").body, "data-endpoint="); n != 1 {
		t.Errorf("a browser that asks twice is listed %d times", n)
	}
	renewed := device(p, "/b")
	renewed.Set("replaces", p.URL+"/a")
	if page := b.post("/inbox/push", renewed, fragment).body; strings.Contains(page, p.URL+"/a") || !strings.Contains(page, p.URL+"/b") {
		t.Error("a browser that has another address now is listed with the old one")
	}
	remove := regexp.MustCompile(`/inbox/push/\d+/delete`).FindString(b.get("/inbox/reach").body)
	if a := s.colleague(t).post(remove, nil); a.status != http.StatusNotFound {
		t.Errorf("a colleague removes it: %d", a.status)
	}
	if a := b.post(remove, nil); a.status != http.StatusSeeOther {
		t.Errorf("removing: %d", a.status)
	}
	if a := b.post(remove, nil); a.status != http.StatusNotFound {
		t.Errorf("removing it again: %d", a.status)
	}
	if strings.Contains(b.get("/inbox/reach").body, "data-endpoint=") {
		t.Error("it is listed still")
	}
}

func TestWhatNoBrowserSaysIsRefused(t *testing.T) {
	p := testparts.NewPushService(t)
	s := newSite(t, pushing(p))
	b := s.owner(t)
	encode := base64.RawURLEncoding.EncodeToString
	for what, change := range map[string][2]string{
		"no address":            {"endpoint", ""},
		"an address over http":  {"endpoint", "http://push.example.com/a"},
		"no host":               {"endpoint", "https:///a"},
		"a user":                {"endpoint", "https://me@push.example.com/a"},
		"a long address":        {"endpoint", "https://push.example.com/" + strings.Repeat("a", 2048)},
		"no key":                {"p256dh", ""},
		"a point off the curve": {"p256dh", encode(append([]byte{4}, make([]byte, 64)...))},
		"a short secret":        {"auth", encode(make([]byte, 15))},
		"no base64":             {"auth", "!!!!"},
	} {
		form := device(p, "/a")
		form.Set(change[0], change[1])
		for _, with := range []headers{{}, fragment} {
			if a := b.post("/inbox/push", form, with); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "Reload the page and try again.") {
				t.Errorf("%s: %d %s", what, a.status, a.body)
			}
		}
	}
	for n := range 10 {
		if a := b.post("/inbox/push", device(p, fmt.Sprint("/", n)), fragment); a.status != http.StatusOK {
			t.Fatalf("device %d: %d", n, a.status)
		}
	}
	if a := b.post("/inbox/push", device(p, "/another"), fragment); a.status != http.StatusConflict || !strings.Contains(a.body, "Remove one of them first") {
		t.Errorf("an eleventh device: %d %s", a.status, a.body)
	}
	if a := b.post("/inbox/push", device(p, "/3"), fragment); a.status != http.StatusOK {
		t.Errorf("one of the ten again: %d", a.status)
	}
}

// pushed is what a device shows.
type pushed struct{ Title, Body, URL, Tag string }

func shows(t *testing.T, payload string) (p pushed) {
	t.Helper()
	must(t, json.Unmarshal([]byte(payload), &p))
	return p
}

func TestAQuestionIsPushedToEveryDeviceAndTheNextTakesItsPlace(t *testing.T) {
	p := testparts.NewPushService(t)
	s := newSite(t, pushing(p))
	s.owner(t).post("/inbox/push", device(p, "/phone"))
	s.owner(t).post("/inbox/push", device(p, "/desk"))
	v := s.browser(t)
	say := saying("Does it <keep> sessions? " + strings.Repeat("long ", 100))
	say.Set("place", redisCard)
	v.post("/conversation/messages", say)
	pushes := func() []testparts.Pushed { return p.Pushes(t, s.Pusher.PublicKey()) }
	eventually(t, "both are pushed to", func() bool { return len(pushes()) == 2 })
	id := v.conversation()
	for _, push := range pushes() {
		got := shows(t, push.Payload)
		if got.Title != "Visitor "+id[:4]+" asks about Redis" || !strings.HasPrefix(got.Body, "Does it <keep> sessions?") || !strings.HasSuffix(got.Body, "…") || len([]rune(got.Body)) != 160 ||
			got.URL != "/inbox/"+id || got.Tag != id || push.TTL != "86400" {
			t.Errorf("the push is %+v with TTL %s", got, push.TTL)
		}
	}
	v.post("/conversation/messages", saying("And locks?"))
	eventually(t, "both are pushed to again", func() bool { return len(pushes()) == 4 })
	last := pushes()[3]
	if got := shows(t, last.Payload); got.Tag != id || got.Body != "And locks?" || last.Topic != pushes()[0].Topic {
		t.Errorf("the next is %+v", got)
	}
	if page := s.owner(t).get("/inbox/reach").body; strings.Count(page, "last push") != 2 {
		t.Error("the page does not say when a device was pushed to")
	}
}

func TestWhatIsAskedWhileAnOwnerLooksIsPushedOnceNobodyDoes(t *testing.T) {
	p := testparts.NewPushService(t)
	s := newSite(t, pushing(p))
	owner := s.owner(t)
	owner.post("/inbox/push", device(p, "/phone"))
	page := owner.open("/inbox")
	looks := func(visible bool) {
		page.say(frame{"type": "at", "visible": visible})
		eventually(t, "the server knows", func() bool { return s.Roster.OwnerLooks() == visible })
	}
	looks(true)
	v := s.visitor(t)
	put := func() bool {
		notices, err := s.Outbox.Of(t.Context(), v.conversation())
		must(t, err)
		return len(notices) == 1 && notices[0].Due.After(s.Now())
	}
	eventually(t, "the push is put off", put)
	looks(false)
	s.forward(5 * time.Second)
	eventually(t, "it is pushed", func() bool { return len(p.Asked()) == 1 })

	looks(true)
	v.post("/conversation/messages", saying("Hello?"))
	eventually(t, "the next is put off", put)
	owner.open("/inbox/" + v.conversation()).say(frame{"type": "read", "seq": 2, "conversation": v.conversation()})
	eventually(t, "it is read", func() bool {
		now, err := s.conversations.Get(t.Context(), v.conversation())
		return err == nil && now.Owner.Read == 2
	})
	looks(false)
	s.forward(5 * time.Second)
	eventually(t, "it is not needed", func() bool { n, err := s.Outbox.Waiting(t.Context()); return err == nil && n == 0 })
	if n := len(p.Asked()); n != 1 {
		t.Errorf("what was read is pushed: %d", n)
	}
}

func TestADeviceThatIsGoneIsForgotten(t *testing.T) {
	for _, status := range []int{http.StatusNotFound, http.StatusGone} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			p := testparts.NewPushService(t)
			s := newSite(t, pushing(p))
			owner := s.owner(t)
			owner.post("/inbox/push", device(p, "/phone"))
			p.Answer(status, "gone")
			s.visitor(t)
			eventually(t, "it is not listed", func() bool { return !strings.Contains(owner.get("/inbox/reach").body, "data-endpoint=") })
			eventually(t, "nothing waits and nothing was given up", func() bool {
				return strings.Contains(owner.get("/inbox/reach").body, "Nothing waits.") && !strings.Contains(owner.get("/inbox/reach").body, "Given up")
			})
		})
	}
}

func TestANewPasswordEndsThePushes(t *testing.T) {
	p := testparts.NewPushService(t)
	s := newSite(t, pushing(p))
	s.owner(t).post("/inbox/push", device(p, "/phone"))
	must(t, s.accounts.SetPassword(t.Context(), ownerEmail, password+"!"))
	s.visitor(t)
	s.forward(time.Minute)
	eventually(t, "nothing waits", func() bool { n, err := s.Outbox.Waiting(t.Context()); return err == nil && n == 0 })
	if n := len(p.Asked()); n != 0 {
		t.Errorf("a device that may be lost was pushed to %d times", n)
	}
}

func TestATestCallSaysWhatBecameOfIt(t *testing.T) {
	program := testparts.NewEndpoint(t)
	s := newSite(t, calling(program))
	b := s.owner(t)
	page := b.get("/inbox/reach").body
	host := strings.TrimPrefix(program.URL, "http://")
	if !strings.Contains(page, "<b>"+host+"</b>") || strings.Contains(page, "secret-path") || strings.Contains(page, "whsec_") {
		t.Errorf("the page says %s", page)
	}
	if shown := b.get("/inbox/reach?secret=shown").body; !strings.Contains(html.UnescapeString(shown), s.Webhook.Secret()) {
		t.Error("the secret is not shown to who asks")
	}
	test := func() string {
		t.Helper()
		a := b.post("/inbox/reach/test", nil)
		if a.status != http.StatusSeeOther {
			t.Fatalf("%d %s", a.status, a.body)
		}
		where := a.Get("Location")
		eventually(t, "it is known", func() bool { return !strings.Contains(b.get(where).body, "is on its way") })
		return b.get(where).body
	}
	if page := test(); !strings.Contains(page, "The test call was taken.") || !strings.Contains(page, "Nothing waits.") {
		t.Errorf("taken: %s", page)
	}
	asked := program.Asked()
	var body struct {
		Type      string
		Timestamp time.Time
		Data      struct{ URL string }
	}
	if len(asked) != 1 || asked[0].Path != "/secret-path" || asked[0].Header.Get("webhook-signature") == "" {
		t.Fatalf("the program was asked %+v", asked)
	}
	must(t, json.Unmarshal(asked[0].Body, &body))
	if body.Type != "test" || !body.Timestamp.Equal(s.Now()) || body.Data.URL != s.public()+"/inbox/reach" {
		t.Errorf("it was told %s", asked[0].Body)
	}
	program.Answer(http.StatusInternalServerError, "no disk left")
	if page := test(); !strings.Contains(page, "The test call was not taken:") || !strings.Contains(page, "no disk left") || !strings.Contains(page, "after 1 attempt<") {
		t.Errorf("not taken: %s", page)
	}
	program.Answer(http.StatusOK, "")
	if page := test(); !strings.Contains(page, "The test call was taken.") || strings.Contains(page, "Given up") {
		t.Errorf("taken at last: %s", page)
	}
}

func TestWhatWasGivenUpIsShownAndTriedAgainOrDiscarded(t *testing.T) {
	program := testparts.NewEndpoint(t)
	s := newSite(t, calling(program))
	b := s.owner(t)
	inbox := b.open("/inbox")
	program.Answer(http.StatusGone, "closed")
	v := s.visitor(t)
	v.post("/conversation/messages", saying("Two"))
	retry, discard := regexp.MustCompile(`/inbox/notices/\d+/retry`), regexp.MustCompile(`/inbox/notices/\d+/discard`)
	page := func() string { return b.get("/inbox/reach").body }
	eventually(t, "both calls are given up", func() bool { return len(retry.FindAllString(page(), -1)) == 2 })
	for _, want := range []string{"Call about a message", "to " + strings.TrimPrefix(program.URL, "http://"), "closed", "/inbox/" + v.conversation(), "after 1 attempt<"} {
		if !strings.Contains(page(), want) {
			t.Errorf("the page does not say %q: %s", want, page())
		}
	}
	s.forward(time.Minute)
	inbox.until("the inbox says so by itself", func(text string) bool { return strings.Contains(text, "2 notices could not be delivered") })

	program.Answer(http.StatusOK, "")
	if a := b.post(retry.FindString(page()), nil); a.status != http.StatusSeeOther || a.Get("Location") != "/inbox/reach#outbox" {
		t.Errorf("trying again: %d", a.status)
	}
	eventually(t, "it is sent", func() bool { return len(program.Asked()) == 3 && len(retry.FindAllString(page(), -1)) == 1 })
	if a := b.post(discard.FindString(page()), nil); a.status != http.StatusSeeOther {
		t.Errorf("discarding: %d", a.status)
	}
	if strings.Contains(page(), "Given up") || strings.Contains(b.get("/inbox").body, "could not be delivered") {
		t.Error("what was discarded is shown")
	}
	if a := b.post("/inbox/notices/999/discard", nil); a.status != http.StatusNotFound {
		t.Errorf("what is not there: %d", a.status)
	}
}

func TestEachMessageIsToldToTheProgram(t *testing.T) {
	program := testparts.NewEndpoint(t)
	s := newSite(t, calling(program))
	v := s.browser(t)
	say := saying("Does it keep sessions?")
	say.Set("place", redisCard)
	v.post("/conversation/messages", say)
	s.owner(t).post("/inbox/"+v.conversation()+"/messages", saying("It does."))
	eventually(t, "both are told", func() bool { return len(program.Asked()) == 2 })
	type told struct {
		Type      string
		Timestamp time.Time
		Data      struct {
			Conversation, ID, From, Place, Title, Body, URL string
			Seq                                             int64
			Deleted                                         bool
		}
	}
	calls := func() (all []told) {
		for _, a := range program.Asked() {
			var c told
			must(t, json.Unmarshal(a.Body, &c))
			all = append(all, c)
		}
		slices.SortFunc(all, func(a, b told) int { return int(a.Data.Seq - b.Data.Seq) })
		return all
	}
	first, second := calls()[0], calls()[1]
	if d := first.Data; first.Type != "message.created" || !first.Timestamp.Equal(opening) || d.Conversation != v.conversation() || d.ID != say.Get("id") || d.Seq != 1 ||
		d.From != "visitor" || d.Place != redisCard || d.Title != "Redis" || d.Body != "Does it keep sessions?" || d.URL != s.public()+"/inbox/"+v.conversation() || d.Deleted {
		t.Errorf("the first is %+v", first)
	}
	if d := second.Data; d.Seq != 2 || d.From != "owner" || d.Body != "It does." {
		t.Errorf("the second is %+v", second)
	}

	program.Answer(http.StatusServiceUnavailable, "")
	last := saying("A slip")
	v.post("/conversation/messages", last)
	eventually(t, "the third fails", func() bool { return len(program.Asked()) == 3 })
	v.post("/conversation/messages/"+last.Get("id")+"/delete", nil)
	program.Answer(http.StatusOK, "")
	s.forward(time.Minute)
	eventually(t, "it is told again", func() bool { return len(program.Asked()) == 4 })
	if d := calls()[3].Data; d.Body != "" || !d.Deleted {
		t.Errorf("what was deleted meanwhile is told: %+v", d)
	}
}

func TestAQuestionNobodyReadIsMailedToTheOwnersWhoWantIt(t *testing.T) {
	post := testparts.NewMailServer(t, testparts.MailServerOptions{})
	s := newSite(t, func(o *setup) { o.mail = post.URL() })
	owner, colleague := s.owner(t), s.colleague(t)
	v := s.browser(t)
	say := saying("Does <b>it</b> keep\nsessions?")
	say.Set("place", redisCard)
	v.post("/conversation/messages", say)
	v.post("/conversation/messages", saying("And locks?"))
	s.forward(notify.AskedAfter - time.Second)
	if n, _ := s.Outbox.Waiting(t.Context()); n != 2 {
		t.Errorf("%d mails wait, want one for each owner", n)
	}
	s.forward(time.Second)
	eventually(t, "both owners have it", func() bool { return len(post.Delivered()) == 2 })
	var to []string
	for _, mail := range post.Delivered() {
		to = append(to, mail.To)
	}
	slices.Sort(to)
	if !slices.Equal(to, []string{ownerEmail, colleagueEmail}) {
		t.Errorf("mailed are %q", to)
	}
	letter := testparts.ReadLetter(t, post.Delivered()[0].Raw)
	name, thread := "Visitor "+v.conversation()[:4], s.public()+"/inbox/"+v.conversation()
	for _, want := range []string{"> Does <b>it</b> keep\r\n> sessions?\r\n", "> And locks?\r\n", "Redis, " + s.public() + redisCard, thread, s.public() + "/inbox/reach"} {
		if !strings.Contains(letter.Text, want) {
			t.Errorf("the text lacks %q: %s", want, letter.Text)
		}
	}
	for _, want := range []string{"Does &lt;b&gt;it&lt;/b&gt; keep<br>sessions?", `href="` + thread + `"`, `href="` + s.public() + redisCard + `"`} {
		if !strings.Contains(letter.HTML, want) {
			t.Errorf("the page lacks %q: %s", want, letter.HTML)
		}
	}
	if letter.Subject != name+" asks about Data & realtime: 2 messages" {
		t.Errorf("the subject is %q", letter.Subject)
	}
	if got := letter.Header.Get("List-Unsubscribe"); got != "<"+s.public()+"/inbox/reach>" || letter.Header.Get("List-Unsubscribe-Post") != "" {
		t.Errorf("it is ended at %q, %q", got, letter.Header.Get("List-Unsubscribe-Post"))
	}
	if strings.Contains(letter.HTML, "src=") || strings.Contains(letter.HTML, "<style") {
		t.Errorf("the mail loads something: %s", letter.HTML)
	}

	if a := colleague.post("/inbox/reach/mails", url.Values{"mails": {"off"}}); a.status != http.StatusSeeOther {
		t.Fatalf("switching off: %d", a.status)
	}
	if page := colleague.get("/inbox/reach").body; !strings.Contains(page, "Off for you.") || !strings.Contains(owner.get("/inbox/reach").body, "On for you.") {
		t.Error("the page does not say who gets mails")
	}
	v.post("/conversation/messages", saying("Hello?"))
	s.forward(notify.AskedAfter)
	eventually(t, "one owner has it", func() bool { return len(post.Delivered()) == 3 })
	v.post("/conversation/messages", saying("It is fine now"))
	owner.open("/inbox/" + v.conversation()).say(frame{"type": "read", "seq": 4, "conversation": v.conversation()})
	s.forward(notify.AskedAfter)
	eventually(t, "nothing waits", func() bool { n, err := s.Outbox.Waiting(t.Context()); return err == nil && n == 0 })
	if n := len(post.Delivered()); n != 3 {
		t.Errorf("mailed are %d: what was read is not to be", n)
	}
}

func TestAMailToOneOwnerThatIsRefusedRepeatsNoOther(t *testing.T) {
	post := testparts.NewMailServer(t, testparts.MailServerOptions{})
	s := newSite(t, func(o *setup) { o.mail = post.URL() })
	s.colleague(t)
	refuse := testparts.MailRefuse(550, "no such mailbox")
	refused := 0
	post.At(testparts.MailTo, func(m *testparts.MailServer, c *smtp.Conn) error {
		if refused++; refused == 1 {
			return refuse(m, c)
		}
		return nil
	})
	s.visitor(t)
	s.forward(notify.AskedAfter)
	eventually(t, "one has it", func() bool { return len(post.Delivered()) == 1 })
	page := func() string { return s.owner(t).get("/inbox/reach").body }
	eventually(t, "the other was given up", func() bool { return strings.Contains(page(), "Mail about a question") })
	if !strings.Contains(page(), "…@example.com") || strings.Contains(page(), colleagueEmail) || !strings.Contains(page(), "no such mailbox") {
		t.Errorf("the page says %s", page())
	}
	s.forward(time.Hour)
	if n := len(post.Delivered()); n != 1 {
		t.Errorf("mailed are %d", n)
	}
}

func TestWithoutMailServerOrProgramThePageSaysHowToHaveThem(t *testing.T) {
	s := newSite(t)
	page := s.owner(t).get("/inbox/reach").body
	for _, want := range []string{"the site has no mail server", "SMTP_URL", "MAIL_FROM", "the site knows no program to call", "WEBHOOK_URL", "Nothing waits."} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	s.visitor(t)
	if n, err := s.Outbox.Waiting(t.Context()); n != 0 || err != nil {
		t.Errorf("%d notices wait that nobody can send, %v", n, err)
	}
}
