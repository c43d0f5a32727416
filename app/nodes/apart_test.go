package nodes

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"porchlight/app/testparts"
)

// A node alone may be unable to reach Redis: the others hear each other, and do not hear it.
func TestWhatIsWrittenOnANodeThatCannotReachRedisIsShownOnTheOthers(t *testing.T) {
	t.Parallel()
	redis := testparts.Redis(t)
	link := testparts.NewLink(t, redis.Addr)
	settings := unlimited.With(testparts.Settings{
		"DATABASE": filepath.Join(t.TempDir(), "porchlight.db"), "OWNER_EMAIL": ownerEmail, "OWNER_PASSWORD": ownerPassword, "REDIS_URL": redis.URL(),
	})
	a := testparts.StartNode(t, settings)
	b := testparts.StartNode(t, settings.With(testparts.Settings{"REDIS_URL": "redis://" + link.Addr + "/0"}))
	visitor := newBrowser(t)
	visitor.write(t, a, "Is anyone in?")
	page := visitor.follow(t, a, saw, 0)
	thread := signIn(t, b).follow(t, b, "/inbox/"+visitor.conversation(t, a), 0)

	link.Cut()
	for i, speaker := range []*tab{thread, page, thread} {
		m := newMessage(fmt.Sprint("line ", i))
		speaker.say(m)
		took := testparts.Within(t, deliveryLate, "the message shows on both nodes", func() bool { return page.shows(m.id) && thread.shows(m.id) })
		t.Logf("a message showed on both nodes after %s", took.Round(time.Millisecond))
	}
	link.Mend(t)
	agreed(t, map[string]count{"/": {number: 1}}, page)
}
