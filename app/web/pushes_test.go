package web_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"porchlight/app/account"
	"porchlight/app/notify"
	"porchlight/app/testparts"
	"porchlight/app/web"
)

// pushing is a site that pushes through this service.
func pushing(p *testparts.PushService) func(*setup) { return func(o *setup) { o.push = p } }

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
	s.forward(account.ProofFor)
	if a := b.post("/inbox/push", device(p, "/stranger"), fragment); a.status != http.StatusForbidden || !strings.Contains(a.body, "Confirm first that it is you.") {
		t.Errorf("another device of who was not shown to be themselves: %d", a.status)
	}
	renewed := device(p, "/b")
	renewed.Set("replaces", p.URL+"/a")
	if a := b.post("/inbox/push", renewed, fragment); a.status != http.StatusForbidden {
		t.Errorf("in place of one of which only the address is known: %d", a.status)
	}
	renewed.Set("replaced_auth", device(p, "/a").Get("auth"))
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

func TestWhoAsksWithoutEndRingsOnceAMinute(t *testing.T) {
	p := testparts.NewPushService(t)
	s := newSite(t, pushing(p))
	s.owner(t).post("/inbox/push", device(p, "/phone"))
	v := s.visitor(t)
	for n := range 20 {
		v.post("/conversation/messages", saying(fmt.Sprint("and ", n)))
		eventually(t, "the outbox has seen it", func() bool {
			notices, err := s.Outbox.Of(t.Context(), v.conversation())
			must(t, err)
			return len(notices) == 0 || notices[0].Due.After(s.Now())
		})
	}
	if n := len(p.Asked()); n != 3 {
		t.Errorf("21 messages at once ring %d times", n)
	}
	s.visitor(t)
	eventually(t, "somebody else rings at once", func() bool { return len(p.Asked()) == 4 })
	s.forward(time.Minute)
	eventually(t, "the last of them is shown", func() bool {
		pushes := p.Pushes(t, s.Pusher.PublicKey())
		return len(pushes) == 5 && shows(t, pushes[4].Payload).Body == "and 19"
	})
}

func TestACrowdOfVisitorsRingsAndMailsAnOwnerOnlySoOften(t *testing.T) {
	p, post := testparts.NewPushService(t), testparts.NewMailServer(t, testparts.MailServerOptions{})
	s := newSite(t, pushing(p), only(web.Limits{MailsPerOwner: 20}), func(o *setup) { o.mail = post.URL() })
	s.owner(t).post("/inbox/push", device(p, "/phone"))
	for range 40 {
		s.visitor(t)
	}
	told := func(pushes, mails int) {
		t.Helper()
		s.quiet(t)
		if len(p.Asked()) != pushes || len(post.Delivered()) != mails {
			t.Errorf("%d pushes and %d mails, want %d and %d", len(p.Asked()), len(post.Delivered()), pushes, mails)
		}
	}
	told(30, 0)
	s.forward(notify.AskedAfter)
	told(35, 20)
	s.forward(time.Hour)
	told(40, 40)
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

func TestAPushServiceThatHangsHoldsUpNoPushToAnother(t *testing.T) {
	well, hung := testparts.NewPushService(t), testparts.NewPushService(t)
	s := newSite(t, pushing(well))
	hung.Hang()
	for n := range 3 { // they come before the other
		s.owner(t).post("/inbox/push", device(hung, fmt.Sprint("/", n)))
	}
	s.owner(t).post("/inbox/push", device(well, "/phone"))
	const (
		questions = 2                // six pushes to the one that hangs, of which two wait for its answer, and the others a second for their turn
		heldUp    = 15 * time.Second // what a push takes that hangs
	)
	for range questions {
		s.visitor(t)
	}
	testparts.Within(t, heldUp, "all are pushed to the one that answers", func() bool { return len(well.Asked()) == questions })
	if n := len(hung.Asked()); n > 2 {
		t.Errorf("%d pushes hang at once", n)
	}
}

func TestAPushServiceThatCannotBeReachedIsTriedOnceAMinuteByOnePushAlone(t *testing.T) {
	gone, well := testparts.NewLink(t, testparts.FreeAddr(t)), testparts.NewPushService(t)
	s := newSite(t, pushing(well))
	away := device(well, "/away")
	away.Set("endpoint", "https://"+gone.Addr+"/away")
	s.owner(t).post("/inbox/push", away)
	var asking []*browser
	tries := func() (n int) { // once nothing is under way
		eventually(t, "all that waits is put off", func() bool {
			n = 0
			for _, v := range asking {
				notices, err := s.Outbox.Of(t.Context(), v.conversation())
				must(t, err)
				if len(notices) != 1 || !notices[0].Due.After(s.Now()) {
					return false
				}
				n += notices[0].Attempts
			}
			return true
		})
		return n
	}
	for range 5 {
		asking = append(asking, s.visitor(t))
		if n := tries(); n != 1 {
			t.Fatalf("%d pushes were tried", n)
		}
	}
	s.forward(time.Minute)
	if n := tries(); n != 2 {
		t.Errorf("%d pushes were tried in two minutes", n)
	}
}
