package nodes

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"porchlight/app/testparts"

	"github.com/fasthttp/websocket"
)

func TestOnSIGTERMANodeClosesItsSocketsWithRestartAndExitsWithinTheDrainWindow(t *testing.T) {
	t.Parallel()
	const drain, sockets = 2 * time.Second, 12
	n := testparts.StartNode(t, testparts.Settings{"DRAIN": drain.String()})
	var tabs []*tab
	for range sockets {
		tab := newBrowser(t).open(t, n, saw)
		tab.abandon()
		tabs = append(tabs, tab)
	}
	code, took := n.Terminate(t)
	if code != 0 {
		t.Errorf("exit code %d, want 0", code)
	}
	if most := drain + raceExit(); took > most || took < drain/2 {
		t.Errorf("it took %s to stop; the sockets should be closed spread over %s", took, drain)
	}
	for i, tab := range tabs {
		<-tab.done
		if _, code, _ := tab.state(); code != websocket.CloseServiceRestart {
			t.Errorf("tab %d was closed with %d, want 1012", i, code)
		}
	}
}

// raceExit is how long the race detector holds a process at its exit.
func raceExit() time.Duration {
	if testparts.Race {
		return 1500 * time.Millisecond
	}
	return 0
}

func TestAMessageOnItsWayWhileANodeStopsIsStoredAndReachesTheOwner(t *testing.T) {
	t.Parallel()
	p := newPair(t, unlimited.With(testparts.Settings{"DRAIN": "1s"}))
	visitor := newBrowser(t)
	said := []string{visitor.write(t, p.a, "begin").body}
	page := visitor.follow(t, p.a, saw, 0)
	thread := signIn(t, p.b).follow(t, p.b, "/inbox/"+visitor.conversation(t, p.a), 0)

	s := &sender{name: "the visitor", tab: page, post: visitorPost, nodes: p.nodes(), least: 8, pause: hurried, random: rand.New(rand.NewPCG(1, 1))}
	over, written := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(written)
		s.write(t, over)
	}()
	if code, _ := p.a.Terminate(t); code != 0 {
		t.Errorf("exit code %d, want 0", code)
	}
	close(over)
	<-written
	p.a.Restart(t)

	for i := range s.stored {
		said = append(said, fmt.Sprintf("the visitor, line %d", i+1))
	}
	for name, tab := range map[string]*tab{"the owner's tab on B": thread, "the visitor's tab, back on A": page} {
		testparts.Eventually(t, name+" has all", func() bool { return len(tab.see().log) >= len(said) })
		checkScreen(t, name, tab.see(), said)
	}
}
