package notify_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/app/notify"
	"porchlight/app/store"
	"porchlight/app/testparts"
)

// asked is a push about a conversation.
var asked = notify.Push{Topic: "8d9f0c1e-0000-4000-8000-000000000001", TTL: time.Hour, Payload: []byte(`{"title":"Wer ist da? 🏡"}`)}

func newPusher(t *testing.T, kept store.Store, service *testparts.PushService) *notify.Pusher {
	t.Helper()
	p, err := notify.NewPusher(ctx, kept, notify.PushOptions{Contact: "hello@porchlight.example", Site: site, Now: atNoon, Roots: service.Roots, Local: true})
	must(t, err)
	return p
}

// browser is the subscription at a path of the service.
func browser(service *testparts.PushService, path string) (s notify.Subscription) {
	s.Endpoint, s.P256dh, s.Auth = service.Subscribe(path)
	return s
}

func TestAPushIsReadByTheBrowserAloneAndSignedByTheSite(t *testing.T) {
	t.Parallel()
	service := testparts.NewPushService(t)
	p := newPusher(t, newStore(t), service)
	long := asked
	long.Payload = []byte(strings.Repeat("x", 3993))
	for _, push := range []notify.Push{asked, long} {
		must(t, p.Send(ctx, browser(service, "/send/abc"), push))
	}
	pushes := service.Pushes(t, p.PublicKey())
	if len(pushes) != 2 {
		t.Fatalf("%d pushes came", len(pushes))
	}
	topic := pushes[0].Topic
	want := testparts.Pushed{Payload: string(asked.Payload), Topic: topic, TTL: "3600", Urgency: "high", Contact: "mailto:hello@porchlight.example", Endpoint: "/send/abc"}
	if pushes[0] != want || pushes[1].Payload != string(long.Payload) {
		t.Errorf("the push is %+v", pushes[0])
	}
	if a := service.Asked(); len(a[0].Body) != len(a[1].Body) || strings.Contains(string(a[0].Body), "title") {
		t.Errorf("its length tells what it says: %d and %d bytes", len(a[0].Body), len(a[1].Body))
	}
}

