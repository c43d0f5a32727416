package nodes

import (
	"fmt"
	"net"
	"net/http"
	"os/exec"
	"strings"
	"testing"

	"porchlight/app/testparts"
)

const (
	fewDescriptors = 96 // that a node may have, so that a test can use them up
	notTaken       = "a connection could not be taken"
)

func TestANodeThatHasNoDescriptorLeftServesWhoIsThereAndSaysSoOnce(t *testing.T) {
	t.Parallel()
	prlimit, err := exec.LookPath("prlimit")
	must(t, err)
	addr := testparts.FreeAddr(t)
	l := testparts.Launch{Addr: addr, Binary: prlimit, Args: []string{fmt.Sprint("--nofile=", fewDescriptors), testparts.Binary(t)}, Dir: t.TempDir()}
	n := testparts.StartNodeBy(t, l, unlimited.With(testparts.Settings{"ADDR": addr, "CONTENT_DIR": testparts.Content(t)}))
	early := newBrowser(t)
	early.write(t, n, "before") // by a connection that stays
	tab := early.follow(t, n, saw, 0)
	for round := range 2 {
		crowd := occupy(t, n, 2*fewDescriptors)
		testparts.Eventually(t, "the node says that it has none left", func() bool { return strings.Contains(n.Log(), notTaken) })
		if a := early.get(t, n, saw); a.status != http.StatusOK {
			t.Errorf("a page for who was there: %d", a.status)
		}
		posted, said := early.write(t, n, fmt.Sprint("by post ", round)), newMessage(fmt.Sprint("by socket ", round))
		tab.say(said)
		testparts.Eventually(t, "both messages show", func() bool { return tab.shows(posted.id) && tab.shows(said.id) })
		for _, conn := range crowd {
			_ = conn.Close()
		}
		testparts.Eventually(t, "newcomers are served again", func() bool {
			a, err := newBrowser(t).do(n, http.MethodGet, shop, nil)
			return err == nil && a.status == http.StatusOK
		})
	}
	n.Terminate(t) // which writes what the log still holds
	if times := strings.Count(n.Log(), notTaken); times != 1 {
		t.Errorf("it says so %d times", times)
	}
}

// occupy opens connections on which nothing is asked.
func occupy(t *testing.T, n *testparts.Node, connections int) (all []net.Conn) {
	t.Helper()
	for range connections {
		conn, err := net.Dial("tcp", n.Addr)
		must(t, err)
		t.Cleanup(func() { _ = conn.Close() })
		all = append(all, conn)
	}
	return all
}
