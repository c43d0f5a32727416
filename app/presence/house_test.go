package presence_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/app/presence"
)

// clock is time that only a test moves.
type clock struct{ now time.Time }

func newClock() *clock { return &clock{time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)} }

func (c *clock) pass(d time.Duration) { c.now = c.now.Add(d) }

// newRoster is an empty roster and its clock.
func newRoster() (*presence.Roster, *clock) {
	c := newClock()
	return presence.New(func() time.Time { return c.now }), c
}

func tab(id, place string) presence.Socket {
	return presence.Socket{ID: id, Place: place, Visible: true}
}

func hiddenTab(id, place string) presence.Socket { return presence.Socket{ID: id, Place: place} }

func staffTab(id, role string) presence.Socket {
	return presence.Socket{ID: id, Place: "/inbox", Visible: true, Staff: role}
}

func tabFrom(id, address string) presence.Socket {
	return presence.Socket{ID: id, Place: "/", Visible: true, Address: address}
}

// counts is what a roster counts, such as "/ 2, /shop 1"; places without anyone are left out.
func counts(r *presence.Roster) string {
	var all []string
	for _, place := range places {
		if n := r.Count(place); n != 0 {
			all = append(all, fmt.Sprint(place, " ", n))
		}
	}
	return strings.Join(all, ", ")
}

var places = []string{"/", "/forge", "/forge/topics/redis", "/inbox", "/shop", "/shop/technologies/redis", "/shop/topics/redis"}

func counted(t *testing.T, r *presence.Roster, want string) {
	t.Helper()
	if got := counts(r); got != want {
		t.Fatalf("counted are %q, want %q", got, want)
	}
}

// share is a visitor's sockets as another node tells them.
func share(t *testing.T, sockets ...presence.Socket) []byte {
	t.Helper()
	data, err := json.Marshal(sockets)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// told is another node's first word: a whole share in which each visitor has one tab.
func told(t *testing.T, node string, seq uint64, at map[string]string) presence.Delta {
	t.Helper()
	return presence.Delta{Node: node, Seq: seq, Reset: true, Set: tabs(t, node, at)}
}

func tabs(t *testing.T, node string, at map[string]string) map[string][]byte {
	t.Helper()
	set := map[string][]byte{}
	for visitor, place := range at {
		set[visitor] = share(t, tab(node+"-"+visitor, place))
	}
	return set
}

// merged takes in a delta that must continue what is known.
func merged(t *testing.T, r *presence.Roster, d presence.Delta) {
	t.Helper()
	if r.Merge(d) {
		t.Fatalf("delta %d of %s is taken for a gap", d.Seq, d.Node)
	}
}

// changed checks whose counts and who changed since the last Tick.
func changed(t *testing.T, r *presence.Roster, places, visitors []string) presence.Changes {
	t.Helper()
	c := r.Tick()
	if !slices.Equal(c.Places, places) || !slices.Equal(c.Visitors, visitors) {
		t.Fatalf("changed are %q and %q, want %q and %q", c.Places, c.Visitors, places, visitors)
	}
	return c
}
