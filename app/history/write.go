package history

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"
	"time"

	"porchlight/app/fault"
	"porchlight/app/store"
	"porchlight/app/tracing"
)

// A unit is the length of what is stored as one span, in seconds.
const (
	minutes  = 60
	quarters = 900 // all offsets from UTC in use are whole quarters of an hour, so that days of every time zone are made of them
)

const (
	writeTimeout = 5 * time.Second        // to begin a write
	lastTimeout  = 300 * time.Millisecond // the same when the node stops
	retryEvery   = 5 * time.Second
)

// Run writes each minute once it is over, until ctx is done, and then what there is. It calls passed after each, also where there was
// nothing to write.
func (h *History) Run(ctx context.Context, passed func(context.Context)) {
	retry := time.NewTicker(retryEvery)
	defer retry.Stop()
	for {
		select {
		case <-ctx.Done():
			h.finish()
			return
		case <-retry.C:
			if h.failing {
				h.write(ctx, writeTimeout)
			}
		case <-h.over:
			h.write(ctx, writeTimeout)
			passed(ctx)
		}
	}
}

// finish ends the minute early: another node, or the next start, writes the rest of it.
func (h *History) finish() {
	h.mu.Lock()
	if h.current != nil {
		h.pass(h.now())
		h.end()
	}
	h.mu.Unlock()
	h.write(context.Background(), lastTimeout)
	h.mu.Lock()
	defer h.mu.Unlock()
	if lost := h.lost + len(h.pending); lost > 0 {
		h.log.Warn("the node ends with minutes of the history that could not be stored", "lost_minutes", lost)
	}
}

// write stores the minutes that are over. What fails stays for the next time.
func (h *History) write(ctx context.Context, patience time.Duration) {
	for {
		h.mu.Lock()
		if len(h.pending) == 0 {
			h.mu.Unlock()
			return
		}
		m := h.pending[0]
		h.mu.Unlock()
		if !h.report(ctx, h.put(ctx, m, patience)) {
			return
		}
		h.mu.Lock()
		if len(h.pending) > 0 && h.pending[0] == m { // else there was no room for it
			h.pending = h.pending[1:]
		}
		h.mu.Unlock()
	}
}

// put stores one minute.
func (h *History) put(ctx context.Context, m *minute, patience time.Duration) (err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	ctx, putting := h.Tracer.Start(ctx, "history minute")
	defer func() { tracing.End(putting, err) }()
	return h.store.Write(ctx, func(q store.Queries) error {
		counted, err := q.HistorySeen(ctx, m.start.Unix())
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if err := q.SeeHistory(ctx, m.start.Unix(), m.seen()); err != nil {
			return err
		}
		for _, place := range slices.Sorted(maps.Keys(m.places)) {
			if err := q.AddHistoryPlace(ctx, place); err != nil {
				return err
			}
			p := m.places[place]
			row := store.AddHistoryParams{Place: place, Peak: int64(p.peak), Total: m.total(p, m.seen()&^counted)}
			if place == Site {
				row.Arrivals = int64(m.arrivals)
			}
			for _, row.Unit = range []int64{minutes, quarters} {
				row.Start = m.start.Unix() / row.Unit * row.Unit
				if err := q.AddHistory(ctx, row); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// report logs where the store begins to fail, and where it is over, and returns whether a minute is stored.
func (h *History) report(ctx context.Context, err error) (stored bool) {
	switch {
	case err == nil && h.failing:
		h.mu.Lock()
		lost := h.lost
		h.lost = 0
		h.mu.Unlock()
		h.log.Info("the history is stored again", "lost_minutes", lost)
	case err != nil && !h.failing && ctx.Err() == nil && !fault.IsNoted(err):
		h.log.Error("a minute of the history could not be stored; it is tried again, and what passes meanwhile is kept", "minutes", mostPending, "error", err)
	}
	h.failing = err != nil
	return err == nil
}
