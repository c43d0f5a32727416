//go:build torture

package nodes

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"porchlight/app/testparts"
)

// bystander is a visitor who looks at pages and writes all the time.
type bystander struct {
	node *testparts.Node
	b    *browser
	tab  *tab
	took latencies
}

func newBystander(t *testing.T, n *testparts.Node) *bystander {
	t.Helper()
	v := &bystander{node: n, b: newBrowser(t), took: latencies{}}
	v.b.write(t, n, "begin")
	v.tab = v.b.follow(t, n, saw, 0)
	return v
}

func (v *bystander) look(t *testing.T, while time.Duration) {
	t.Helper()
	for i, until := 0, time.Now().Add(while); time.Now().Before(until); i++ {
		v.took.time("page", func() {
			newcomer := newBrowser(t)
			if a := newcomer.get(t, v.node, shop); a.status != http.StatusOK {
				t.Errorf("a page: %d", a.status)
			}
			newcomer.CloseIdleConnections()
		})
		m := newMessage(fmt.Sprint("line ", i))
		v.took.time("message", func() {
			v.tab.say(m)
			testparts.Eventually(t, "the message shows", func() bool { return v.tab.shows(m.id) })
		})
		time.Sleep(60 * time.Millisecond) // fewer frames a second than a page may send
	}
}
