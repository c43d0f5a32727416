package simulate

import (
	"slices"
	"sync/atomic"
	"time"
)

const (
	quiet     = 3 * time.Second        // without a change, counts have settled
	grace     = 6 * time.Second        // within which a clean leave shows
	judgeEach = 100 * time.Millisecond // between two looks
)

// checkCounts waits until the counts have settled while nobody moves, and compares what the tabs show with where they are.
func (r *run) checkCounts() {
	r.awaitTabs()
	began := time.Now()
	for {
		stood := time.Since(began)
		settled := stood > quiet && since(&r.report.counted) > quiet
		if wrong, others := r.compare(false); settled && (wrong == 0 && others == 0 || since(&r.report.departed) > grace) || stood > grace+r.Patience {
			break
		}
		time.Sleep(judgeEach)
	}
	_, r.report.others = r.compare(true)
	r.report.settled = time.Since(began)
}

// since returns how long ago a moment was that is kept in ns since 1970.
func since(moment *atomic.Int64) time.Duration { return time.Since(time.Unix(0, moment.Load())) }

// awaitTabs gives tabs that are away the time to come back.
func (r *run) awaitTabs() {
	var away int
	for deadline := time.Now().Add(r.Patience); time.Now().Before(deadline); time.Sleep(judgeEach) {
		if away = r.tabsAway(); away == 0 {
			return
		}
	}
	r.report.problems.add(tabLost, "%d tabs had no socket %s after everyone stood still", away, r.Patience)
}

func (r *run) tabsAway() (away int) {
	for _, v := range r.crowd() {
		for _, t := range v.openTabs() {
			if _, open := t.where(); !open && !t.isOver() {
				away++
			}
		}
	}
	return away
}

// compare counts the places whose number is wrong on some tab, and the visitors of others. A number below the own visitors
// is wrong, one above them where nobody else is on the site, and one that differs from what another tab shows.
func (r *run) compare(report bool) (wrong, others int) {
	home := r.places.number([]byte("/"))
	names := r.places.names()
	own, tabs := r.truth(names), r.shownCounts(len(names))
	for count := range tabs[home] {
		others = max(others, count-own[home])
	}
	for n, name := range names {
		for count, by := range tabs[n] {
			if count == own[n] || count > own[n] && others > 0 && len(tabs[n]) == 1 {
				continue
			}
			wrong++
			if report {
				r.report.problems.add(countWrong, "%d tabs show %d at %s, where this simulation has %d and others on the site are %d", by, count, name, own[n], others)
			}
		}
		if report && tabs[n] != nil {
			r.report.compared++
		}
	}
	for _, v := range r.crowd() {
		for _, t := range v.openTabs() {
			wrong += r.unshown(t, report)
		}
	}
	return wrong, others
}

// shownCounts returns how many tabs show which count, by number of the place.
func (r *run) shownCounts(places int) []map[int]int {
	tabs := make([]map[int]int, places)
	for _, v := range r.crowd() {
		for _, t := range v.openTabs() {
			for n := range places {
				if count, is := t.counted(n); is {
					if tabs[n] == nil {
						tabs[n] = map[int]int{}
					}
					tabs[n][count]++
				}
			}
		}
	}
	return tabs
}

// unshown counts what a page should show a number for and has got none.
func (r *run) unshown(t *tab, report bool) (missing int) {
	if _, open := t.where(); !open {
		return 0
	}
	for _, place := range t.page.counted {
		if _, is := t.counted(r.places.number([]byte(place))); is {
			continue
		}
		missing++
		if report {
			r.report.problems.add(countWrong, "the page %s of visitor %d was never told how many are at %s", t.page.place, t.v.number, place)
		}
	}
	return missing
}

// truth counts the own visitors at each place or below it, by number of the place.
func (r *run) truth(names []string) []int {
	own := make([]int, len(names))
	for _, v := range r.crowd() {
		var at []string
		for _, t := range v.openTabs() {
			if place, open := t.where(); open {
				at = append(at, place)
			}
		}
		for n, name := range names {
			for _, place := range at {
				if isAt(place, name) {
					own[n]++
					break
				}
			}
		}
	}
	return own
}

// checkFall sees on the observer's page that those who left are gone. Where the counts were wrong before, or the observer has
// no socket, that cannot be seen.
func (r *run) checkFall() {
	watching := slices.ContainsFunc(r.observer.openTabs(), func(t *tab) bool { _, open := t.where(); return open })
	if !watching || r.report.problems.count(countWrong) > 0 {
		return
	}
	home := r.places.number([]byte("/"))
	began, last := time.Now(), -1
	for deadline := began.Add(grace + r.Patience); time.Now().Before(deadline); time.Sleep(judgeEach) {
		for _, t := range r.observer.openTabs() {
			if count, is := t.counted(home); is {
				last = count
			}
		}
		if last >= 0 && last <= 1+r.report.others {
			r.report.fell = time.Since(began)
			return
		}
	}
	if r.report.others == 0 {
		r.report.problems.add(countWrong, "%s after all have left, %d are shown where 1 is", grace+r.Patience, last)
	}
}
