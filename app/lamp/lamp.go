package lamp

import (
	"context"
	"database/sql"
	"sync"
	"time"

	"porchlight/app/hours"
	"porchlight/app/store"
)

// signEvery is how often a sign of life is noted at most.
const signEvery = time.Minute

// Lamp is the switch as the store has it, and what was last read of it. All methods may be called from any goroutine.
type Lamp struct {
	store store.Store
	now   func() time.Time

	mu    sync.Mutex
	set   Switch
	sign  time.Time
	usual string
}

// New returns the lamp kept in store; now is the clock. It knows nothing before the first Look.
func New(store store.Store, now func() time.Time) *Lamp {
	return &Lamp{store: store, now: now, set: Switch{Way: Follow}}
}

// Look reads how the switch stands, and when an owner was last seen.
func (l *Lamp) Look(ctx context.Context) error {
	row, err := l.store.Read().Lamp(ctx)
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.set = Switch{Way: Way(row.Lamp.Switch), Until: timeOf(row.Lamp.Until), By: row.Email, Set: timeOf(row.Lamp.SetAt)}
	l.sign = time.UnixMilli(row.Lamp.SignAt)
	return nil
}

// Sign notes that an owner is here. True: it was noted, and the other nodes have to look; else it was a moment ago.
func (l *Lamp) Sign(ctx context.Context) (noted bool, err error) {
	now := l.now()
	l.mu.Lock()
	ago := now.Sub(l.sign)
	known := ago >= 0 && ago < signEvery // one of a time to come is of a clock that was set back
	l.mu.Unlock()
	if known {
		return false, nil
	}
	err = l.store.Write(ctx, func(q store.Queries) error {
		rows, err := q.SignLamp(ctx, now.UnixMilli(), now.Add(-signEvery).UnixMilli())
		noted = rows > 0
		return err
	})
	if err != nil {
		return false, err
	}
	return noted, l.Look(ctx)
}

// Shown tells how the lamp stands by these hours; here says that an owner has a page of staff open.
func (l *Lamp) Shown(h hours.Hours, here bool) Shown {
	now := l.now()
	l.mu.Lock()
	defer l.mu.Unlock()
	sign := l.sign
	if here {
		sign = now
	}
	shown := Rule(l.set, h, sign, now)
	if shown.In || !shown.Back.IsZero() || shown.Reason == Silent { // who is away for good answers within no time
		shown.Usual = l.usual
	}
	return shown
}

// Set returns what an owner said last.
func (l *Lamp) Set() Switch {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.set
}

// Learn takes in the last replies, from which it says how soon an owner usually answers.
func (l *Lamp) Learn(h hours.Hours, replies []Reply) {
	usual := Usual(h, replies)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.usual = usual
}

func timeOf(ms sql.NullInt64) time.Time {
	if !ms.Valid {
		return time.Time{}
	}
	return time.UnixMilli(ms.Int64)
}
