package web_test

import (
	"bytes"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"porchlight/app/notify"
	"porchlight/app/store"
)

// unmistakable are words that stand nowhere else, one for each column that is about a visitor.
var unmistakable = []string{
	"quagga-message", "quagga-edited-away", "quagga-edited-to", "quagga-deleted", "quagga-answer", "quagga-note", "quagga-dropped-note",
	"quagga-notice", "quagga@example.org", "quagga-before", "qu-AGGA", "Pacific/Pago_Pago", "tablet", "/data-realtime/topics/mongodb",
}

// leaves has a visitor, and an owner, leave all of these in the store.
func (s *site) leaves(t *testing.T) (v, owner *browser) {
	t.Helper()
	v, owner = s.browser(t), s.owner(t)
	says := func(body string) url.Values {
		form := saying(body)
		form.Set("zone", "Pacific/Pago_Pago")
		form.Set("place", "/data-realtime/topics/mongodb")
		v.post("/conversation/messages", form, fragment, headers{"Accept-Language": "qu-AGGA", "User-Agent": "Tablet"}).theMessage(t)
		return form
	}
	says("quagga-message")
	edited, deleted := says("quagga-edited-away"), says("quagga-deleted")
	s.hasIndexed(t, "quagga") // so that search knows the texts that are to go
	v.post("/conversation/messages/"+edited.Get("id")+"/edit", url.Values{"body": {"quagga-edited-to"}}, fragment)
	v.post("/conversation/messages/"+deleted.Get("id")+"/delete", nil, fragment)
	thread := "/inbox/" + v.conversation()
	owner.post(thread+"/messages", saying("quagga-answer"), fragment).theMessage(t)
	owner.acts(v, "notes", url.Values{"body": {"quagga-note"}})
	must(t, s.Outbox.Send(t.Context(), notify.Draft{
		Key: "quagga", Channel: notify.MailChannel, Kind: "reply", Conversation: v.conversation(), Data: map[string]string{"text": "quagga-notice", "to": "quagga-notice@example.net"}, Due: s.Now().Add(365 * 24 * time.Hour),
	}))
	v.post("/conversation/email", email("quagga-before@example.org"), fragment)
	s.letters(t, 1)
	v.post("/conversation/email", email("quagga@example.org"), fragment)
	s.letters(t, 2)
	s.hasIndexed(t, "answer")
	return v, owner
}

// hasIndexed waits until search knows a word.
func (s *site) hasIndexed(t *testing.T, word string) {
	t.Helper()
	eventually(t, "search knows "+word, func() bool {
		hits, err := s.store.Read().Search(t.Context(), []store.SearchWord{{Text: word}}, 1)
		return err == nil && len(hits) > 0
	})
}

// remains are the words that the files of the database hold, in any case.
func (s *site) remains(t *testing.T, words []string) (found []string) {
	t.Helper()
	var bytesOf []byte
	for _, ending := range []string{"", "-wal", "-shm", "-journal"} {
		part, err := os.ReadFile(s.path + ending)
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		bytesOf = append(bytesOf, bytes.ToLower(part)...)
	}
	for _, word := range words {
		if bytes.Contains(bytesOf, []byte(strings.ToLower(word))) {
			found = append(found, word)
		}
	}
	return found
}

// erasures are all the ways in which what a visitor left goes.
var erasures = map[string]func(t *testing.T, s *site, v, owner *browser){
	"the visitor erases it": func(t *testing.T, s *site, v, _ *browser) {
		if a := v.post("/privacy/erase", nil); a.status != http.StatusOK {
			t.Fatalf("erasing: %d", a.status)
		}
	},
	"an owner erases it": func(_ *testing.T, _ *site, v, owner *browser) { owner.acts(v, "erase", nil) },
	"it was kept long enough": func(t *testing.T, s *site, v, _ *browser) {
		id := v.conversation()
		s.forward(179 * day)
		eventually(t, "the sweep has passed", func() bool { return !s.isKept(t, id) })
	},
}

// searchWords are pieces of the words as search keeps them.
var searchWords = []string{"quagga", "agga-", "edited-away"}

func TestWhatIsErasedIsNotInTheFilesOfTheDatabase(t *testing.T) {
	for name, erase := range erasures {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, mailing(t), keeping(180*day))
			v, owner := s.leaves(t)
			neighbour := s.browser(t)
			neighbour.asks(redisCard, "unrelated wombat")
			s.hasIndexed(t, "wombat")
			if found := s.remains(t, []string{"quagga-message", "quagga-note", "quagga-notice", "quagga@example.org", "wombat"}); len(found) != 5 {
				t.Fatalf("before, the files hold only %q", found)
			}
			s.forward(2 * day)
			s.replies(t, neighbour, "later") // so that the sweep leaves it
			erase(t, s, v, owner)
			s.isSwept(t)
			if found := s.remains(t, append(searchWords, unmistakable...)); len(found) > 0 {
				t.Errorf("the files hold %q", found)
			}
			if found := s.remains(t, []string{"wombat"}); len(found) != 1 {
				t.Error("what others wrote is gone, too")
			}
		})
	}
}

// isSwept waits until nothing that was deleted is on the disk any more.
func (s *site) isSwept(t *testing.T) {
	t.Helper()
	eventually(t, "it is off the disk", func() bool {
		hits, err := s.store.Read().Search(t.Context(), []store.SearchWord{{Text: "quagga"}}, 1)
		return err == nil && len(hits) == 0 && s.conversations.Swept()
	})
}

func TestWhatWasEditedAwayDeletedOrRemovedIsNotInTheFilesEither(t *testing.T) {
	s := newSite(t, mailing(t))
	v, _ := s.leaves(t)
	v.post("/conversation/email/remove", nil)
	eventually(t, "it is off the disk", s.conversations.Swept)
	if found := s.remains(t, []string{"quagga-edited-away", "edited-away", "quagga-deleted", "example.org"}); len(found) > 0 {
		t.Errorf("the files hold %q", found)
	}
	if found := s.remains(t, []string{"quagga-message", "quagga-edited-to"}); len(found) != 2 {
		t.Errorf("the files hold only %q", found)
	}
}

func TestTheLogHoldsNoWordsAndNoAddresses(t *testing.T) {
	s := newSite(t, mailing(t), keeping(180*day), troubled)
	v, owner := s.leaves(t)
	v.open(redisCard).fence()
	owner.acts(v, "block", nil)
	v.post("/conversation/messages", saying("quagga-message"), fragment)
	v.get("/nowhere/quagga-message")
	v.post("/privacy/erase", nil)
	s.forward(181 * day)
	eventually(t, "the sweep is logged", func() bool { return strings.Contains(s.log.String(), "removed what was kept long enough") })
	must(t, s.store.Close())
	owner.get("/inbox") // fails, which is logged
	for _, word := range append([]string{"127.0.0.1", v.cookie("visitor"), ownerEmail}, unmistakable...) {
		if word != "" && strings.Contains(s.log.String(), word) {
			t.Errorf("the log holds %q: %s", word, s.log.String())
		}
	}
	if !strings.Contains(s.log.String(), "level=ERROR") {
		t.Error("nothing was logged at all")
	}
}
