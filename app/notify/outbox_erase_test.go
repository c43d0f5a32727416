package notify_test

import (
	"slices"
	"testing"
	"time"

	"porchlight/app/conversation"
	"porchlight/app/sqlite"
)

func TestNothingIsSentOfAConversationThatIsErased(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	talks := conversation.New(b.store, b.now)
	erased, kept := conversation.IDOf("one"), conversation.IDOf("another")
	for _, id := range []string{erased, kept} {
		_, err := talks.Send(ctx, id, conversation.Draft{ID: "00000000-0000-4000-8000-000000000001", Body: "Hello", Place: "/", From: conversation.Visitor})
		must(t, err)
		for _, kind := range []string{"reply:", "asked:"} {
			waits := letter(kind+id, kind)
			waits.Conversation = id
			b.put(t, waits)
		}
	}
	b.run(t)
	end := underWay(t, b)
	must(t, b.store.Write(ctx, func(q *sqlite.Queries) error { return b.Forget(ctx, q, erased) }))
	b.willAnswer(nil)
	end(errNobody)
	b.settled(t)
	b.pass(t, time.Hour)
	var of []string
	for _, n := range b.tried() {
		of = append(of, n.Conversation)
	}
	if want := []string{erased, kept, kept}; !slices.Equal(of, want) {
		t.Errorf("there were tries of %q, want %q", of, want)
	}
	if waiting, dead := b.left(t); waiting != 0 || len(dead) != 0 {
		t.Errorf("%d wait, and these were given up: %q", waiting, dead)
	}
}
