package nodes

import (
	"path/filepath"
	"testing"
	"time"

	"porchlight/app/testparts"
)

// ways are how a message can be on its way when its node dies.
var ways = map[string]func(p *tab, m message){
	"by socket": func(p *tab, m message) { p.say(m) },
	"by POST":   func(p *tab, m message) { go func() { _, _ = p.browser.send(p.node, visitorPost, m) }() },
}

func TestAMessageThatIsStoredWhenItsNodeDiesBeforeItIsSaidIsThereOnceForWhoSendsItAgain(t *testing.T) {
	t.Parallel()
	on := newPair(t, unlimited)
	owner := signIn(t, on.b)
	for name, send := range ways {
		c := newChat(t, on, owner)
		c.link.Spoil(t, `{"type": "timeout", "stream": "downstream", "attributes": {"timeout": 0}}`)
		m := newMessage("stored, and not said")
		send(c.tab, m)
		testparts.Eventually(t, "the other node shows the message", func() bool { return c.owner.shows(m.id) })
		on.a.Kill(t)
		if c.tab.shows(m.id) {
			t.Fatalf("%s: the sender was told", name)
		}
		c.sendsAgain(t, name, m)
		c.link.Clear()
		on.a.Restart(t)
		c.showsAll(t, name, m)
	}
}

// chat is a visitor on node a, over a link, and an owner on node b.
type chat struct {
	on         *site
	link       *testparts.Link
	tab, owner *tab
	first      message
}

func newChat(t *testing.T, on *site, owner *browser) *chat {
	t.Helper()
	c := &chat{on: on, link: testparts.NewLink(t, on.a.Addr)}
	over := map[string]*testparts.Link{on.a.Addr: c.link, on.b.Addr: testparts.NewLink(t, on.b.Addr)}
	visitor := newBrowser(t).over(over)
	c.first = visitor.write(t, on.a, "begin")
	c.tab = visitor.follow(t, on.a, saw, 0)
	c.owner = owner.follow(t, on.b, "/inbox/"+visitor.conversation(t, on.a), 0)
	testparts.Eventually(t, "both show the first message", func() bool { return c.tab.shows(c.first.id) && c.owner.shows(c.first.id) })
	return c
}

// sendsAgain has the sender, who was told nothing, send the same message to the other node.
func (c *chat) sendsAgain(t *testing.T, name string, m message) {
	t.Helper()
	for range 2 {
		if a, err := c.tab.browser.send(c.on.b, visitorPost, m); err != nil || a.status != 200 {
			t.Fatalf("%s: the same message again: %d %v", name, a.status, err)
		}
	}
}

// showsAll checks that both sides show the first message and this one, and nothing twice.
func (c *chat) showsAll(t *testing.T, name string, m message) {
	t.Helper()
	for side, tab := range map[string]*tab{"the visitor": c.tab, "the owner": c.owner} {
		testparts.Eventually(t, name+": "+side+" is shown the message", func() bool { return tab.shows(m.id) })
		checkScreen(t, name+": "+side, tab.see(), []string{c.first.body, m.body})
	}
}

func TestWhatANodeStoredAndCouldNotTellAnybodyIsShownOnTheOthersOnceItIsGone(t *testing.T) {
	t.Parallel()
	redis := testparts.Redis(t)
	link := testparts.NewLink(t, redis.Addr)
	settings := unlimited.With(testparts.Settings{
		"DATABASE": filepath.Join(t.TempDir(), "porchlight.db"), "REDIS_URL": redis.URL(), "OWNER_EMAIL": ownerEmail, "OWNER_PASSWORD": ownerPassword,
	})
	a, b := testparts.StartNode(t, settings.With(testparts.Settings{"REDIS_URL": "redis://" + link.Addr})), testparts.StartNode(t, settings)
	visitor := newBrowser(t)
	visitor.write(t, a, "begin")
	reading := signIn(t, b).follow(t, b, "/inbox/"+visitor.conversation(t, a), 0)
	testparts.Eventually(t, "the owner is shown the first message", func() bool { return len(reading.see().log) == 1 })

	link.Spoil(t, `{"type": "timeout", "stream": "upstream", "attributes": {"timeout": 0}}`)
	m := visitor.write(t, a, "The door is open.") // stored, and the visitor was told so
	a.Kill(t)
	if reading.shows(m.id) {
		t.Fatal("the other node was told")
	}
	took := testparts.Within(t, deadGone, "the owner is shown it on the other node", func() bool { return reading.shows(m.id) })
	t.Logf("shown after %s", took.Round(time.Millisecond))
}
