package sqlite

import (
	"context"
	"database/sql"

	"porchlight/app/store"
)

// Snapshot implements store.Store. Until it returns, the write-ahead log keeps what is written.
func (s *Store) Snapshot(ctx context.Context, do func(store.Queries) error) error {
	tx, err := s.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return s.translate(err)
	}
	defer func() { _ = tx.Rollback() }() // it has nothing to commit
	return do(New(tx))
}
