package copier

import (
	"context"
	"crypto/sha256"
	"fmt"
	"hash"

	"porchlight/app/store"
)

// Sum is what a table holds: two of the same rows have the same, whatever the store.
type Sum struct {
	Table string
	Rows  int64
	Hash  [32]byte // SHA-256 of all rows, in the order of their keys
}

// total sums up a table.
func total(ctx context.Context, side Side, table store.Table, tell Progress) (Sum, error) {
	sum := newSummer(table)
	for more := true; more; {
		rows, err := side.Rows(ctx, table, sum.last, batch)
		if err != nil {
			return Sum{}, err
		}
		for _, row := range rows {
			if err := sum.add(row); err != nil {
				return Sum{}, err
			}
		}
		more = len(rows) == batch
		tell("compared", table.Name, sum.rows)
	}
	return sum.total(), nil
}

// summer sums up rows.
type summer struct {
	table store.Table
	rows  int64
	last  []any // key
	hash  hash.Hash
}

func newSummer(table store.Table) *summer { return &summer{table: table, hash: sha256.New()} }

func (s *summer) add(row store.Row) error {
	key := s.table.KeyOf(row)
	if s.last != nil && compare(s.last, key) >= 0 {
		return fmt.Errorf("%s is not read in the order of its key: an index of the database is damaged, or has another order; run REINDEX there", s.table.Name)
	}
	s.last = key
	s.rows++
	_, _ = s.hash.Write(encode(s.table, row)) // never fails
	return nil
}

func (s *summer) total() Sum {
	return Sum{Table: s.table.Name, Rows: s.rows, Hash: [32]byte(s.hash.Sum(nil))}
}
