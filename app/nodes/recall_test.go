package nodes

import (
	"net/http"
	"testing"

	"porchlight/app/testparts"

	"github.com/fasthttp/websocket"
)

func TestWhoComesWhileTheStoreIsAwayIsHereAndTakesPartOnceItIsBack(t *testing.T) {
	t.Parallel()
	store := testparts.Postgres(t)
	n := testparts.StartNode(t, unlimited.With(testparts.Settings{"DATABASE": store.Database(t), "OWNER_EMAIL": ownerEmail, "OWNER_PASSWORD": ownerPassword}))
	visitor, owner := newBrowser(t), signIn(t, n)
	visitor.write(t, n, "Is anybody in?")
	id := visitor.conversation(t, n)
	watching := newBrowser(t).open(t, n, shop)

	store.Stop(t)
	came := visitor.follow(t, n, saw, 1)
	testparts.Eventually(t, "who came while the store was away is counted", func() bool { return watching.see().counts[saw] == count{number: 1} })
	if a, err := visitor.send(n, "/conversation/messages", newMessage("And now?")); err != nil || a.status != http.StatusServiceUnavailable {
		t.Errorf("a message without a store: %d, %v", a.status, err)
	}

	store.Restart(t)
	testparts.Eventually(t, "the tab came anew when the store was back", func() bool {
		open, code, opened := came.state()
		return open && code == websocket.CloseNormalClosure && opened == 2
	})
	answer := newMessage("Now I am.")
	if a, err := owner.send(n, "/inbox/"+id+"/messages", answer); err != nil || a.status != http.StatusOK && a.status != http.StatusSeeOther {
		t.Fatalf("an answer: %d, %v", a.status, err)
	}
	testparts.Eventually(t, "the answer is shown", func() bool { return came.shows(answer.id) })
}
