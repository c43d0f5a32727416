package store

import (
	"context"
	"database/sql"
	"errors"
)

// SecretOf returns what is kept under a name, the same for all nodes and for ever. The first who asks has it made.
func SecretOf(ctx context.Context, s Store, name string, fresh func() ([]byte, error)) ([]byte, error) {
	value, err := s.Read().Secret(ctx, name)
	if !errors.Is(err, sql.ErrNoRows) {
		return value, err
	}
	made, err := fresh()
	if err != nil {
		return nil, err
	}
	err = s.Write(ctx, func(q Queries) error {
		if err := q.PutSecret(ctx, name, made); err != nil {
			return err
		}
		value, err = q.Secret(ctx, name)
		return err
	})
	return value, err
}
