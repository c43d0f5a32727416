package simulate

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"text/tabwriter"
	"time"
)

// Report is what a simulation saw.
type Report struct {
	options Options
	giveUp  func() // ends the simulation early
	began   time.Time
	begun   time.Duration // from the first visitor to the last standing still
	early   bool          // it was ended before its time, without the checks of counts

	sockets, openNow, peak      atomic.Int64
	pages, fragments            latencies
	handshakes                  latencies
	moves, hides, left, seconds atomic.Int64
	replaced                    atomic.Int64 // visitors who left for good
	shownMoves                  latencies    // from a move to the count that it changed, on the mover's page
	asked, delivered            atomic.Int64
	late                        atomic.Int64 // messages without an echo, which went by post
	echoes                      latencies
	frames                      atomic.Int64 // with counts
	counted                     atomic.Int64 // when a count last changed anywhere, in ns since 1970
	departed                    atomic.Int64 // when a tab was last closed that no other followed, likewise
	silent                      atomic.Int64
	unanswered                  latencies // when; how long is not told
	back                        latencies // from the loss of a tab's socket to its next
	firstUnanswered             sync.Once
	whyUnanswered               string // the first time
	refused, cut                tally

	compared      int // places whose count was compared with the truth
	others        int // visitors who are not of this simulation
	settled, fell time.Duration
	problems      problems

	mu   sync.Mutex
	kept map[string]string // bodies of the messages that somebody saw stored, by id
}

func (r *Report) open() {
	r.sockets.Add(1)
	now := r.openNow.Add(1)
	for peak := r.peak.Load(); now > peak && !r.peak.CompareAndSwap(peak, now); peak = r.peak.Load() {
	}
}

func (r *Report) close() { r.openNow.Add(-1) }

// unheard notes a request or a handshake without an answer.
func (r *Report) unheard(err error) {
	r.unanswered.add(0)
	r.firstUnanswered.Do(func() { r.whyUnanswered = "(" + err.Error() + ")" })
}

// limit notes that a limit of the site is in the way. What would come after that shows nothing.
func (r *Report) limit(sentence string) {
	r.problems.add(limited, "%s", sentence)
	r.giveUp()
}

// Err says what the site did wrong; nil: nothing.
func (r *Report) Err() error {
	if all := r.problems.sentences(); len(all) > 0 {
		return errors.New("the site did not keep its promises:\n" + strings.Join(all, "\n"))
	}
	return nil
}

// Print writes the report as a table.
func (r *Report) Print(w io.Writer) error {
	fmt.Fprintf(w, "%d visitors at %s for %s, seed %d\n\n", r.options.Visitors, r.options.URL, r.begun.Round(time.Second/10), r.options.Seed)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "\tcount\tp50\tp95\tp99\tworst\t")
	row := func(what string, count int64, note string) { fmt.Fprintf(t, "%s\t%d\t\t\t\t\t%s\n", what, count, note) }
	timed := func(what string, l *latencies, note string) {
		q := l.quantiles(.5, .95, .99, 1)
		fmt.Fprintf(t, "%s\t%d\t%s\t%s\t%s\t%s\t%s\n", what, l.count(), ms(q[0]), ms(q[1]), ms(q[2]), ms(q[3]), note)
	}
	timed("pages", &r.pages, "")
	timed("fragments", &r.fragments, "")
	timed("handshakes", &r.handshakes, fmt.Sprintf("peak %d sockets, %d still open", r.peak.Load(), r.openNow.Load()))
	row("handshakes refused", r.refused.total(), r.refused.String())
	row("sockets cut", r.cut.total(), r.cut.String())
	row("sockets silent", r.silent.Load(), fmt.Sprintf("nothing for %s", silence))
	timed("tabs back", &r.back, "after their socket was lost")
	row("requests unanswered", int64(r.unanswered.count()), "tried again "+r.whyUnanswered)
	row("second tabs", r.seconds.Load(), "")
	row("left and came back", r.left.Load(), "")
	row("left for good", r.replaced.Load(), "each followed by somebody new")
	row("hidden or shown", r.hides.Load(), "")
	row("moves", r.moves.Load(), "")
	timed("moves shown", &r.shownMoves, "on the mover's page")
	row("frames with counts", r.frames.Load(), "")
	row("messages asked", r.asked.Load(), fmt.Sprintf("%d stored", len(r.kept)))
	timed("messages echoed", &r.echoes, fmt.Sprintf("%d had no echo within %s", r.late.Load(), echoWithin))
	row("messages delivered", r.delivered.Load(), "to all tabs")
	row("messages lost", r.problems.count(messageLost), "")
	row("messages doubled", r.problems.count(messageDoubled), "")
	row("messages out of order", r.problems.count(messageDisordered), "")
	if r.early {
		row("counts compared", 0, "it was ended early")
	} else {
		row("counts compared", int64(r.compared), fmt.Sprintf("settled and judged in %s; %d visitors are others'", r.settled.Round(time.Second/10), r.others))
		row("counts wrong", r.problems.count(countWrong), fmt.Sprintf("those who left were gone in %s", r.fell.Round(time.Second/10)))
	}
	return t.Flush()
}

func ms(d time.Duration) string { return fmt.Sprintf("%.1f ms", float64(d)/float64(time.Millisecond)) }

// String lists what was counted by code.
func (t *tally) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	var all []string
	for _, code := range slices.Sorted(maps.Keys(t.byCode)) {
		all = append(all, fmt.Sprintf("%d × %d", t.byCode[code], code))
	}
	return strings.Join(all, ", ")
}
