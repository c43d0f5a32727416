package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"porchlight/app/conversation"
	"porchlight/app/notify"
	"porchlight/app/store"
	"porchlight/app/web"

	"github.com/google/uuid"
)

const day = 24 * time.Hour

// keeping is a site that keeps conversations for so long.
func keeping(conversations time.Duration) func(*setup) {
	return func(o *setup) { o.keep.Conversations = conversations }
}

func (s *site) isKept(t *testing.T, id string) bool {
	t.Helper()
	_, err := s.conversations.Get(t.Context(), id)
	return err == nil
}

func TestAConversationIsRemovedWhenNothingHasChangedInItForLongEnough(t *testing.T) {
	s := newSite(t, keeping(180*day))
	old, busy, owner := s.visitor(t), s.visitor(t), s.owner(t)
	owner.acts(old, "notes", map[string][]string{"body": {"A note"}})
	s.forward(179 * day)
	s.replies(t, busy, "Still here?")
	s.forward(day + time.Hour)
	eventually(t, "it is gone", func() bool { return !s.isKept(t, old.conversation()) })
	if !s.isKept(t, busy.conversation()) {
		t.Error("so is one that an owner answered in yesterday")
	}
	eventually(t, "the log says how many", func() bool {
		return strings.Contains(s.log.String(), `msg="removed what was kept long enough" conversations=1 messages=1 notes=1 addresses=0 links=0 browsers=0 mailboxes=0 notices=0 records=0 history=0`)
	})
	s.forward(180 * day)
	eventually(t, "and so is the other in time", func() bool { return !s.isKept(t, busy.conversation()) })
}

// replies sends an owner's message without a session, which would be over by then.
func (s *site) replies(t *testing.T, v *browser, body string) {
	t.Helper()
	_, err := s.conversations.Send(t.Context(), v.conversation(), conversation.Draft{ID: uuid.NewString(), Body: body, From: conversation.Owner})
	must(t, err)
}

func TestWhatIsKeptForEverIsKept(t *testing.T) {
	s := newSite(t)
	v, erased := s.visitor(t), s.visitor(t)
	s.owner(t).acts(erased, "erase", nil)
	s.forward(20 * 365 * day)
	eventually(t, "the sweep has passed, and removed what was erased alone", func() bool { return !s.isKept(t, erased.conversation()) })
	if !s.isKept(t, v.conversation()) {
		t.Error("it is gone")
	}
}

func TestABlockKeepsItsConversationUntilItEnds(t *testing.T) {
	s := newSite(t, keeping(10*day))
	v, other := s.visitor(t), s.visitor(t)
	v.open("/").fence()
	s.owner(t).acts(v, "block", nil)
	s.forward(11 * day)
	eventually(t, "the other is gone", func() bool { return !s.isKept(t, other.conversation()) })
	if a := v.post("/conversation/messages", saying("Hello again"), fragment); a.status != http.StatusForbidden {
		t.Errorf("the sweep lifted the block: %d", a.status)
	}
	s.forward(20 * day)
	eventually(t, "the block is over", func() bool { return !s.isKept(t, v.conversation()) })
}

func TestWhoComesBackAfterASweepBeginsAnew(t *testing.T) {
	s := newSite(t, keeping(180*day))
	v := s.visitor(t)
	for range 3 {
		v.post("/conversation/messages", saying("And more"), fragment).theMessage(t)
	}
	open, untold := v.open("/", "&after=4"), v.open(redisCard)
	before := `data-rev="4"`
	untold.until("it knows the rev", func(text string) bool { return strings.Contains(text, before) })
	s.forward(181 * day)
	emptied := func(text string) bool {
		return strings.Contains(text, `data-anew="1"`) && strings.Contains(text, `data-rev="0"`) && strings.Contains(text, `data-unread="0"`)
	}
	open.until("the open page is emptied", emptied)
	untold.until("and the one that shows no thread", emptied)
	v.open("/", "&after=4").until("a page that was away is emptied", emptied)
	if poll := v.get("/conversation/messages?after=4").body; !emptied(poll) || len(messagesIn(poll)) > 0 {
		t.Errorf("polling: %s", poll)
	}
	form := saying("A new beginning")
	if m := v.post("/conversation/messages", form, fragment).theMessage(t); m.seq != "1" || m.rev != "1" {
		t.Errorf("it begins as %+v", m)
	}
	open.shows(form.Get("id"))
	late := v.open("/", "&after=4") // a page that was away for all of it
	late.until("it is told to begin anew, with what there is", func(text string) bool {
		return strings.Contains(text, `data-anew="1"`) && strings.Contains(text, "A new beginning")
	})
	last := late.write("And on it goes")
	for _, tab := range []*tab{open, late} {
		if m := tab.shows(last); m.seq != "2" {
			t.Errorf("the second is %+v", m)
		}
	}
	open.wants(form.Get("id"), last)
	late.wants(form.Get("id"), last)
}

func TestALongConversationIsRemovedWithAllOfItsTextsInSearch(t *testing.T) {
	s := newSite(t, keeping(180*day))
	v := s.visitor(t)
	for range 250 {
		s.replies(t, v, "an elephant")
	}
	searched := func() int {
		hits, err := s.store.Read().Search(t.Context(), []store.SearchWord{{Text: "elephant"}}, 1000)
		must(t, err)
		return len(hits)
	}
	v.post("/conversation/messages", saying("Thank you"), fragment).theMessage(t) // wakes the index
	eventually(t, "search knows all of it", func() bool { return searched() == 250 })
	s.forward(181 * day)
	eventually(t, "it is gone", func() bool { return !s.isKept(t, v.conversation()) })
	if n := searched(); n != 0 {
		t.Errorf("search finds %d of them", n)
	}
}

func TestDeadNoticesAreKeptForAsLongAsIsSet(t *testing.T) {
	s := newSite(t, func(o *setup) { o.keep = web.Keep{Notices: 30 * day} })
	outbox := notify.New(s.store, s.Now, "test", nil)
	given := func() int64 {
		n, err := outbox.Given(t.Context())
		must(t, err)
		return n
	}
	for n, key := range []string{"a", "b"} {
		must(t, s.Outbox.Send(t.Context(), notify.Draft{Key: key, Channel: notify.MailChannel, Kind: "unheard of"}))
		eventually(t, "it is given up", func() bool { return given() == int64(n+1) })
		s.forward(20 * day)
	}
	eventually(t, "the first is forgotten, the second is not", func() bool { return given() == 1 })
	s.forward(31 * day)
	eventually(t, "and then it is", func() bool { return given() == 0 })
}
