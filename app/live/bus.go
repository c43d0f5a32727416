package live

import (
	"context"
	"errors"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// DefaultLease is how long a node's share stays true without being renewed.
const DefaultLease = 9 * time.Second

var (
	// ErrNotHeld answers a Change that does not continue what the bus holds: send the share whole, with Reset.
	ErrNotHeld = errors.New("the bus does not hold the share this change continues")
	// ErrDown answers at once while the bus is down: it comes with Up() false.
	ErrDown = errors.New("the bus is down")
)

// Bus carries events between nodes, and keeps each node's share of the roster under a lease.
// Its methods may be called from any goroutine.
type Bus interface {
	// Publish hands payload to the listeners of every node, this one included, each once. It never blocks: own listeners
	// are called at once in the caller's goroutine, the others are reached through a bounded queue. The payload must not
	// be changed afterwards, by the caller or a listener.
	Publish(topic string, payload []byte)
	// Change stores a change of this node's share, renews its lease and tells the other nodes (not this one). The first
	// Seq of a share is 1; with Reset any Seq will do. The same change again is ignored. Errors: ErrNotHeld when changes
	// before this one are missing, ErrDown, the context's, the network's; what was sent may then be stored or not.
	Change(ctx context.Context, change Delta) error
	// Renew renews the lease of this node's share as of seq, and tells the others so. False: it is not held, or not as of
	// seq (expired, flushed, a change was lost): send it whole with a Delta of Reset.
	Renew(ctx context.Context, node string, seq uint64) (bool, error)
	// Shares returns what every node with a live lease said last, this one's included, in no order.
	Shares(ctx context.Context) ([]Share, error)
	// Leave drops a node's share at once and tells the others, who get a Delta of Gone.
	Leave(ctx context.Context, node string) error
	// Listen registers a listener until stop is called; a call that is under way may still finish after that. It starts
	// with what happens from now on: take a first snapshot after Listen.
	Listen(listener Listener) (stop func())
	// Up is false while events may be missed. When it becomes true again, Resumed follows.
	Up() bool
	// A bus tells how it fares: whether it is up and since when, what it carried and missed, and how long a sign of life takes.
	prometheus.Collector
	// Close ends the bus. It does not drop the share: call Leave before.
	Close() error
}

// Listener is told what happens. Any field may be nil. What other nodes say comes in order, one call at a time, and
// holds up what comes behind it; own events come in the publisher's goroutine.
type Listener struct {
	// Event is a Publish of any node.
	Event func(topic string, payload []byte)
	// Changed is a Change or Leave of another node.
	Changed func(Delta)
	// Renewed is a Renew of another node: its share is true for another lease. A seq that is not the last one seen from
	// that node means that changes were missed.
	Renewed func(node string, seq uint64)
	// Resumed follows any gap: events, changes or renewals may have been missed. Take fresh snapshots.
	Resumed func()
}

// Share is what one node says of its part of the roster.
type Share struct {
	Node   string
	Seq    uint64 // of the last change in it
	Fields map[string][]byte
	Left   time.Duration // of its lease
}

// Delta is one change of a share.
type Delta struct {
	Node    string            `json:"node"`
	Seq     uint64            `json:"seq"`             // one more than the last of this node
	Reset   bool              `json:"reset,omitempty"` // Set is the whole share
	Gone    bool              `json:"gone,omitempty"`  // the node has left; only told, never given to Change
	Set     map[string][]byte `json:"set,omitempty"`
	Removed []string          `json:"removed,omitempty"`
}
