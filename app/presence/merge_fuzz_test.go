package presence_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"porchlight/app/presence"
)

// heardForm is what may be told of a visitor: all of it stands in pages of staff, and the first two in links.
var heardForm = regexp.MustCompile(`^[\w~-]+\|/[a-zA-Z0-9/-]*\|[a-zA-Z0-9-]*\|[a-zA-Z0-9]*\|[a-zA-Z0-9.:-]*$`)

var placeForm = regexp.MustCompile(`^/([a-zA-Z0-9-]+/?)*$`)

// FuzzMerge: whatever another node says of its visitors, nothing is counted below zero or more often than it is there, a node of another
// version ends nobody's, and once that node is gone all is as it was.
func FuzzMerge(f *testing.F) {
	for _, said := range []string{
		`[{"id":"s","at":"/shop","visible":true,"since":"2026-11-24T09:00:00Z","address":"a"}]`, `[{"id":"s","at":"/"},{"id":"s","at":"/"}]`,
		`[{"id":"s","at":"/shop/technologies/saw","staff":"owner","visible":true}]`, `[{"at":""},{},{"at":"//"},{"at":"/shop/"}]`, `[null]`, `null`, `{}`, ``, `[`,
		`[{"id":"s","at":"/shop","leaving":true,"unlisted":true,"talking":true}]`, `[{"id":"own","at":"/forge"}]`, `[{"id":"s","at":"//evil.example"}]`, `[{"id":"s","at":"javascript:alert(1)"}]`,
		`[{"id":"s","at":"/","referrer":"<b>"}]`, `[{"id":"s","at":"/","language":"\u202e"}]`, `[{"since":"-2000-01-01T00:00:00Z"}]`,
	} {
		f.Add("stranger", said, "own", `[{"id":"other","at":"/forge","address":"a"}]`, uint64(1), uint64(2), true)
		f.Add("stranger", `[{"id":"s","at":"/shop"}]`, "stranger", said, uint64(1), uint64(9), false)
	}
	f.Fuzz(func(t *testing.T, first, said, second, more string, seq, next uint64, reset bool) {
		r, c := newRoster()
		r.Join("own", presence.Socket{ID: "own", Place: "/shop", Visible: true, Address: "a"})
		before := tells(r, first, second)
		r.Merge(presence.Delta{Node: "other", Seq: seq, Reset: true, Set: map[string][]byte{first: []byte(said)}})
		r.Merge(presence.Delta{Node: "other", Seq: next, Reset: reset, Set: map[string][]byte{second: []byte(more)}, Removed: []string{first}})
		r.Replace("third", next, time.Duration(seq), map[string][]byte{first: []byte(more), second: []byte(said)})
		for _, place := range append(places, "/nowhere") {
			if n, at := r.Count(place), r.At(place); n < 0 || at < 0 || at > n || n > 3 {
				t.Errorf("%d are at %q, %d exactly there", n, place, at)
			}
		}
		for _, e := range r.Entries() {
			if !heardForm.MatchString(e.Visitor+"|"+e.Place+"|"+e.Language+"|"+e.Device+"|"+e.Referrer) || strings.Contains(e.Place, "//") {
				t.Errorf("somebody is told of as %+v", e)
			}
		}
		if n := r.SocketsOf("own"); n < 1 {
			t.Errorf("who is here has %d sockets", n)
		}
		for _, place := range r.Tick().Places {
			if !placeForm.MatchString(place) {
				t.Errorf("somebody is counted at %q", place)
			}
		}
		r.Merge(presence.Delta{Node: "other", Gone: true})
		r.Merge(presence.Delta{Node: "third", Gone: true})
		if after := tells(r, first, second); after != before {
			t.Errorf("when the others are gone it tells\n%s, and before they came\n%s", after, before)
		}
		c.pass(time.Minute)
		r.Tick()
	})
}

// tells is all that a roster tells of these visitors, and of all places.
func tells(r *presence.Roster, visitors ...string) string {
	text := fmt.Sprintf("%s, %d in all, owner in: %t, %d from a", counts(r), len(r.Entries()), r.OwnerIn(), r.SocketsFrom("a"))
	for _, visitor := range visitors {
		e, here := r.Entry(visitor)
		text += fmt.Sprintf("; %q %t with %d of %d", visitor, here, e.Sockets, r.SocketsOf(visitor))
	}
	return text
}
