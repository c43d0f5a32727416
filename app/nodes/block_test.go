package nodes

import (
	"net/http"
	"testing"

	"porchlight/app/testparts"

	"github.com/fasthttp/websocket"
)

func TestABlockHoldsOnEveryNodeAtOnceAndSoDoesItsEnd(t *testing.T) {
	t.Parallel()
	p := newPair(t, nil)
	visitor, neighbour := newBrowser(t), newBrowser(t)
	visitor.write(t, p.a, "Insults")
	neighbour.write(t, p.a, "Something else")
	page := visitor.open(t, p.a, saw)
	owner, thread := signIn(t, p.b), "/inbox/"+visitor.conversation(t, p.a)
	watching := owner.open(t, p.b, thread)
	testparts.Eventually(t, "B knows that the visitor is here, and from which address", func() bool { return watching.see().here == saw })
	begins := func() int {
		t.Helper()
		a, err := newBrowser(t).send(p.a, visitorPost, newMessage("Hello"))
		if err != nil {
			t.Fatal(err)
		}
		return a.status
	}

	page.abandon()
	if got := owner.fill(t, p.b, thread+"/block", nil); got.status != http.StatusSeeOther {
		t.Fatalf("blocking on B: %d %s", got.status, got.body)
	}
	testparts.Eventually(t, "the socket on A is dropped", func() bool { _, code, _ := page.state(); return code == websocket.ClosePolicyViolation })
	if a, err := visitor.send(p.a, visitorPost, newMessage("Let me in")); err != nil || a.status != http.StatusForbidden {
		t.Errorf("their message on A: %d %v", a.status, err)
	}
	testparts.Eventually(t, "nobody begins a conversation from there on A", func() bool { return begins() == http.StatusForbidden })
	neighbour.write(t, p.a, "Still here")

	if got := owner.fill(t, p.b, thread+"/unblock", nil); got.status != http.StatusSeeOther {
		t.Fatalf("unblocking on B: %d %s", got.status, got.body)
	}
	testparts.Eventually(t, "somebody begins a conversation from there on A", func() bool { return begins() == http.StatusOK })
	visitor.write(t, p.a, "Sorry")
}