func TestAPushReplacesTheOneBeforeOfTheSameConversationOnly(t *testing.T) {
	t.Parallel()
	service := testparts.NewPushService(t)
	p := newPusher(t, newStore(t), service)
	other := asked
	other.Topic = "8d9f0c1e-0000-4000-8000-000000000002"
	for _, push := range []notify.Push{asked, asked, other} {
		must(t, p.Send(ctx, browser(service, "/"), push))
	}
	var topics []string
	for _, push := range service.Pushes(t, p.PublicKey()) {
		if len(push.Topic) != 32 || strings.Trim(push.Topic, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != "" || strings.Contains(push.Topic, "8d9f0c1e") {
			t.Errorf("the topic %q", push.Topic)
		}
		topics = append(topics, push.Topic)
	}
	if topics[0] != topics[1] || topics[0] == topics[2] {
		t.Errorf("the topics are %q", topics)
	}
}

func TestTheKeyOfTheSiteOutlivesARestartAndIsThatOfAllNodes(t *testing.T) {
	t.Parallel()
	path := testparts.NewDatabase(t)
	service := testparts.NewPushService(t)
	var keys []string
	for range 2 {
		nodes := []store.Store{open(t, path), open(t, path)}
		for _, node := range nodes {
			p := newPusher(t, node, service)
			must(t, p.Send(ctx, browser(service, "/"), asked))
			keys = append(keys, p.PublicKey())
		}
		for _, node := range nodes {
			must(t, node.Close())
		}
	}
	if slices.Sort(keys); keys[0] != keys[3] {
		t.Errorf("the keys are %q", keys)
	}
	if n := len(service.Pushes(t, keys[0])); n != 4 {
		t.Errorf("%d pushes are signed with it", n)
	}
	if other := newPusher(t, newStore(t), service); other.PublicKey() == keys[0] {
		t.Error("another site has the same key")
	}
}

func TestASiteWithoutMailNamesItselfToPushServices(t *testing.T) {
	t.Parallel()
	for origin, want := range map[string]string{site: site, "http://localhost:3000": "https://localhost:3000"} {
		service := testparts.NewPushService(t)
		p, err := notify.NewPusher(ctx, newStore(t), notify.PushOptions{Site: origin, Now: atNoon, Roots: service.Roots, Local: true})
		must(t, err)
		must(t, p.Send(ctx, browser(service, "/"), asked))
		if got := service.Pushes(t, p.PublicKey())[0].Contact; got != want {
			t.Errorf("%s is %q", origin, got)
		}
	}
}

func TestWhatThePushServiceAnswersDecidesWhetherThereIsAnotherTry(t *testing.T) {
	t.Parallel()
	service := testparts.NewPushService(t)
	p := newPusher(t, newStore(t), service)
	for _, c := range []struct {
		status  int
		body    string
		header  []string
		want    string
		seconds int
		says    string
	}{
		{http.StatusCreated, "", nil, done, 0, ""},
		{http.StatusAccepted, "", nil, done, 0, ""},
		{http.StatusBadRequest, "bad\nJWT", nil, givenUp, 0, "The push service of the browser answered: 400 Bad Request: bad JWT"},
		{http.StatusForbidden, "<h1>no</h1>", []string{"Content-Type", "text/html; charset=utf-8"}, givenUp, 0, "The push service of the browser answered: 403 Forbidden"},
		{http.StatusRequestEntityTooLarge, "", nil, givenUp, 0, "The push service of the browser answered: 413 Request Entity Too Large"},
		{http.StatusTemporaryRedirect, "", []string{"Location", service.URL + "/elsewhere"}, givenUp, 0, "The push service of the browser answered: 307 Temporary Redirect"},
		{http.StatusRequestTimeout, "", nil, again, 0, "The push service of the browser answered: 408 Request Timeout"},
		{http.StatusTooManyRequests, "", []string{"Retry-After", "120"}, again, 120, "The push service of the browser answered: 429 Too Many Requests"},
		{http.StatusTooManyRequests, "", []string{"Retry-After", "Sun, 01 Mar 2026 12:10:00 GMT"}, again, 600, "The push service of the browser answered: 429 Too Many Requests"},
		{http.StatusTooManyRequests, "", []string{"Retry-After", "Sun, 01 Mar 2026 11:10:00 GMT"}, again, 0, "The push service of the browser answered: 429 Too Many Requests"},
		{http.StatusTooManyRequests, "", []string{"Retry-After", "-1"}, again, 0, "The push service of the browser answered: 429 Too Many Requests"},
		{http.StatusInternalServerError, strings.Repeat("x", 9000), nil, again, 0, "The push service of the browser answered: 500 Internal Server Error: " + strings.Repeat("x", 173) + "…"},
		{http.StatusServiceUnavailable, "", []string{"Retry-After", "30"}, again, 30, "The push service of the browser answered: 503 Service Unavailable"},
	} {
		service.Answer(c.status, c.body, c.header...)
		err := p.Send(ctx, browser(service, "/"), asked)
		if outcome(err) != c.want || notify.Told(err) != c.seconds || err != nil && err.Error() != c.says || err == notify.ErrGone {
			t.Errorf("%d: it is %s, for %d seconds: %v", c.status, outcome(err), notify.Told(err), err)
		}
	}
	for _, status := range []int{http.StatusNotFound, http.StatusGone} {
		service.Answer(status, "")
		if err := p.Send(ctx, browser(service, "/"), asked); err != notify.ErrGone || outcome(err) != givenUp {
			t.Errorf("%d: %v", status, err)
		}
	}
	for _, a := range service.Asked() {
		if a.Path != "/" {
			t.Errorf("a redirect to %s was followed", a.Path)
		}
	}
}

func TestASubscriptionThatIsNoneIsRefused(t *testing.T) {
	t.Parallel()
	service := testparts.NewPushService(t)
	p := newPusher(t, newStore(t), service)
	const address, keys = "The browser named no https address for pushes.", "The push is too long, or the keys that the browser gave are none."
	for _, c := range []struct {
		name  string
		spoil func(*notify.Subscription)
		says  string
	}{
		{"no TLS", func(s *notify.Subscription) { s.Endpoint = strings.Replace(s.Endpoint, "https", "http", 1) }, address},
		{"no address", func(s *notify.Subscription) { s.Endpoint = "https:///send" }, address},
		{"half an address", func(s *notify.Subscription) { s.Endpoint = "https://%" }, address},
		{"no key", func(s *notify.Subscription) { s.P256dh = "" }, keys},
		{"a key off the curve", func(s *notify.Subscription) { s.P256dh = strings.Repeat("B", 87) }, keys},
		{"a secret that is none", func(s *notify.Subscription) { s.Auth = "?" }, keys},
	} {
		s := browser(service, "/")
		c.spoil(&s)
		if err := p.Send(ctx, s, asked); outcome(err) != givenUp || err.Error() != c.says {
			t.Errorf("%s: it is %s: %v", c.name, outcome(err), err)
		}
	}
	long := asked
	long.Payload = []byte(strings.Repeat("x", 3994))
	if err := p.Send(ctx, browser(service, "/"), long); outcome(err) != givenUp {
		t.Errorf("a push too long: it is %s: %v", outcome(err), err)
	}
	if n := len(service.Asked()); n != 0 {
		t.Errorf("%d pushes came", n)
	}
}

func TestAPushGoesNowhereInside(t *testing.T) {
	t.Parallel()
	service := testparts.NewPushService(t)
	p, err := notify.NewPusher(ctx, newStore(t), notify.PushOptions{Site: site, Now: atNoon, Roots: service.Roots})
	must(t, err)
	for _, host := range []string{"127.0.0.1", "localhost", "[::1]"} {
		s := browser(service, "/")
		s.Endpoint = strings.Replace(s.Endpoint, "127.0.0.1", host, 1)
		if err := p.Send(ctx, s, asked); outcome(err) != givenUp || !strings.Contains(err.Error(), "private network") {
			t.Errorf("%s: it is %s: %v", host, outcome(err), err)
		}
	}
	if n := len(service.Asked()); n != 0 {
		t.Errorf("%d pushes came", n)
	}
}

func TestAPushServiceThatCannotBeReachedIsTriedAgainAndNotNamed(t *testing.T) {
	t.Parallel()
	service := testparts.NewPushService(t)
	p := newPusher(t, newStore(t), service)
	s := browser(service, "/send/capability")
	service.Hang()
	if err := p.Send(soon(t), s, asked); outcome(err) != again || strings.Contains(err.Error(), "capability") {
		t.Errorf("%v", err)
	}
	s.Endpoint = "https://" + testparts.FreeAddr(t) + "/send/capability"
	if err := p.Send(ctx, s, asked); outcome(err) != again || strings.Contains(err.Error(), "capability") {
		t.Errorf("%v", err)
	}
}
