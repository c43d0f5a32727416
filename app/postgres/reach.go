package postgres

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/prometheus/client_golang/prometheus"
)

const (
	silentAfter = 2 * time.Second        // without a word from the server whoever waits for it takes it for away
	restFor     = 250 * time.Millisecond // before one asks again
)

// reach knows whether the server can be reached. While it is away one asks now and then, and all others hear at once that it is: else each
// of them would wait for it, pages that need it would pile up, and so would connections to a server that has just come back.
type reach struct {
	up    prometheus.Gauge
	since time.Time
	heard atomic.Int64 // when the server last answered, in nanoseconds since then
	next  atomic.Int64 // when it may be asked again; 0: it answers
}

var errAway = errors.New("it was found so a moment ago")

func newReach() *reach {
	r := &reach{since: time.Now(), up: prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "porchlight_store_up", Help: "1 while the database server answers. Without it nothing can be stored or looked up; pages and presence go on.",
	})}
	r.up.Set(1)
	return r
}

func (r *reach) now() int64 { return int64(time.Since(r.since)) }

// ask returns when somebody begins to ask the server; not if it is away, and another one is asking already.
func (r *reach) ask(name string) (began int64, err error) {
	began = r.now()
	next := r.next.Load()
	if next == 0 || began >= next && r.next.CompareAndSwap(next, began+int64(restFor)) {
		return began, nil
	}
	return began, &Trouble{name, away, seeToIt, errAway}
}

// told takes in how it went. A server that answers with an error answers; of who left before it did nothing is known.
func (r *reach) told(began int64, err error) {
	if now := r.now(); r.isAway(began, now, err) {
		r.next.Store(now + int64(restFor))
		r.up.Set(0)
	} else if err == nil || !isAway(err) && !errors.Is(err, context.Canceled) {
		r.heard.Store(now)
		if r.next.Swap(0) != 0 {
			r.up.Set(1)
		}
	}
}

// isAway tells a server that nobody can connect to, or that has been silent for long, from a connection that broke or somebody who was in a
// hurry.
func (r *reach) isAway(began, now int64, err error) bool {
	var connecting *pgconn.ConnectError
	if errors.As(err, &connecting) && !errors.Is(err, context.Canceled) {
		return true
	}
	return errors.Is(err, context.DeadlineExceeded) && now-began >= int64(silentAfter) && r.heard.Load() < began
}
