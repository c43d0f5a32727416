// Package simulate sends synthetic visitors to a running site, over real HTTP and real sockets, and checks what the site
// promises them: that every stored message is shown once and in order, and that every count is true.
//
// It knows of the site what a browser is told: the pages that come, and the outside contract. It imports nothing of the
// project, and the site's limits apply to it as to anyone.
package simulate

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"sync"
	"time"
)

// Options say who comes, and how they are.
type Options struct {
	URL      string        // of the site: an origin such as http://localhost:3000
	Visitors int           // how many are there at once
	For      time.Duration // how long they stay, once all have come
	Churn    int           // how many a second of them leave for good meanwhile, each followed by a new one at once; 0: none
	Seed     uint64        // the same seed and number make the same decisions

	Dial Dial // makes the connections to URL, such as to one of several nodes that serve it; nil: straight to it

	Hurry    float64       // how many times faster than people they think; 0: once
	Patience time.Duration // how long what must come may take before it counts as lost; 0: DefaultPatience
}

// Dial makes a connection, as net.Dialer.DialContext does.
type Dial = func(ctx context.Context, network, addr string) (net.Conn, error)

// DefaultPatience is as long as a tab may need that was away: 8 s to come back, 2 s to catch up, and a margin for a machine
// that serves and simulates at once.
const DefaultPatience = 15 * time.Second

const (
	joinsPerSecond = 500             // at most
	arriving       = 5 * time.Second // over which a small crowd comes, so that it is no thunderclap
)

// run is one simulation.
type run struct {
	Options
	report   *Report
	wire     *wire
	places   places
	pages    pages
	living   context.Context // ends when the visitors are to stand still
	visitors []*visitor      // who are there, at the place of those whom they follow
	lives    sync.WaitGroup
	observer *visitor // is there before the others and after them
}

// Run simulates until the time is over. It ends early, without the checks that take time, when ctx ends or a limit of the site
// stands in the way. The error says why it could
// not begin; what the site did wrong is in the report.
func Run(ctx context.Context, o Options) (*Report, error) {
	if o.Visitors < 1 {
		return nil, fmt.Errorf("%d visitors are none: let there be 1 or more", o.Visitors)
	}
	if o.Churn < 0 {
		return nil, fmt.Errorf("a churn of %d visitors a second cannot be: let it be 0 or more", o.Churn)
	}
	if o.Hurry <= 0 {
		o.Hurry = 1
	}
	if o.Patience <= 0 {
		o.Patience = DefaultPatience
	}
	if err := makeRoom(o.Visitors); err != nil {
		return nil, err
	}
	wire, err := newWire(o.URL, o.Dial)
	if err != nil {
		return nil, err
	}
	defer wire.close()
	ctx, giveUp := context.WithCancel(ctx)
	defer giveUp()
	living, still := context.WithCancel(ctx)
	defer still()
	r := &run{Options: o, report: &Report{options: o, giveUp: giveUp, began: time.Now()}, wire: wire, living: living}
	if err := r.open(); err != nil {
		return r.report, err
	}
	r.arrive(ctx)
	r.churn(ctx)
	still()
	r.lives.Wait()
	r.report.begun = time.Since(r.report.began)
	if ctx.Err() == nil {
		r.checkCounts()
		r.leave(true)
	} else {
		r.report.early = true
		r.leave(false)
	}
	return r.report, nil
}

// open lets the observer in, who finds out whether there is a site at all and who else is on it.
func (r *run) open() error {
	r.observer = newVisitor(r, 0)
	if _, err := r.wire.sources[0].get(r.observer.client, r.wire.origin+"/", nil); err != nil {
		return fmt.Errorf("no site answers at %s: %w; start it, or name another URL", r.wire.origin, err)
	}
	if t := r.observer.visit("/"); t != nil {
		r.observer.tabs = append(r.observer.tabs, t)
	}
	return nil
}

// arrive sends the visitors in, one after the other.
func (r *run) arrive(ctx context.Context) {
	apart := max(time.Second/joinsPerSecond, time.Duration(float64(arriving)/float64(r.Visitors)/r.Hurry))
	began := time.Now()
	for i := range r.Visitors {
		if !pause(ctx, time.Until(began.Add(apart*time.Duration(i)))) {
			break
		}
		r.visitors = append(r.visitors, r.begin(i+1))
	}
}

// begin lets a visitor in, who lives until the run stands still or they are to leave.
func (r *run) begin(number int) *visitor {
	v := newVisitor(r, number)
	r.lives.Go(v.live)
	return v
}

// leave closes all tabs and, if asked to, sees that the counts fall.
func (r *run) leave(watch bool) {
	var leaving sync.WaitGroup
	for _, v := range r.visitors {
		leaving.Go(v.closeAll)
	}
	leaving.Wait()
	if watch {
		r.checkFall()
	}
	r.observer.closeAll()
}

// crowd is everyone of this simulation.
func (r *run) crowd() []*visitor { return append([]*visitor{r.observer}, r.visitors...) }

// pause waits and reports whether ctx has not ended meanwhile.
func pause(ctx context.Context, long time.Duration) bool {
	timer := time.NewTimer(max(0, long))
	defer timer.Stop()
	select {
	case <-timer.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}

// mindOf makes a visitor's decisions follow from the seed and their number alone.
func mindOf(seed uint64, number int) *rand.Rand { return rand.New(rand.NewPCG(seed, uint64(number))) }
