package nodes

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/app/testparts"
)

// keptForOwners are the key by which browsers know the site's pushes, and the secret by which the owner's program knows its calls.
var keptForOwners = regexp.MustCompile(`data-key="([^"]+)"|<code>(whsec_[^<]+)</code>`)

// TestNothingThatANodeKeepsIsNeededByAnother hands a site on from node to node: none of those that it began with runs in the end.
func TestNothingThatANodeKeepsIsNeededByAnother(t *testing.T) {
	t.Parallel()
	settings := unlimited.With(noOwner).With(testparts.Settings{
		"DATABASE": testparts.Postgres(t).Database(t), "REDIS_URL": testparts.Redis(t).URL(), "WEBHOOK_URL": testparts.NewEndpoint(t).URL, "LOGINS_PER_ACCOUNT": "3",
	})
	a := testparts.StartNode(t, settings)
	token, visitor := tokenOf(t, a), newBrowser(t)
	b := testparts.StartNode(t, settings)
	visitor.write(t, a, "Does the kettle whistle?")
	a.Kill(t) // before it had the time to bring search up to date

	owner, got := setUp(t, b, token)
	if got.status != http.StatusSeeOther {
		t.Fatalf("the setup link of a node that is gone: %d %s", got.status, got.body)
	}
	id := visitor.conversation(t, b)
	keys := keptForOwners.FindAllString(owner.get(t, b, "/inbox/reach?secret=shown").body, -1)
	if len(keys) != 2 {
		t.Errorf("the keys for owners are %q", keys)
	}
	testparts.Eventually(t, "search finds what the node that is gone stored", func() bool {
		return strings.Contains(owner.get(t, b, "/inbox?q=kettle").body, "whistle")
	})
	for range 3 {
		logIn(t, b, ownerEmail, "a guess of theirs")
	}
	staying := visitor.follow(t, b, saw, 0)
	c := testparts.StartNode(t, settings)
	watching := newBrowser(t).open(t, c, shop)
	testparts.Eventually(t, "the new node counts who is on the other", func() bool { return watching.see().counts[saw] == count{number: 1} })
	staying.abandon()
	if code, _ := b.Terminate(t); code != 0 {
		t.Errorf("the node that was drained ended with code %d", code)
	}
	drained := time.Now()

	if now := keptForOwners.FindAllString(owner.get(t, c, "/inbox/reach?secret=shown").body, -1); !slices.Equal(now, keys) {
		t.Errorf("on the last node the keys for owners are %q, not %q", now, keys)
	}
	if a := logIn(t, c, ownerEmail, ownerPassword); a.status != http.StatusTooManyRequests {
		t.Errorf("a login after the guesses that other nodes counted: %d", a.status)
	}
	if _, got := setUp(t, c, token); got.status != http.StatusForbidden {
		t.Errorf("the setup link once more: %d", got.status)
	}
	reading := visitor.follow(t, c, saw, 0)
	answer := newMessage("It does.")
	if a, err := owner.send(c, "/inbox/"+id+"/messages", answer); err != nil || a.status != http.StatusOK {
		t.Fatalf("an answer: %d, %v", a.status, err)
	}
	testparts.Eventually(t, "the visitor reads both", func() bool {
		return slices.Equal(reading.see().bodies(), []string{"Does the kettle whistle?", "It does."})
	})
	testparts.Within(t, leaveShows-time.Since(drained), "who was on the drained node is counted once, where they are now", func() bool {
		return watching.see().counts[saw] == count{number: 1}
	})
}
