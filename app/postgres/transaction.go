package postgres

import (
	"context"
	"errors"
	"strconv"
	"time"

	"porchlight/app/tracing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"go.opentelemetry.io/otel/trace"
)

// askAgain is how often the server is asked what became of a commit that it did not answer.
const askAgain = 100 * time.Millisecond

// errUncommitted is of a write that went on after one of its statements had failed: the server answers COMMIT with ROLLBACK, and no error
// (https://www.postgresql.org/docs/current/sql-commit.html).
var errUncommitted = errors.New("a statement of the write failed, and nothing of it was stored")

// transaction is one write on its connection.
type transaction struct {
	conn    *pgx.Conn
	ends    context.Context // when it has taken too long
	id      int64
	since   time.Time // its server runs
	changed int64     // rows
}

// begin opens the transaction and waits for its locks, in one exchange with the server. The statements after it see all that was committed
// by then: each takes its own snapshot (READ COMMITTED).
func (t *transaction) begin(ctx context.Context, in scope) error {
	var batch pgx.Batch
	batch.Queue("BEGIN ISOLATION LEVEL READ COMMITTED")
	batch.Queue(in.lock, in.args...)
	results := t.conn.SendBatch(ctx, &batch)
	defer results.Close()
	if _, err := results.Exec(); err != nil {
		return err
	}
	rows, err := results.Query()
	if err != nil {
		return err
	}
	for rows.Next() {
		values, err := rows.Values()
		if err != nil {
			return err
		}
		t.id, t.since = values[len(values)-2].(int64), values[len(values)-1].(time.Time)
	}
	return errors.Join(rows.Err(), results.Close())
}

func (t *transaction) rollback(ctx context.Context) error {
	_, err := t.conn.Exec(ctx, "ROLLBACK")
	return err
}

// commit ends a transaction. Where the server cannot be heard just then, it is asked later what became of it: only it knows.
func (s *Store) commit(ctx context.Context, t *transaction) error {
	_, committing := tracing.Begin(ctx, "postgres commit", trace.SpanKindInternal, commits...)
	began := time.Now()
	err := t.commit(ctx, s.tell.Load())
	switch {
	case err == nil:
	case isTurn(err):
		err = undone(err)
	case isAway(err):
		err = s.whatBecame(ctx, t, err)
	}
	s.metrics.Commit.Observe(time.Since(began).Seconds())
	tracing.End(committing, err)
	return err
}

func (t *transaction) commit(ctx context.Context, tell bool) error {
	var batch pgx.Batch
	if tell {
		batch.Queue(notify)
	}
	batch.Queue("COMMIT").Exec(func(tag pgconn.CommandTag) error {
		if tag.String() != "COMMIT" {
			return errUncommitted
		}
		return nil
	})
	return t.conn.SendBatch(ctx, &batch).Close()
}

// whatBecame asks for a transaction by its number (https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-INFO-SNAPSHOT)
// until the server knows; where there is no more time, or another one is in its place by now, it is the first error.
func (s *Store) whatBecame(ctx context.Context, t *transaction, unanswered error) error {
	for {
		var is string
		err := s.read.QueryRow(ctx, became, strconv.FormatInt(t.id, 10), t.since).Scan(&is)
		switch {
		case errors.Is(err, pgx.ErrNoRows):
			return unanswered
		case err == nil && is == "committed":
			return nil
		case err == nil && is != "in progress":
			return errors.Join(errUndone, unanswered)
		}
		select {
		case <-time.After(askAgain):
		case <-ctx.Done():
			return unanswered
		}
	}
}

const became = "SELECT coalesce(pg_xact_status($1::text::xid8), '') WHERE pg_postmaster_start_time() = $2"

// Exec implements DBTX.
func (t *transaction) Exec(ctx context.Context, query string, args ...any) (pgconn.CommandTag, error) {
	tag, err := t.conn.Exec(steady{ctx, t.ends}, query, readable(args)...)
	t.count(tag)
	return tag, err
}

// Query implements DBTX.
func (t *transaction) Query(ctx context.Context, query string, args ...any) (pgx.Rows, error) {
	rows, err := t.conn.Query(steady{ctx, t.ends}, query, readable(args)...)
	if err != nil {
		return nil, err
	}
	counted := false
	return &watched{Rows: rows, told: func(err error) error { return err }, over: func() {
		if !counted {
			t.count(rows.CommandTag())
		}
		counted = true
	}}, nil
}

// QueryRow implements DBTX.
func (t *transaction) QueryRow(ctx context.Context, query string, args ...any) pgx.Row {
	rows, err := t.Query(ctx, query, args...)
	return first{rows, err}
}

func (t *transaction) count(tag pgconn.CommandTag) {
	if !tag.Select() {
		t.changed += tag.RowsAffected()
	}
}

// steady is the context of a statement, which is finished whoever asked for it: it ends with its transaction, where the server cannot be heard.
type steady struct {
	context.Context
	ends context.Context
}

// Deadline implements context.Context.
func (s steady) Deadline() (time.Time, bool) { return s.ends.Deadline() }

// Done implements context.Context.
func (s steady) Done() <-chan struct{} { return s.ends.Done() }

// Err implements context.Context.
func (s steady) Err() error { return s.ends.Err() }

// RowsChanged implements store.Queries.
func (q *Queries) RowsChanged(context.Context) (int64, error) {
	if t, is := q.db.(*transaction); is {
		return t.changed, nil
	}
	return 0, nil // nothing is changed by reading
}
