package notify

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"runtime/debug"
	"sync"
	"time"

	"porchlight/app/fault"
	"porchlight/app/store"
)

const (
	lookEvery = 250 * time.Millisecond // one row of an index
	// tryFor is how long one attempt may take. A claim lasts longer: only of a node that is gone does another take one over.
	tryFor   = 30 * time.Second
	claimFor = 2 * tryFor
	// stopFor is what an attempt under way has left when the node stops.
	stopFor    = time.Second
	retryStore = time.Second // after the store could not be asked

	reasonMost = 500 // code points of a reason that are kept

	// pushesAtOnce is how many pushes are under way: the services that browsers have chosen do not wait for each other.
	pushesAtOnce = 4
)

// Run sends what is due until ctx ends: pushes a few at a time, and on the other channels, each of which has one server, one notice after
// the other.
func (o *Outbox) Run(ctx context.Context, by map[Channel]Deliver) {
	var channels sync.WaitGroup
	for channel, deliver := range by {
		atOnce := 1
		if channel == PushChannel {
			atOnce = pushesAtOnce
			channels.Go(func() { o.watchDevices(ctx) })
		}
		for range atOnce {
			channels.Go(func() { o.run(ctx, channel, deliver) })
		}
	}
	channels.Wait()
}

// watchDevices notices what owners asked for on other nodes.
func (o *Outbox) watchDevices(ctx context.Context) {
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		if err := o.LookForDevices(ctx); err != nil && ctx.Err() == nil && !fault.IsNoted(err) {
			o.log.ErrorContext(ctx, "whether owners get pushes cannot be told", "error", err)
		}
	}
}

func (o *Outbox) run(ctx context.Context, channel Channel, deliver Deliver) {
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	looked := int64(math.MaxInt64) // it may have been set back while nobody looked
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		case <-o.woken[channel]:
		}
		now := o.now().UnixMilli()
		if now < looked {
			o.clockSetBack(ctx, now)
		}
		looked = now
		for ctx.Err() == nil {
			sent, err := o.next(ctx, channel, deliver)
			if err != nil && ctx.Err() == nil {
				if !fault.IsNoted(err) {
					o.log.Error("the outbox cannot be worked on", "channel", channel, "error", err)
				}
				wait(ctx, retryStore)
			}
			if !sent {
				break
			}
		}
	}
}

// clockSetBack has nothing wait for as long as the clock was set back, in milliseconds since 1970.
func (o *Outbox) clockSetBack(ctx context.Context, now int64) {
	err := o.store.Write(ctx, func(q store.Queries) error { return q.ClockSetBack(ctx, now) })
	if err != nil && ctx.Err() == nil && !fault.IsNoted(err) {
		o.log.ErrorContext(ctx, "what is to be sent may be late by as much as the clock was set back", "error", err)
	}
}

func wait(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// next works on one notice that is due; false where there is none.
func (o *Outbox) next(ctx context.Context, channel Channel, deliver Deliver) (bool, error) {
	now := o.now()
	if _, err := o.store.Read().NextNotice(ctx, string(channel), now.UnixMilli()); err != nil { // looking costs no write
		return false, noRows(err)
	}
	n, err := o.claim(ctx, channel, now)
	if err != nil {
		return false, noRows(err) // another node has it
	}
	return true, o.settle(n, o.attempt(ctx, n, deliver))
}

// scope is what this node's claims keep to: those of other nodes are of other notices.
func (o *Outbox) scope() string { return "outbox of " + o.node }

func noRows(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	return err
}

func (o *Outbox) claim(ctx context.Context, channel Channel, now time.Time) (n Notice, err error) {
	err = o.store.WriteIn(ctx, o.scope(), func(q store.Queries) error {
		row, err := q.ClaimNotice(ctx, store.ClaimNoticeParams{
			Node: o.node, Until: now.Add(claimFor).UnixMilli(), Channel: string(channel), Now: now.UnixMilli(),
		})
		n = fromRow(row)
		return err
	})
	return n, err
}

// attempt gives one notice to whoever sends it. A node that stops lets it go on for a moment.
func (o *Outbox) attempt(ctx context.Context, n Notice, deliver Deliver) (err error) {
	trying, cancel := context.WithTimeout(context.WithoutCancel(ctx), tryFor)
	defer cancel()
	defer context.AfterFunc(ctx, func() {
		wait(trying, stopFor)
		cancel()
	})()
	defer func() {
		if p := recover(); p != nil {
			o.log.Error("a notice could not be composed", "kind", n.Kind, "panic", p, "stack", string(debug.Stack()))
			err = fmt.Errorf("the %s of kind %s could not be composed", n.Channel, n.Kind)
		}
	}()
	err = deliver(trying, n)
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return Later(0) // it failed because this node stops: the next one goes on
	}
	return err
}

// settle notes what became of a notice. It does so also while the node stops: what was sent is not to be sent again.
func (o *Outbox) settle(n Notice, outcome error) error {
	ctx, cancel := context.WithTimeout(context.Background(), tryFor)
	defer cancel()
	now := o.now()
	back := store.ReleaseNoticeParams{Attempts: int64(n.Attempts), DueAt: now.UnixMilli(), Reason: n.Reason, ID: n.ID, Node: o.node, Until: n.claim}
	var put later
	var never refused
	became := outcomeFailed
	defer func() { o.attempts.WithLabelValues(string(n.Channel), became).Inc() }()
	switch {
	case outcome == nil, errors.Is(outcome, ErrNotNeeded):
		became = outcomeSent
		return o.done(ctx, n)
	case errors.As(outcome, &put):
		became = outcomePostponed
		back.Attempts--
		back.DueAt = now.Add(put.after).UnixMilli()
	case errors.As(outcome, &never), n.Attempts >= Attempts:
		became = outcomeGivenUp
		back.Reason, back.DeadAt = shown(outcome), sql.NullInt64{Int64: now.UnixMilli(), Valid: true}
		o.log.Warn("a notice was given up; the owners are shown why", "channel", n.Channel, "kind", n.Kind, "attempts", n.Attempts)
	default:
		back.Reason, back.DueAt = shown(outcome), now.Add(pause(n.Attempts, outcome)).UnixMilli()
	}
	return o.store.WriteIn(ctx, o.scope(), func(q store.Queries) error { return q.ReleaseNotice(ctx, back) })
}

// done removes a notice that was sent; one that has more to say by now is sent again.
func (o *Outbox) done(ctx context.Context, n Notice) error {
	return o.store.WriteIn(ctx, o.scope(), func(q store.Queries) error {
		deleted, err := q.DeleteNotice(ctx, n.ID, n.generation)
		if err != nil || deleted > 0 {
			return err
		}
		return q.RenewNotice(ctx, n.ID, o.node, n.claim)
	})
}

func shown(err error) string {
	reason := []rune(err.Error())
	return string(reason[:min(len(reason), reasonMost)])
}

// Recover gives back what a process that is gone was sending. It is for a node that has the store for itself: others wait for the end
// of the claim.
func (o *Outbox) Recover(ctx context.Context) error {
	return o.store.Write(ctx, func(q store.Queries) error { return q.ReleaseClaims(ctx) })
}
