package simulate

import (
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
	secondTabOneIn = 8 // uses two tabs at times
)

// visitor is one browser: its own cookies, its tabs, and a mind that decides from the seed alone.
type visitor struct {
	run        *run
	number     int
	source     *source
	client     *http.Client
	handshakes sync.Mutex

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
	v.curious, v.twoTabs = v.mind.IntN(curiousOneIn) == 0, v.mind.IntN(secondTabOneIn) == 0
	return v
}

// live comes, does one thing after the other until the run stands still, and looks whether all messages are there.
func (v *visitor) live() {
	v.arrive()
	for v.think(1) {
		v.step()
	}
	v.verify()
}

// think waits as long as people do, so many times over.
func (v *visitor) think(times float64) bool {
	long := min(thinkingMost, time.Duration(v.mind.ExpFloat64()*float64(thinking)))
	return pause(v.run.living, time.Duration(float64(long)*times/v.run.Hurry))
}

// habits is what visitors do, and how often of a hundred times.
var habits = []struct {
	share int
	do    func(*visitor, *tab)
}{
	{35, (*visitor).unfold}, {10, (*visitor).fold}, {20, (*visitor).walk}, {8, (*visitor).hide},
	{8, (*visitor).switchTabs}, {14, (*visitor).ask}, {5, (*visitor).goAway},
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
			report.unanswered.Add(1)
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

// unfold opens a part, or goes back to one that is open.
func (v *visitor) unfold(t *tab) {
	if len(t.page.parts) == 0 {
		v.walk(t)
		return
	}
	part := t.page.parts[v.mind.IntN(len(t.page.parts))]
	if !t.unfolded[part] {
		if _, came := v.fetch(part, fragmentHeaders, &v.run.report.fragments); !came {
			return
		}
		t.unfolded[part] = true
	}
	t.move(part)
}

// fold goes back to the page as a whole.
func (v *visitor) fold(t *tab) {
	if place, _ := t.where(); place != t.page.place {
		t.move(t.page.place)
	}
}

// walk follows a link: the old page's socket closes, the new page opens its own.
func (v *visitor) walk(t *tab) {
	links := slices.DeleteFunc(slices.Clone(t.page.links), func(to string) bool { return to == t.page.place })
	if len(links) == 0 {
		return
	}
	to := links[v.mind.IntN(len(links))]
	v.verify()
	v.remove(t)
	if next := v.visit(to); next != nil {
		v.change(func() { v.tabs = slices.Insert(v.tabs, 0, next) })
	}
}

func (v *visitor) remove(t *tab) {
	v.change(func() { v.tabs = slices.DeleteFunc(v.tabs, func(other *tab) bool { return other == t }) })
	t.close()
}

// hide looks at something else for a while. The tab stays, and counts.
func (v *visitor) hide(t *tab) {
	for _, hidden := range []bool{true, false} {
		t.mu.Lock()
		t.hidden = hidden
		t.mu.Unlock()
		if t.say() {
			v.run.report.hides.Add(1)
		}
		if hidden && !v.think(1) {
			return
		}
	}
}

// switchTabs opens a second tab, goes to the other one or closes it.
func (v *visitor) switchTabs(t *tab) {
	choice := v.mind.IntN(3)
	switch {
	case !v.twoTabs:
		v.fold(t)
	case len(v.tabs) == 1: // only this goroutine changes the tabs
		if second := v.visit(t.page.place); second != nil {
			v.change(func() { v.tabs = slices.Insert(v.tabs, 0, second) })
			v.run.report.seconds.Add(1)
		}
	case choice == 0:
		v.verify()
		v.remove(t)
		v.run.report.departed.Store(time.Now().UnixNano())
	default:
		v.change(func() { v.tabs[0], v.tabs[1] = v.tabs[1], v.tabs[0] })
	}
}

// goAway closes everything and comes back later.
func (v *visitor) goAway(*tab) {
	v.verify()
	v.closeAll()
	v.run.report.departed.Store(time.Now().UnixNano())
	v.run.report.left.Add(1)
	if v.think(3) {
		v.arrive()
	}
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
