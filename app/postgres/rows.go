package postgres

import (
	"context"
	"time"

	"porchlight/app/store"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// readWithin is how long a query may take, waiting for a connection included.
const readWithin = 5 * time.Second

// reader runs queries on any connection, and gives what the server refuses its kind.
type reader struct {
	pool  *pgxpool.Pool
	tells *complaints
	reach *reach
}

// Exec implements DBTX.
func (r reader) Exec(ctx context.Context, query string, args ...any) (pgconn.CommandTag, error) {
	began, err := r.reach.ask(r.tells.name)
	if err != nil {
		return pgconn.CommandTag{}, r.unread(err)
	}
	ctx, cancel := context.WithTimeout(ctx, readWithin)
	defer cancel()
	tag, err := r.pool.Exec(ctx, query, readable(args)...)
	r.reach.told(began, err)
	return tag, r.unread(err)
}

// Query implements DBTX.
func (r reader) Query(ctx context.Context, query string, args ...any) (pgx.Rows, error) {
	began, err := r.reach.ask(r.tells.name)
	if err != nil {
		return nil, r.unread(err)
	}
	ctx, cancel := context.WithTimeout(ctx, readWithin)
	rows, err := r.pool.Query(ctx, query, readable(args)...)
	if err != nil {
		cancel()
		r.reach.told(began, err)
		return nil, r.unread(err)
	}
	return &watched{Rows: rows, told: r.unread, over: func() {
		cancel()
		r.reach.told(began, rows.Err())
	}}, nil
}

// QueryRow implements DBTX.
func (r reader) QueryRow(ctx context.Context, query string, args ...any) pgx.Row {
	rows, err := r.Query(ctx, query, args...)
	return first{rows, err}
}

func (r reader) unread(err error) error {
	if !isTheirs(err) {
		return err
	}
	err = explained(r.tells.name, err)
	return store.NotRead(err, r.tells.say("what is stored cannot be read", err))
}

// watched are rows whose error is told in our words, and whose end is heard of.
type watched struct {
	pgx.Rows
	told func(error) error
	over func()
}

// Err implements pgx.Rows.
func (w *watched) Err() error { return w.told(w.Rows.Err()) }

// Next implements pgx.Rows, which closes at the end.
func (w *watched) Next() bool {
	if w.Rows.Next() {
		return true
	}
	w.Close()
	return false
}

// Close implements pgx.Rows.
func (w *watched) Close() {
	w.Rows.Close()
	w.over()
}

// first is the first of some rows.
type first struct {
	rows pgx.Rows
	err  error
}

// Scan implements pgx.Row.
func (f first) Scan(into ...any) error {
	if f.err != nil {
		return f.err
	}
	defer f.rows.Close()
	if !f.rows.Next() {
		if err := f.rows.Err(); err != nil {
			return err
		}
		return pgx.ErrNoRows
	}
	if err := f.rows.Scan(into...); err != nil {
		return err
	}
	f.rows.Close()
	return f.rows.Err()
}
