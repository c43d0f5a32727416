package postgres

import (
	"context"

	"porchlight/app/store"

	"github.com/jackc/pgx/v5"
)

// Snapshot implements store.Store. Its queries may take longer than others' do.
func (s *Store) Snapshot(ctx context.Context, do func(store.Queries) error) error {
	conn, err := s.read.Acquire(ctx)
	if err != nil {
		return s.reader().unread(err)
	}
	defer conn.Release()
	tx, err := conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return s.reader().unread(err)
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }() // it has nothing to commit
	if _, err := tx.Exec(ctx, "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0"); err != nil {
		return err
	}
	return do(New(tx))
}
