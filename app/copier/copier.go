// Package copier copies a whole site from one store into another of any kind. Nothing is known here of what a table is for: the tables are
// those that both stores have, row by row, and what is there already as it should be is left alone. So a copy that was cut short goes on,
// and one that was made while the site ran is brought up to date by another.
package copier

import (
	"context"
	"fmt"
	"reflect"

	"porchlight/app/store"
)

// Side is a store as a copy sees it.
type Side interface {
	// Name tells it from others. It has no password in it.
	Name() string
	// Tables are all there are, in the order of their names.
	Tables(ctx context.Context) ([]store.Table, error)
	// Rows returns at most so many rows behind a key, in the order of their keys; from the first on where there is no key.
	Rows(ctx context.Context, of store.Table, after []any, most int) ([]store.Row, error)
	// LastID is the highest id that a table ever gave; 0: it gives none, or none yet.
	LastID(ctx context.Context, of store.Table) (int64, error)
}

// Source is what is copied, as it is at one moment.
type Source interface {
	Side
	// AtRest reports whether no node has used it since it was opened.
	AtRest() bool
}

// Target is what is filled.
type Target interface {
	Side
	// Whole reports whether it holds a site already, into which nothing is put.
	Whole() bool
	// Put takes rows out of a table and puts others in, which may be there otherwise: all of it, or nothing.
	Put(ctx context.Context, of store.Table, gone, rows []store.Row) error
	// SetLastID has a table give higher ids only.
	SetLastID(ctx context.Context, of store.Table, id int64) error
	// Finish makes it a site that nodes can start on.
	Finish(ctx context.Context) error
}

// Copied is what a copy did.
type Copied struct {
	Tables  []Sum
	Written int64 // rows that were not there as they are now
	Changed int64 // texts with what the target has no text for, each of which became �
	Whole   bool  // the target was whole before, and is the same
	Moved   bool  // nodes can start on the target: no node used the source, so that nothing is missing
}

// Progress is told again and again how far a copy is: how many rows of a table were "copied" or "compared".
type Progress func(what, table string, rows int64)

// Copy makes the target the same as the source, and compares all of both by counts and checksums at its end.
func Copy(ctx context.Context, from Source, to Target, tell Progress) (c Copied, err error) {
	tables, err := common(ctx, from, to)
	if err != nil {
		return c, err
	}
	if to.Whole() {
		return whole(ctx, from, to, tables, tell)
	}
	work := merge{from: from, to: to, tell: tell}
	for _, table := range tables {
		sum, err := work.table(ctx, table)
		if err != nil {
			return c, err
		}
		c.Tables = append(c.Tables, sum)
	}
	c.Written, c.Changed = work.written, work.changed
	for n, table := range tables {
		if err := sameIDs(ctx, from, to, table); err != nil {
			return c, err
		}
		sum, err := total(ctx, to, table, tell)
		if err != nil {
			return c, err
		}
		if sum != c.Tables[n] {
			return c, fmt.Errorf("%s has %d rows of %s (checksum %x), and %s has %d (%x): something else writes there; stop that, and copy again", from.Name(), c.Tables[n].Rows, table.Name, c.Tables[n].Hash[:8], to.Name(), sum.Rows, sum.Hash[:8])
		}
	}
	if !from.AtRest() {
		return c, nil
	}
	c.Moved = true
	return c, to.Finish(ctx)
}

// whole compares a target that holds a site already, and refuses one that holds another.
func whole(ctx context.Context, from Source, to Target, tables []store.Table, tell Progress) (c Copied, err error) {
	for _, table := range tables {
		is, err := total(ctx, from, table, tell)
		if err != nil {
			return c, err
		}
		there, err := total(ctx, to, table, tell)
		if err != nil {
			return c, err
		}
		if is != there {
			return c, fmt.Errorf("%s holds a site already, which is not the same (%s: %d rows, and %d in %s); nothing is overwritten: name another one, or move that away", to.Name(), table.Name, there.Rows, is.Rows, from.Name())
		}
		c.Tables = append(c.Tables, is)
	}
	c.Whole, c.Moved = true, from.AtRest()
	return c, nil
}

// common are the tables that both sides have, those that others refer to first.
func common(ctx context.Context, from, to Side) ([]store.Table, error) {
	if from.Name() == to.Name() {
		return nil, fmt.Errorf("%s cannot be copied to itself", from.Name())
	}
	is, err := from.Tables(ctx)
	if err != nil {
		return nil, err
	}
	there, err := to.Tables(ctx)
	if err != nil {
		return nil, err
	}
	if !reflect.DeepEqual(is, there) {
		return nil, fmt.Errorf("%s and %s do not have the same tables: somebody changed one of them by hand", from.Name(), to.Name())
	}
	return inOrder(is), nil
}

// sameIDs has a table of the target go on where that of the source would: an id that was given once names nothing else later.
func sameIDs(ctx context.Context, from Side, to Target, table store.Table) error {
	id, err := from.LastID(ctx, table)
	if err != nil {
		return err
	}
	return to.SetLastID(ctx, table, id)
}
