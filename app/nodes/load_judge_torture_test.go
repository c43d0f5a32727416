//go:build torture

package nodes

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/app/simulate"
	"porchlight/app/testparts"
)

// judge holds what the visitors saw against the promises and against the store.
func (l *load) judge(t *testing.T, s *storm) {
	t.Helper()
	if err := l.report.Err(); err != nil {
		t.Error(err)
	}
	var table strings.Builder
	if err := l.report.Print(&table); err != nil {
		t.Fatal(err)
	}
	t.Log("\n" + table.String())
	o := l.report.Outcome()
	lost, doubled := l.compare(t, o.Stored)
	shaken, calm := l.divide(o.Pages)
	in, out, away := simulate.Quantiles(shaken, .99, 1), simulate.Quantiles(calm, .5, .99, 1), simulate.Quantiles(o.Back, .5, .99, 1)
	requests := l.allThere(o.Pages) + l.allThere(o.Fragments)
	testparts.Figures(t, "load with faults", "sockets", o.Sockets, "requests", requests, "a second", requests/int(loadLasts/time.Second),
		"messages", len(o.Stored)+s.sent(), "kills of nodes", l.kills, "stops", l.stops, "kills of Redis", l.losses,
		"lost", lost, "doubled", doubled, "page p99", out[1].Round(time.Millisecond), "page p99 within 2 s of a fault", in[0].Round(time.Millisecond),
		"slowest page", max(in[1], out[2]).Round(time.Millisecond), "longest outage of a tab", away[2].Round(time.Millisecond))
	if lost > 0 || doubled > 0 {
		t.Errorf("%d messages that somebody saw stored are not in the store, %d are there twice", lost, doubled)
	}
	if out[1] > loadPage {
		t.Errorf("a page took %s at the 99th percentile of %d, want %s", out[1], len(calm), loadPage)
	}
	if o.Sockets < loadSockets || requests < loadRequests*int(loadLasts/time.Second) {
		t.Errorf("%d sockets and %d requests: that is less than it is meant to be", o.Sockets, requests)
	}
	if away[2] > backWithin {
		t.Errorf("a tab was without a socket for %s, want %s at most", away[2], backWithin)
	}
}

// allThere counts what was asked for once all visitors were there.
func (l *load) allThere(asked []simulate.Timed) (n int) {
	for _, one := range asked {
		if one.Began.After(l.began) {
			n++
		}
	}
	return n
}

// divide parts what went on shortly after a fault from all else.
func (l *load) divide(all []simulate.Timed) (shaken, calm []simulate.Timed) {
	for _, one := range all {
		if l.isShaken(one) {
			shaken = append(shaken, one)
		} else {
			calm = append(calm, one)
		}
	}
	return shaken, calm
}

// compare looks for every message that a visitor saw stored in what the site exports.
func (l *load) compare(t *testing.T, stored map[string]string) (lost, doubled int) {
	t.Helper()
	exported := testparts.Run(t, l.settings, "", "export")
	if exported.Code != 0 {
		t.Fatalf("the export ended with code %d: %s", exported.Code, exported.Stderr)
	}
	kept := map[string][]string{} // bodies by id
	for line := range strings.Lines(exported.Stdout) {
		var m struct{ Type, ID, Body string }
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			t.Fatal(err)
		}
		if m.Type == "message" {
			kept[m.ID] = append(kept[m.ID], m.Body)
		}
	}
	for id, body := range stored {
		switch bodies := kept[id]; {
		case !slices.Contains(bodies, body):
			lost++
		case len(bodies) > 1:
			doubled++
		}
	}
	return lost, doubled
}

// sent is how many messages were seen stored.
func (s *storm) sent() (all int) {
	for _, one := range s.senders {
		all += len(one.stored)
	}
	return all + len(s.threads)
}
