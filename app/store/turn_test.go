package store_test

import (
	"fmt"
	"sync"
	"testing"

	"porchlight/app/store"
	"porchlight/app/testparts"
)

// What a write has read stays true until it is stored: of all that is stored where it is a whole one, and within its scope else.
func TestNobodyElseWritesWhatAWriteHasRead(t *testing.T) {
	database := testparts.NewDatabase(t)
	nodes := []store.Store{another(t, database, store.Shared), another(t, database, store.Shared), another(t, database, store.Shared)}
	conversations := []string{"one", "two"}
	for _, id := range conversations {
		must(t, nodes[0].Write(ctx, create(id)))
	}
	const writers, each = 9, 5
	var writing sync.WaitGroup
	for w := range writers {
		writing.Go(func() {
			for i := range each {
				if err := readsTwice(nodes[w%len(nodes)], conversations, (w+i)%len(conversations), i%each == 0); err != nil {
					t.Error(err)
				}
			}
		})
	}
	writing.Wait()
	var total int64
	for _, id := range conversations {
		c, err := nodes[1].Read().Conversation(ctx, id)
		must(t, err)
		total += c.LastSeq
	}
	if want := int64(writers*each + writers + len(conversations)); total != want { // a whole write counts in both
		t.Errorf("%d writes are stored, want %d", total, want)
	}
}

// readsTwice counts one more in a conversation, or in all of them by a write that is alone.
func readsTwice(kept store.Store, conversations []string, of int, alone bool) error {
	do := func(ids []string) func(store.Queries) error {
		return func(q store.Queries) error {
			for _, id := range ids {
				before, err := q.Numbers(ctx, id)
				if err != nil {
					return err
				}
				if err := create(id)(q); err != nil {
					return err
				}
				if after, err := q.Numbers(ctx, id); err != nil || after.LastSeq != before.LastSeq+1 {
					return fmt.Errorf("there were %d, and after one more %d: %w", before.LastSeq, after.LastSeq, err)
				}
			}
			return nil
		}
	}
	if alone {
		return kept.Write(ctx, do(conversations))
	}
	return kept.WriteIn(ctx, conversations[of], do(conversations[of:of+1]))
}
