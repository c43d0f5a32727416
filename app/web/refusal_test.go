package web_test

import (
	"context"
	"html"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"porchlight/app/limit"
	"porchlight/app/web"
)

var (
	draftForm  = regexp.MustCompile(`(?s)<textarea id="body" [^>]*data-hx-ignore[^>]*>(.*?)</textarea>`)
	reasonForm = regexp.MustCompile(`<p class="error" id="composer-error" role="alert">(.*?)</p>`)
)

// draft is the text that an answer gives back in its composer, and the reason beside it.
func (a answer) draft(t *testing.T) (text, reason string) {
	t.Helper()
	body, why := draftForm.FindAllStringSubmatch(a.body, -1), reasonForm.FindStringSubmatch(a.body)
	if len(body) != 1 || why == nil || !strings.Contains(a.body, `<form class="composer" id="composer" method="post"`) {
		t.Fatalf("%d without a composer: %s", a.status, a.body)
	}
	return html.UnescapeString(body[0][1]), html.UnescapeString(why[1])
}

// kept is a body as it comes back in a draft: without what cannot stand in a page.
func kept(body string) string {
	return strings.NewReplacer("\x00", "", "\xff", "\uFFFD").Replace(body)
}

// refusedBothWays posts a message by HTMX and by plain form, and expects the draft back: in the composer and in the page.
func (b *browser) refusedBothWays(form url.Values, status int, reason string) (byHTMX, byForm answer) {
	b.t.Helper()
	return b.refusedBothWaysAt("/conversation/messages", form, status, reason)
}

func (b *browser) refusedBothWaysAt(path string, form url.Values, status int, reason string) (byHTMX, byForm answer) {
	b.t.Helper()
	byHTMX, byForm = b.post(path, form, fragment), b.post(path, form)
	for way, a := range map[string]answer{"by HTMX": byHTMX, "by plain form": byForm} {
		if a.status != status {
			b.t.Fatalf("%s: %d, want %d: %s", way, a.status, status, a.body)
		}
		text, why := a.draft(b.t)
		if text != kept(form.Get("body")) || why != reason {
			b.t.Errorf("%s: %q came back as %q because %q, want %q", way, form.Get("body"), text, why, reason)
		}
		if a.isPage() != (way == "by plain form") || strings.Contains(a.body, "<script>") {
			b.t.Errorf("%s: %s", way, a.body)
		}
		if same := strings.Contains(a.body, `name="id" value="`+form.Get("id")+`"`); same != (status == http.StatusServiceUnavailable) {
			b.t.Errorf("%s: the draft keeps its id: %v; only what may be stored after all must", way, same)
		}
		if place := form.Get("place"); place != "" && !strings.Contains(a.body, `name="place" value="`+place+`"`) {
			b.t.Errorf("%s: the draft lost its place %s", way, place)
		}
	}
	return byHTMX, byForm
}

func TestABlockedVisitorIsRefusedWithTheDraft(t *testing.T) {
	s := newSite(t)
	b := s.visitor(t)
	if a := s.owner(t).post("/inbox/"+b.conversation()+"/block", nil); a.status != http.StatusSeeOther || a.Get("Location") != "/inbox/"+b.conversation() {
		t.Fatalf("blocking: %d to %s", a.status, a.Get("Location"))
	}
	b.refusedBothWays(saying("Let me in"), http.StatusForbidden, "Messages from this browser are not accepted at the moment.")
	s.forward(30*24*time.Hour + time.Second)
	if a := b.post("/conversation/messages", saying("It is over"), fragment); a.status != http.StatusOK {
		t.Errorf("after 30 days: %d", a.status)
	}
}

func TestAFloodOfMessagesIsToldWhenToGoOn(t *testing.T) {
	s := newSite(t, only(web.Limits{MessagesPerSecond: 1, MessageBurst: 5}))
	b := s.visitor(t)
	repeated := saying("The last of the burst")
	for _, form := range []url.Values{saying("2"), saying("3"), saying("4"), repeated} {
		b.post("/conversation/messages", form, fragment).theMessage(t)
	}
	byHTMX, byForm := b.refusedBothWays(saying("One too many"), http.StatusTooManyRequests, "That was quick. The next message can go in 1 s; your text is kept.")
	for _, a := range []answer{byHTMX, byForm} {
		if a.Get("Retry-After") != "1" {
			t.Errorf("Retry-After %q", a.Get("Retry-After"))
		}
	}
	if got := b.post("/conversation/messages", repeated, fragment).theMessage(t); got.seq != "5" {
		t.Errorf("what is stored already is counted again: %+v", got)
	}
	s.visitor(t) // someone else is not concerned
	s.forward(time.Second)
	b.post("/conversation/messages", saying("Slower"), fragment).theMessage(t)
}

