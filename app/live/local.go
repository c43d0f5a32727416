package live

import (
	"maps"
	"sync"
	"time"
)

// Local is a broker inside the process. The program joins it once; tests join it as often as they want nodes.
type Local struct {
	// Lease and Now (the clock that leases are held against) may be set before the first Join.
	Lease time.Duration
	Now   func() time.Time

	mu     sync.Mutex
	nodes  []*localBus
	shares map[string]*localShare
}

type localShare struct {
	Share
	expires time.Time
}

// NewLocal returns a broker with DefaultLease and the system's clock.
func NewLocal() *Local {
	return &Local{Lease: DefaultLease, Now: time.Now, shares: map[string]*localShare{}}
}

// Join returns the bus of one more node.
func (l *Local) Join(node string) Bus {
	b := &localBus{local: l, node: node, mail: make(chan func(), mailboxSize), done: make(chan struct{}), metrics: newBusMetrics()}
	b.changed.Store(time.Now().UnixNano())
	l.mu.Lock()
	l.nodes = append(l.nodes, b)
	l.mu.Unlock()
	go b.deliver()
	return b
}

// held returns the share of a node whose lease is live, or nil. The methods below are called with mu held.
func (l *Local) held(node string) *localShare {
	s := l.shares[node]
	if s != nil && !l.Now().Before(s.expires) {
		delete(l.shares, node)
		return nil
	}
	return s
}

// store applies a change; false means that the others need not be told, because it was stored before.
func (l *Local) store(change Delta) (bool, error) {
	s := l.held(change.Node)
	if change.Reset || s == nil {
		if !change.Reset && change.Seq != 1 {
			return false, ErrNotHeld
		}
		s = &localShare{Share: Share{Node: change.Node, Fields: map[string][]byte{}}}
		l.shares[change.Node] = s
	}
	s.expires = l.Now().Add(l.Lease)
	if !change.Reset {
		switch change.Seq {
		case s.Seq:
			return false, nil
		case s.Seq + 1:
		default:
			return false, ErrNotHeld
		}
	}
	s.Seq = change.Seq
	maps.Copy(s.Fields, change.Set)
	for _, field := range change.Removed {
		delete(s.Fields, field)
	}
	return true, nil
}

// tell hands a call to every node but one.
func (l *Local) tell(from *localBus, call func(*listeners)) {
	for _, b := range l.nodes {
		if b != from {
			b.post(func() {
				b.metrics.received.Inc()
				call(&b.listeners)
			})
		}
	}
}
