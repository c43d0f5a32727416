package live

import (
	"context"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// mailboxSize is how many calls may wait for one node.
const mailboxSize = 4096

// localBus is one node of a Local.
type localBus struct {
	local *Local
	node  string
	listeners

	mail    chan func()
	missed  atomic.Bool  // the mailbox was full
	changed atomic.Int64 // when missed was set or cleared last, in ns of Unix time
	metrics busMetrics
	done    chan struct{}
	closed  sync.Once
}

var _ Bus = (*localBus)(nil)

func (b *localBus) Publish(topic string, payload []byte) {
	b.local.mu.Lock()
	b.local.tell(b, func(l *listeners) { l.event(topic, payload) })
	b.local.mu.Unlock()
	b.metrics.published.Inc()
	b.event(topic, payload)
}

func (b *localBus) Change(ctx context.Context, change Delta) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	b.local.mu.Lock()
	defer b.local.mu.Unlock()
	news, err := b.local.store(change)
	if news {
		b.local.tell(b, func(l *listeners) { l.changed(change) })
	}
	return err
}

func (b *localBus) Renew(ctx context.Context, node string, seq uint64) (bool, error) {
	if err := ctx.Err(); err != nil {
		return false, err
	}
	b.local.mu.Lock()
	defer b.local.mu.Unlock()
	s := b.local.held(node)
	if s == nil || s.Seq != seq {
		return false, nil
	}
	s.expires = b.local.Now().Add(b.local.Lease)
	b.local.tell(b, func(l *listeners) { l.renewed(node, seq) })
	return true, nil
}

func (b *localBus) Shares(ctx context.Context) ([]Share, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	b.local.mu.Lock()
	defer b.local.mu.Unlock()
	var shares []Share
	for node := range b.local.shares {
		if s := b.local.held(node); s != nil {
			shares = append(shares, Share{Node: node, Seq: s.Seq, Fields: maps.Clone(s.Fields), Left: s.expires.Sub(b.local.Now())})
		}
	}
	return shares, nil
}

func (b *localBus) Leave(ctx context.Context, node string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	b.local.mu.Lock()
	defer b.local.mu.Unlock()
	delete(b.local.shares, node)
	b.local.tell(b, func(l *listeners) { l.changed(Delta{Node: node, Gone: true}) })
	return nil
}

func (b *localBus) Listen(listener Listener) (stop func()) { return b.add(listener) }

func (b *localBus) Up() bool { return !b.missed.Load() }

// Describe implements Bus.
func (b *localBus) Describe(to chan<- *prometheus.Desc) { b.metrics.describe(to) }

// Collect implements Bus.
func (b *localBus) Collect(to chan<- prometheus.Metric) {
	b.metrics.collect(b.Up(), time.Unix(0, b.changed.Load()), to)
}

func (b *localBus) Close() error {
	b.closed.Do(func() {
		b.local.mu.Lock()
		defer b.local.mu.Unlock()
		b.local.nodes = slices.DeleteFunc(b.local.nodes, func(one *localBus) bool { return one == b })
		close(b.done)
	})
	return nil
}

// post puts a call into the mailbox, or notes that one was missed.
func (b *localBus) post(call func()) {
	select {
	case b.mail <- call:
		return
	default:
	}
	b.metrics.dropped.Inc()
	if !b.missed.Swap(true) {
		b.changed.Store(time.Now().UnixNano())
	}
	select {
	case b.mail <- func() {}: // the mailbox may have emptied meanwhile: somebody must notice the miss
	default:
	}
}

// deliver makes the calls, one at a time.
func (b *localBus) deliver() {
	for {
		select {
		case <-b.done:
			return
		case call := <-b.mail:
			call()
		}
		if len(b.mail) == 0 && b.missed.CompareAndSwap(true, false) {
			b.changed.Store(time.Now().UnixNano())
			b.metrics.gaps.Inc()
			b.resumed()
		}
	}
}
