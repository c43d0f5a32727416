package broadcast

import (
	"context"
	"crypto/sha256"
	"time"

	"porchlight/app/store"
)

// markBytes of a hash tell visitors apart: among a million of them two share one with a chance of 1 in 30 million.
const markBytes = 8

// noteMost is how many are noted in one write, so that messages go between.
const noteMost = 500

// Late is how long after the end of a broadcast nodes still tell of pages that it was sent to before.
const Late = time.Minute

// Sight is that a broadcast was sent to a page of a visitor.
type Sight struct{ Broadcast, Visitor string }

// mark stands for the visitor in the count of one broadcast. It is of no use for another.
func (s Sight) mark() []byte {
	sum := sha256.Sum256([]byte(s.Broadcast + s.Visitor))
	return sum[:markBytes]
}

// Note counts whom broadcasts were shown to. A visitor counts once for each, whatever node tells of it and however often; one that
// has long been over counts nobody more.
func (b *Broadcasts) Note(ctx context.Context, seen []Sight) error {
	for len(seen) > 0 {
		some := seen[:min(noteMost, len(seen))]
		seen = seen[len(some):]
		err := b.store.Write(ctx, func(q store.Queries) error {
			settled := b.now().Add(-Late).UnixMilli()
			for _, s := range some {
				if err := q.ShowBroadcast(ctx, s.mark(), s.Broadcast, settled); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Settle forgets who was shown what is over, and keeps how many they were. It leaves what ended just now alone.
func (b *Broadcasts) Settle(ctx context.Context) error {
	return b.store.Write(ctx, func(q store.Queries) error {
		settled := b.now().Add(-Late).UnixMilli()
		if err := q.CountShown(ctx, settled); err != nil {
			return err
		}
		return q.ForgetShown(ctx, settled)
	})
}
