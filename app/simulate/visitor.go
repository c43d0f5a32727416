package simulate

import (
	"context"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"slices"
	"sync"
	"time"
)

const (
	thinking       = 4 * time.Second // between two things that a visitor does, on average
	thinkingMost   = 4 * thinking
	curiousOneIn   = 3 // has the conversation open, and asks
	secondTabOneIn = 5 // uses two tabs at times
)

// visitor is one browser: its own cookies, its tabs, and a mind that decides from the seed alone.
type visitor struct {
	run        *run
	number     int
	source     *source
	client     *http.Client
	handshakes sync.Mutex

	staying context.Context // ends when the visitor is to stand still, or to leave
	leave   context.CancelCauseFunc

	mind    *rand.Rand
	curious bool
	twoTabs bool

	mu       sync.Mutex
	tabs     []*tab // the first is in front
	messages []*message
}

func newVisitor(r *run, number int) *visitor {
	jar, _ := cookiejar.New(nil) // fails for no options
	source := r.wire.sources[number%len(r.wire.sources)]
	v := &visitor{run: r, number: number, source: source, client: source.client(jar), mind: mindOf(r.Seed, number)}
	v.staying, v.leave = context.WithCancelCause(r.living)
	v.curious, v.twoTabs = v.mind.IntN(curiousOneIn) == 0, v.mind.IntN(secondTabOneIn) == 0
	return v
}

// live comes, does one thing after the other until the run stands still, and looks whether all messages are there. Who is to
// leave before that does so then.
func (v *visitor) live() {
	v.arrive()
	for v.think(1) {
		v.step()
	}
	v.verify()
	if context.Cause(v.staying) == errReplaced {
		v.depart()
	}
}

// think waits as long as people do, so many times over.
func (v *visitor) think(times float64) bool {
	long := min(thinkingMost, time.Duration(v.mind.ExpFloat64()*float64(thinking)))
	return pause(v.staying, time.Duration(float64(long)*times/v.run.Hurry))
}

func (v *visitor) step() {
	front := v.front()
	if front == nil { // the site could not be reached
		v.arrive()
		return
	}
	chance := v.mind.IntN(100)
	for _, habit := range habits {
		if chance -= habit.share; chance < 0 {
			habit.do(v, front)
			return
		}
	}
}

func (v *visitor) front() *tab {
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.tabs) == 0 {
		return nil
	}
	return v.tabs[0]
}

// arrive comes in by the home page, and most go on to one that it leads to.
func (v *visitor) arrive() {
	t := v.visit("/")
	if t == nil {
		return
	}
	v.change(func() { v.tabs = append(v.tabs, t) })
	if v.mind.IntN(4) > 0 && v.think(.25) {
		v.walk(t)
	}
}

func (v *visitor) change(tabs func()) {
	v.mu.Lock()
	defer v.mu.Unlock()
	tabs()
}

// visit fetches a page and opens its socket; nil when it is not to be had, or no place.
func (v *visitor) visit(path string) *tab {
	a, came := v.fetch(path, nil, &v.run.report.pages)
	if !came {
		return nil
	}
	p, err := v.run.pages.read(path, a)
	if err != nil {
		v.run.report.problems.add(unexpected, "the page %s cannot be read: %v", path, err)
		return nil
	}
	if p.place == "" {
		return nil
	}
	t := v.openTab(p, p.place)
	if v.curious {
		v.openConversation(t)
	}
	return t
}

// fetch asks until there is an answer. One other than 200 is a failure of the site.
func (v *visitor) fetch(path string, header http.Header, latencies *latencies) (answer, bool) {
	report := v.run.report
	for tries := 0; ; tries++ {
		a, err := v.source.get(v.client, v.run.wire.origin+path, header)
		switch {
		case err != nil:
			report.unheard(err)
		case a.status != http.StatusOK:
			report.problems.add(unexpected, "GET %s was answered with %d", path, a.status)
			return a, false
		default:
			latencies.add(a.latency)
			return a, true
		}
		if !pause(v.run.living, backoff(tries)) {
			return answer{}, false
		}
	}
}

func (v *visitor) remove(t *tab) {
	v.change(func() { v.tabs = slices.DeleteFunc(v.tabs, func(other *tab) bool { return other == t }) })
	t.close()
}

func (v *visitor) closeAll() {
	var tabs []*tab
	v.change(func() { tabs, v.tabs = v.tabs, nil })
	for _, t := range tabs {
		t.close()
	}
}

// openTabs returns the tabs as they are now.
func (v *visitor) openTabs() []*tab {
	v.mu.Lock()
	defer v.mu.Unlock()
	return slices.Clone(v.tabs)
}

// isElsewhereAt reports whether another tab counts at a place already, so that no move of t changes its count.
func (v *visitor) isElsewhereAt(t *tab, place string) bool {
	for _, other := range v.openTabs() {
		if other == t {
			continue
		}
		if at, open := other.where(); open && isAt(at, place) {
			return true
		}
	}
	return false
}
