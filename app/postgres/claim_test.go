package postgres_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"porchlight/app/postgres"
	"porchlight/app/store"
)

// putNotices puts so many notices that are due.
func putNotices(t *testing.T, q *postgres.Queries, many int) {
	t.Helper()
	for i := range many {
		if err := q.PutNotice(t.Context(), store.PutNoticeParams{Key: fmt.Sprint("key ", i), Channel: "mail", Kind: "asked", Data: `{"account": 1}`, CreatedAt: 1, DueAt: 1}); err != nil {
			t.Fatal(err)
		}
	}
}

func claim(t *testing.T, q *postgres.Queries, node string) (postgres.Notice, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second) // it waits for nobody
	defer cancel()
	return q.ClaimNotice(ctx, postgres.ClaimNoticeParams{Node: node, Until: 1000, Channel: "mail", Now: 10})
}

func testClaimsPassOverWhatAnotherNodeClaimsJustNow(t *testing.T, server database) {
	pool := server.migrated(t)
	putNotices(t, postgres.New(pool), 2)
	err := pgx.BeginFunc(t.Context(), pool, func(here pgx.Tx) error { // and is not committed while the other claims
		first, err := claim(t, postgres.New(here), "here")
		if err != nil {
			return err
		}
		second, err := claim(t, postgres.New(pool), "there")
		if err != nil || second.ID == first.ID {
			return fmt.Errorf("the other node claimed notice %d beside %d: %w", second.ID, first.ID, err)
		}
		if third, err := claim(t, postgres.New(pool), "there"); !errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("notice %d was claimed twice: %w", third.ID, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func testEachNoticeIsClaimedByOneOfManyNodes(t *testing.T, server database) {
	const many, nodes = 200, 8
	pool := server.migrated(t)
	putNotices(t, postgres.New(pool), many)
	claims := make(chan int64, 2*many)
	var all sync.WaitGroup
	for node := range nodes {
		all.Go(func() {
			for {
				n, err := claim(t, postgres.New(pool), fmt.Sprint("node ", node))
				if errors.Is(err, sql.ErrNoRows) {
					return
				}
				if err != nil {
					t.Error(err)
					return
				}
				claims <- n.ID
			}
		})
	}
	all.Wait()
	close(claims)
	seen := map[int64]bool{}
	for id := range claims {
		if seen[id] {
			t.Errorf("notice %d was claimed twice", id)
		}
		seen[id] = true
	}
	if len(seen) != many {
		t.Errorf("%d of %d notices were claimed", len(seen), many)
	}
}