func TestManyMessagesFromOneAddressAreRefusedWithTheDraftWhoeverWritesThem(t *testing.T) {
	s := newSite(t, only(web.Limits{MessagesPerSecond: 1, MessageBurst: 1000, ConversationsPerHour: 60}))
	b := s.visitor(t)
	for range 599 {
		b.post("/conversation/messages", saying("Filling the disk"), fragment).theMessage(t)
	}
	for _, one := range []*browser{b, s.browser(t)} {
		byHTMX, _ := one.refusedBothWays(saying("One too many"), http.StatusTooManyRequests, "Many messages came from your network. The next one can go in 6 s; your text is kept.")
		if byHTMX.Get("Retry-After") != "6" {
			t.Errorf("Retry-After %q", byHTMX.Get("Retry-After"))
		}
	}
	s.forward(6 * time.Second)
	b.post("/conversation/messages", saying("Slower"), fragment).theMessage(t)
}

// tight is a limiter under which six hundred messages from somewhere are one.
type tight struct{ limit.Limiter }

func (t tight) Take(ctx context.Context, rule limit.Rule, key string) (time.Duration, error) {
	if strings.HasPrefix(rule.Name, "message-") {
		rule.Burst /= 600
	}
	return t.Limiter.Take(ctx, rule, key)
}

func TestACustomerWhoHasManyNetworksDoesNotWriteFromEachWhatOneMay(t *testing.T) {
	s := newSite(t, behindProxy, only(web.Limits{MessagesPerSecond: 1, MessageBurst: 5, ConversationsPerHour: 60}), func(o *setup) { o.limiter = tight{o.limiter} })
	for i, ip := range []string{"2001:db8:1:1::1", "2001:db8:1:2::1", "2001:db8:1:300::1", "2001:db8:1:ffff::1", "2001:db8:1:5::1", "2001:db8:2:1::1", "192.0.2.1"} {
		want := http.StatusOK
		if i == 4 {
			want = http.StatusTooManyRequests
		}
		for _, status := range []int{want, http.StatusTooManyRequests} {
			if a := s.browser(t).post("/conversation/messages", saying("Filling the disk"), fragment, headers{"X-Real-IP": ip}); a.status != status {
				t.Errorf("%s: %d, want %d", ip, a.status, status)
			}
		}
	}
}

func TestManyNewConversationsFromOneAddressAreRefusedWithTheDraft(t *testing.T) {
	s := newSite(t, only(web.Limits{ConversationsPerHour: 2}))
	first := s.visitor(t)
	s.visitor(t)
	byHTMX, _ := s.browser(t).refusedBothWays(saying("A third one"), http.StatusTooManyRequests, "Many new conversations came from your network. Please try again in 1800 s; your text is kept.")
	if byHTMX.Get("Retry-After") != "1800" {
		t.Errorf("Retry-After %q", byHTMX.Get("Retry-After"))
	}
	first.post("/conversation/messages", saying("Going on is no beginning"), fragment).theMessage(t)
	s.forward(30 * time.Minute)
	s.visitor(t)
}

func TestAStoreThatCannotEvenKnowTheAddressReturnsTheDraft(t *testing.T) {
	s := newSite(t, troubled)
	must(t, s.store.Close())
	s.browser(t).refusedBothWays(saying("Is this thing on?"), http.StatusServiceUnavailable, "Nothing can be stored right now. Your text is kept: please send it again in a minute.")
}

func TestAStoreThatCannotBeReadAsksToComeAgain(t *testing.T) {
	s := newSite(t, troubled)
	b := s.visitor(t)
	eventually(t, "the log of the file is not emptied", func() bool { emptied, err := s.store.Forget(t.Context()); return emptied && err == nil })
	must(t, os.Truncate(s.path, 8<<10)) // as a disk does that loses what it has
	if a := b.get("/conversation"); a.status != http.StatusServiceUnavailable || !strings.Contains(a.body, "The site cannot look that up right now. Please try again in a minute.") {
		t.Errorf("%d %s", a.status, a.body)
	}
}
