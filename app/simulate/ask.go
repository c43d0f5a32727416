package simulate

import (
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/google/uuid"
)

const (
	echoWithin = 3 * time.Second // for a frame's echo, before the same id goes by post
	postAgain  = time.Second     // between two posts while nobody answers
	looking    = 20 * time.Millisecond
)

// questions are what visitors ask; they fit every place.
var questions = []string{
	"What would make you decide otherwise here?",
	"Has this ever failed you in production? What did you see first?",
	"How did you measure that? I would like to try it here.",
	"We have about ten times the load. Does this still hold?",
	"Which version of this did you check last?",
	"What would you leave out if you had one week for all of it?",
}

// message is what a visitor sent.
type message struct {
	id, body, place string
	from            *tab
	sent            time.Time
	seq             int64 // 0: it is not stored, as far as the visitor knows
	echoed          bool
	heard           chan string // "", or the code of a refusal; has room for one
}

// openConversation shows the conversation in a tab, as the page's launcher does.
func (v *visitor) openConversation(t *tab) {
	a, came := v.fetch("/conversation?"+url.Values{"place": {t.page.place}}.Encode(), fragmentHeaders, &v.run.report.fragments)
	if !came {
		return
	}
	text, err := a.text()
	if err != nil {
		v.run.report.problems.add(unexpected, "the conversation cannot be read: %v", err)
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.thread.opened(numberIn(text, ` data-rev="`), messagesIn(text))
}

// ask writes a message. A browser's first goes by post, which gives it a lasting name; the others go by socket.
func (v *visitor) ask(t *tab) {
	body := questions[v.mind.IntN(len(questions))]
	id := uuid.Must(uuid.NewRandomFromReader(chance{v.mind})).String()
	if !v.curious {
		v.fold(t)
		return
	}
	place, _ := t.where()
	m := &message{id: id, body: body, place: place, from: t, sent: time.Now(), heard: make(chan string, 1)}
	v.change(func() { v.messages = append(v.messages, m) })
	v.run.report.asked.Add(1)
	t.mu.Lock()
	first := t.thread.rev == 0
	t.mu.Unlock()
	if !first && t.send(clientFrame{Type: "message", ID: m.id, Body: m.body, Place: m.place}) && v.hears(m) {
		return
	}
	v.post(m)
}

// hears waits for the echo. False: it is to go by post.
func (v *visitor) hears(m *message) bool {
	select {
	case code := <-m.heard:
		switch code {
		case "post-first", "not-found", "unavailable":
			return false
		case "limited":
			v.run.report.limit(limitedMessages)
		case "":
		default:
			v.run.report.problems.add(unexpected, "a message was refused as %q", code)
		}
		return true
	case <-time.After(echoWithin):
		v.run.report.late.Add(1)
		return false
	}
}

const limitedMessages = "the site takes no more messages or new conversations: start it with CONVERSATIONS_PER_HOUR=0 and MESSAGES_PER_SECOND=0, or let fewer come"

// post sends a message until it is answered; a repeated id is harmless.
func (v *visitor) post(m *message) {
	form := url.Values{"id": {m.id}, "body": {m.body}, "place": {m.place}}
	for deadline := time.Now().Add(v.run.Patience); time.Now().Before(deadline); time.Sleep(postAgain) {
		a, err := v.source.post(v.client, v.run.wire.origin+"/conversation/messages", v.run.wire.origin, form)
		switch {
		case err != nil:
			v.run.report.unheard(err)
			continue
		case a.status == http.StatusServiceUnavailable: // it goes again, as from a page
			v.run.report.unheard(fmt.Errorf("POST /conversation/messages was answered with %d", a.status))
			continue
		case a.status == http.StatusTooManyRequests:
			v.run.report.limit(limitedMessages)
		case a.status != http.StatusOK:
			v.run.report.problems.add(unexpected, "POST /conversation/messages was answered with %d", a.status)
		default:
			v.accepted(a)
		}
		return
	}
}

// chance reads from a visitor's mind, so that even their ids follow from the seed.
type chance struct{ mind interface{ Uint32() uint32 } }

// Read is io.Reader's.
func (c chance) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(c.mind.Uint32())
	}
	return len(p), nil
}
