package main

import (
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"time"
)

// watchTotal notes, in the page, every total that it shows, and when. It looks once in the time of a frame of a slow screen.
const watchTotal = `(() => {
  window.totals = [];
  setInterval(() => {
    const total = Number(document.querySelector("[data-total]").textContent.replaceAll(",", ""));
    if (total !== totals.at(-1)?.total) totals.push({ total, at: performance.timeOrigin + performance.now() });
  }, 20);
  return true;
})()`

// shownTotal is what a page showed from a moment on, in ms since 1970.
type shownTotal struct {
	Total int     `json:"total"`
	At    float64 `json:"at"`
}

const (
	lookAtRoster = 50 * time.Millisecond  // between two looks at the roster's number, which is another one every 250 ms
	lookGap      = 200 * time.Millisecond // between two looks that came late: a tick may lie in between and be missed
	lagMost      = 2 * time.Second        // from a tick to the screen, on a machine that does all of this at once
	lookAhead    = 100 * time.Millisecond // by which a look may be later than the page, of the same tick
)

// rosterLook is the number of the last tick as the node itself had it at a moment.
type rosterLook struct {
	number int
	at     time.Time
}

// rosterRecord looks at the roster's number again and again.
type rosterRecord struct {
	end, done chan struct{}
	mu        sync.Mutex
	looks     []rosterLook
}

var visitorsInMetrics = regexp.MustCompile(`(?m)^porchlight_visitors (\S+)$`)

// recordRoster reads a node's metrics until the record is closed.
func recordRoster(metrics string) *rosterRecord {
	r := &rosterRecord{end: make(chan struct{}), done: make(chan struct{})}
	go func() {
		defer close(r.done)
		for ticker := time.NewTicker(lookAtRoster); ; {
			select {
			case <-r.end:
				ticker.Stop()
				return
			case <-ticker.C:
				r.look(metrics)
			}
		}
	}()
	return r
}

func (r *rosterRecord) look(metrics string) {
	answer, err := http.Get(metrics)
	if err != nil {
		return // a gap, in which nothing is judged
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	found := visitorsInMetrics.FindSubmatch(text)
	if err != nil || found == nil {
		return
	}
	if n, err := strconv.ParseFloat(string(found[1]), 64); err == nil {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.looks = append(r.looks, rosterLook{int(n), time.Now()})
	}
}

// all returns the looks so far.
func (r *rosterRecord) all() []rosterLook {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.looks)
}

// last is the number of the last look; 0: there was none.
func (r *rosterRecord) last() int {
	if all := r.all(); len(all) > 0 {
		return all[len(all)-1].number
	}
	return 0
}

func (r *rosterRecord) close() {
	close(r.end)
	<-r.done
}

// judgement is how the totals stand that a page showed.
type judgement struct {
	judged, wrong, unseen int // unseen: the roster was not looked at closely enough at the time
	first                 string
}

// judge looks for each total that a page showed whether it was the roster's at a tick shortly before.
func judge(shown []shownTotal, looks []rosterLook) (j judgement) {
	for _, s := range shown {
		at := time.UnixMicro(int64(s.At * 1000))
		from, to := at.Add(-lagMost), at.Add(lookAhead)
		was, closely, last := false, true, from
		for _, look := range looks {
			if look.at.Before(from) || look.at.After(to) {
				continue
			}
			was, closely, last = was || look.number == s.Total, closely && look.at.Sub(last) <= lookGap, look.at
		}
		switch closely = closely && to.Sub(last) <= lookGap; {
		case was:
			j.judged++
		case !closely:
			j.unseen++
		default:
			j.judged++
			j.wrong++
			if j.first == "" {
				j.first = fmt.Sprintf("the first was %d", s.Total)
			}
		}
	}
	return j
}

// right is how many of a hundred were right; where nothing could be judged, none.
func (j judgement) right() float64 {
	return 100 * float64(j.judged-j.wrong) / float64(max(1, j.judged))
}

func (j judgement) String() string {
	return notes(fmt.Sprintf("%d totals that the page showed; %d were not the roster's at any tick of the %s before, as /metrics had it", j.judged, j.wrong, lagMost),
		map[bool]string{true: fmt.Sprintf("%d more came while the machine was too busy to look", j.unseen)}[j.unseen > 0], j.first)
}
