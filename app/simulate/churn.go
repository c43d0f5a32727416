package simulate

import (
	"context"
	"errors"
	"time"
)

// dealer is the number of the mind that decides who leaves; visitors count from 0.
const dealer = -1

// errReplaced is why a visitor stays no longer, where that is not because everyone stands still.
var errReplaced = errors.New("somebody new has come for them")

// churn lets the time pass, and meanwhile sends somebody away for good and somebody new in, so many times a second. Where the
// machine is too slow for that, it catches up.
func (r *run) churn(ctx context.Context) {
	began, mind := time.Now(), mindOf(r.Seed, dealer)
	for n := 1; r.Churn > 0; n++ {
		due := time.Duration(n) * time.Second / time.Duration(r.Churn)
		if due > r.For || !pause(ctx, time.Until(began.Add(due))) {
			break
		}
		i := mind.IntN(len(r.visitors))
		r.visitors[i].leave(errReplaced)
		r.visitors[i] = r.begin(r.Visitors + n)
	}
	pause(ctx, time.Until(began.Add(r.For)))
}

// depart closes all tabs for good, once they show what is stored.
func (v *visitor) depart() {
	v.closeAll()
	v.run.report.departed.Store(time.Now().UnixNano())
	v.run.report.replaced.Add(1)
}
