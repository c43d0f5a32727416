package main

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/fasthttp/websocket"
)

// Where a frame says how many are on the site: to visitors, and to staff who watch.
var (
	countInFrame = regexp.MustCompile(`data-present="/">(\d+)<`)
	totalInFrame = regexp.MustCompile(`data-total="(\d+)"`)
)

// watchTotal notes, in the page, every total that it shows. It looks once in the time of a frame of a slow screen.
const watchTotal = `(() => {
  window.totals = [];
  setInterval(() => {
    const total = Number(document.querySelector("[data-total]").textContent.replaceAll(",", ""));
    if (total !== totals.at(-1)) totals.push(total);
  }, 20);
  return true;
})()`

// told is a number that a socket was sent.
type told struct {
	number int
	at     time.Time
}

// follower is a socket, read by this process, that is told a number again and again.
type follower struct {
	conn *websocket.Conn
	mu   sync.Mutex
	all  []told
}

// follow opens a socket at a place and reads what comes for the number that pattern finds.
func follow(addr, place string, header http.Header, pattern *regexp.Regexp) (*follower, error) {
	header.Set("Origin", "http://"+addr)
	conn, _, err := websocket.DefaultDialer.Dial("ws://"+addr+"/live?at="+place, header)
	if err != nil {
		return nil, err
	}
	f := &follower{conn: conn}
	go func() {
		for {
			_, frame, err := conn.ReadMessage()
			if err != nil {
				return
			}
			if found := pattern.FindSubmatch(frame); found != nil {
				n, _ := strconv.Atoi(string(found[1]))
				f.mu.Lock()
				f.all = append(f.all, told{n, time.Now()})
				f.mu.Unlock()
			}
		}
	}()
	return f, nil
}

// since returns what was told from a moment on.
func (f *follower) since(when time.Time) []told {
	f.mu.Lock()
	defer f.mu.Unlock()
	first := slices.IndexFunc(f.all, func(t told) bool { return !t.at.Before(when) })
	if first < 0 {
		return nil
	}
	return slices.Clone(f.all[first:])
}

// last is what was told last; 0: nothing.
func (f *follower) last() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.all) == 0 {
		return 0
	}
	return f.all[len(f.all)-1].number
}

func (f *follower) close() { _ = f.conn.Close() }

// oneTick is how far apart frames of one tick arrive at most; ticks are 250 ms apart.
const oneTick = 60 * time.Millisecond

// judgement is how the totals stand that a page of staff shows.
type judgement struct {
	ticks, differ int // in which both a visitor and staff were told, and of them those in which it was not the same
	shown, unsent int // totals on the page, and of them those that no frame brought in this order
	first         string
}

// judge compares what the roster told visitors with what it told staff in the same ticks, number by number, and looks whether
// the page showed what staff were told, in that order. A page may leave some out, and so may either side's pace.
func judge(counts, totals []told, shown []int) (j judgement) {
	for _, total := range totals {
		for _, count := range counts {
			if apart := total.at.Sub(count.at).Abs(); apart > oneTick {
				continue
			}
			j.ticks++
			if total.number != count.number {
				j.differ++
				j.wrong("staff were told %d where visitors were told %d", total.number, count.number)
			}
			break
		}
	}
	next := 0
	for _, number := range shown {
		j.shown++
		found := slices.IndexFunc(totals[next:], func(t told) bool { return t.number == number })
		if found < 0 {
			j.unsent++
			j.wrong("the page showed %d, which no frame had brought it then", number)
			continue
		}
		next += found
	}
	return j
}

func (j *judgement) wrong(format string, numbers ...any) {
	if j.first == "" {
		j.first = fmt.Sprintf(format, numbers...)
	}
}

// share is how many of a hundred are wrong; where nothing could be compared, all are.
func (j judgement) share() float64 {
	if j.ticks == 0 || j.shown == 0 {
		return 100
	}
	return 100 * float64(j.differ+j.unsent) / float64(j.ticks+j.shown)
}

func (j judgement) String() string {
	return notes(fmt.Sprintf("%d ticks in which both a visitor's page and one of staff were told: %d differ; %d totals that the browser showed: %d are not those of the frames, in their order", j.ticks, j.differ, j.shown, j.unsent), j.first)
}
