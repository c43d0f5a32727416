package nodes

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"
	"time"

	"porchlight/app/testparts"
)

// storm is a conversation of several visitors and the owner over all nodes, while something is broken on purpose.
type storm struct {
	*site
	seed    uint64
	pause   time.Duration       // between two messages of one sender, at most
	program *testparts.Endpoint // the owner's, which is told of each message; nil: there is none
	threads []*thread
	senders []*sender
}

// thread is one visitor's conversation, with the tabs that show it on every node.
type thread struct {
	id            string
	visitor       *browser
	first         message // the one that began it
	visitors, own []*tab  // the visitor's, the owner's: one on each node
}

const (
	visitors = 6
	each     = 50 // messages of a visitor, at least

	hurried   = 120 * time.Millisecond // pause of a sender where as much as possible should be on its way
	leisurely = 600 * time.Millisecond // and where it is measured how long one takes
)

// party is who takes part in a storm, and how they are connected.
type party struct {
	visitors, answered int // the owner answers the first ones
	connect            func(*testing.T) *browser
}

// newStorm is a storm of a few who have good connections.
func newStorm(t *testing.T, on *site, pause time.Duration) *storm {
	t.Helper()
	return newStormOf(t, on, pause, party{visitors: visitors, answered: 1, connect: newBrowser})
}

// newStormOf lets the visitors begin their conversations, as many on each node, and the owner open all of them on every one.
func newStormOf(t *testing.T, on *site, pause time.Duration, who party) *storm {
	t.Helper()
	s := &storm{site: on, seed: rand.Uint64(), pause: pause}
	t.Logf("seed %d", s.seed)
	owner := who.connect(t).signIn(t, s.a)
	for i := range who.visitors {
		home := i % len(s.nodes())
		visitor := who.connect(t)
		c := &thread{visitor: visitor, first: visitor.write(t, s.nodes()[home], fmt.Sprintf("visitor %d begins", i))}
		c.id = visitor.conversation(t, s.nodes()[home])
		for _, n := range s.nodes() {
			c.visitors = append(c.visitors, visitor.follow(t, n, saw, 0))
			c.own = append(c.own, owner.follow(t, n, "/inbox/"+c.id, 0))
		}
		s.threads = append(s.threads, c)
		s.addSender(fmt.Sprint("visitor ", i), c, c.visitors[home], visitorPost)
	}
	for _, c := range s.threads[:who.answered] {
		s.addSender("the owner", c, c.own[1], "/inbox/"+c.id+"/messages")
	}
	return s
}

func (s *storm) addSender(name string, c *thread, from *tab, post string) {
	random := rand.New(rand.NewPCG(s.seed, uint64(len(s.senders))))
	s.senders = append(s.senders, &sender{name: name, thread: c, tab: from, post: post, nodes: s.nodes(), least: each, pause: s.pause, random: random})
}

// rage lets everyone write until the harm is done and each has written enough.
func (s *storm) rage(t *testing.T, harm func(*rand.Rand)) {
	t.Helper()
	over := make(chan struct{})
	var writing sync.WaitGroup
	for _, one := range s.senders {
		writing.Go(func() { one.write(t, over) })
	}
	defer writing.Wait()
	defer close(over)
	harm(rand.New(rand.NewPCG(s.seed, 1<<32)))
}

// sender writes messages from one tab.
type sender struct {
	name   string
	thread *thread
	tab    *tab
	post   string
	nodes  []*testparts.Node
	least  int // messages
	pause  time.Duration
	random *rand.Rand

	stored        []stored
	frames, posts int // tries by socket, and by POST
}

// stored is a message that its sender saw stored.
type stored struct {
	message
	begun, at time.Time // when it was sent, when it was seen stored
}

// Times of the page's outbox, which waits longer: here they only decide how much a test sees.
const (
	echoWithin = time.Second            // then the same id goes by POST
	postAgain  = 100 * time.Millisecond // after a POST that did not come through
	giveUp     = 45 * time.Second       // the test has failed: no node answers at all
)

func (s *sender) write(t *testing.T, over <-chan struct{}) {
	for {
		select {
		case <-over:
			if len(s.stored) >= s.least {
				return
			}
		default:
		}
		begun, m := time.Now(), newMessage(fmt.Sprintf("%s, line %d", s.name, len(s.stored)+1))
		if !s.bring(t, m) {
			return
		}
		s.stored = append(s.stored, stored{m, begun, time.Now()})
		time.Sleep(some(s.random, s.pause))
	}
}

// bring returns when it knows that a message is stored: by the echo of a frame, else by the answer to a POST.
func (s *sender) bring(t *testing.T, m message) bool {
	if s.tab.say(m) {
		s.frames++
		if holds(echoWithin, func() bool { return s.tab.shows(m.id) }) {
			return true
		}
	}
	return holds(giveUp, func() bool {
		s.posts++
		node := s.nodes[s.random.IntN(len(s.nodes))]
		a, err := s.tab.browser.send(node, s.post, m)
		switch {
		case err == nil && a.status == http.StatusOK:
			return true
		case err == nil && a.status < http.StatusInternalServerError:
			t.Errorf("POST of %q: %d %s", m.body, a.status, a.body)
		}
		time.Sleep(postAgain)
		return false
	})
}

// holds waits for a condition like testparts.Within, for goroutines that must not end a test.
func holds(limit time.Duration, condition func() bool) bool {
	for start := time.Now(); !condition(); time.Sleep(5 * time.Millisecond) {
		if time.Since(start) > limit {
			return false
		}
	}
	return true
}

// some is a random part of a time.
func some(random *rand.Rand, most time.Duration) time.Duration {
	return time.Duration(random.Int64N(int64(most)))
}
