// Package store is what the program knows of where things are kept, whichever of its two stores that is: one SQLite file for one machine
// (package sqlite), or PostgreSQL for many (package postgres). It holds what both have in common: their interface, the types of what they
// keep, generated from data/queries, and what does not depend on either.
package store

import (
	"context"

	"github.com/prometheus/client_golang/prometheus"
)

// Store keeps what has to last. All nodes of a site use the same one.
type Store interface {
	prometheus.Collector

	// Read returns queries that see what is committed, each by itself. Writing through them fails.
	Read() Queries
	// Snapshot has do read everything as it is at one moment, whatever is written meanwhile.
	Snapshot(ctx context.Context, do func(Queries) error) error

	// Write runs do inside a transaction, alone: no other Write and no WriteIn of any node runs meanwhile, so that what do reads stays true
	// until it is committed. It returns once that is on the disk. An error of do undoes what it did and is returned; do may be called
	// again after it was undone. A store that cannot be written answers fault.Unavailable, and so does one that did not get to this write
	// before ctx was done; a write that has begun is finished. A panic in do reaches the caller.
	Write(ctx context.Context, do func(Queries) error) error
	// WriteIn is a Write that changes only what belongs to a scope, such as a conversation, and decides by nothing else that another WriteIn
	// may change. Those of other scopes may run beside it.
	WriteIn(ctx context.Context, scope string, do func(Queries) error) error

	// Version is a number that changes whenever another node may have committed something since. It is for a node that cannot hear the others
	// over the bus, and that has said so (Unheard).
	Version(ctx context.Context) (int64, error)
	// Changed receives when Version is worth asking before its time. Nil: nobody tells.
	Changed() <-chan struct{}
	// Unheard says to the other nodes that this one cannot tell them what it writes, or can again, and returns whether one of them says so:
	// then the store is to be looked at. It is for one goroutine.
	Unheard(are bool) (others bool, err error)

	// WriteBack does a part of what the store puts off. Whoever writes much calls it often: else somebody's message waits for all of it.
	WriteBack(ctx context.Context) error
	// Forget takes what was deleted out of the store's files as far as the store can; false: somebody reads, so try again later.
	Forget(ctx context.Context) (done bool, err error)
	// Ping reports whether the store can be read.
	Ping(ctx context.Context) error
	// Close waits for the running writes and closes the store. Writes that come later fail with fault.Unavailable, and another Close
	// returns what the first did.
	Close() error
}

// Queries is everything that can be asked of a store.
type Queries interface {
	Generated
	written
}

// part is how many rows one write of WriteInParts changes.
const part = 100

// WriteInParts has do change at most so many rows and say how many it were, again and again until there were fewer: each time is
// a write of its own, so that others go between. It returns how many rows that was in all.
func WriteInParts(ctx context.Context, s Store, do func(q Queries, most int64) (int64, error)) (total int64, err error) {
	for changed := int64(part); changed == part; total += changed {
		err = s.Write(ctx, func(q Queries) (err error) {
			changed, err = do(q, part)
			return err
		})
		if err != nil {
			return total, err
		}
	}
	return total, nil
}
