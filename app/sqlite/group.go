package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"time"

	"porchlight/app/store"
	"porchlight/app/tracing"

	"go.opentelemetry.io/otel/trace"
)

// groupMost bounds how many writes share one commit, so that the first of them is not kept waiting.
const groupMost = 256

// job is one Write on its way through the writer.
type job struct {
	do       func(store.Queries) error
	err      error
	panicked any // what do panicked with
	done     chan struct{}

	write, wait trace.Span // of it as a whole, and until its turn
}

// commitGroups is the writer. A job it has received is always answered; Close waits for that.
func (s *Store) commitGroups() {
	defer close(s.stopped)
	for {
		select {
		case <-s.done:
			return
		case first := <-s.jobs:
			s.commitGroup(first)
		}
	}
}

func (s *Store) commitGroup(first *job) {
	group, refused, err := s.tryGroup(first)
	if refused {
		err = s.separate(group)
	}
	for _, j := range group {
		if err != nil { // also for those that failed by themselves: they may have read what is now undone
			j.err = s.unavailable(err)
		}
	}
	s.tell(group)
	for _, j := range group {
		close(j.done)
	}
}

// tell logs that the file begins to refuse writes, and that it is over: each once, however many there are meanwhile.
func (s *Store) tell(group []*job) {
	for _, j := range group {
		var trouble *Trouble
		switch {
		case isDamage(j.err): // of what this one needs; others are stored
			errors.As(j.err, &trouble)
			s.tells.damage(trouble)
		case errors.As(j.err, &trouble):
			s.tells.refusing(trouble)
		case j.err == nil:
			s.tells.taking()
		}
	}
}

// tryGroup runs the first job and whoever waits by then in one transaction. It is undone as a whole when one of them refuses,
// which is rare: a savepoint for each would take as long as what a job does.
func (s *Store) tryGroup(first *job) (group []*job, refused bool, err error) {
	group = []*job{first}
	err = s.inTransaction(&group, func(tx *sql.Tx) error {
		for i := 0; ; i++ {
			if err := group[i].call(New(steady{tx})); err != nil {
				refused = true
				return err
			}
			if len(group) == groupMost || !s.another(&group) {
				return nil
			}
		}
	})
	return group, refused, err
}

// another adds a job that waits. Those whom the last commit let go may be about to ask again: they get one chance to.
func (s *Store) another(group *[]*job) bool {
	for range 2 {
		select {
		case j := <-s.jobs:
			*group = append(*group, j)
			return true
		default:
			runtime.Gosched()
		}
	}
	return false
}

// errNothing ends a transaction in which every job refused: it needs no commit, and no flush.
var errNothing = errors.New("nothing is to be committed")

// separate runs the jobs of a group once more, each in a savepoint, so that only those that refuse are undone. Its error means
// that the whole transaction is lost.
func (s *Store) separate(group []*job) error {
	err := s.inTransaction(&group, func(tx *sql.Tx) error {
		refused := 0
		for _, j := range group {
			if err := s.run(j, tx); err != nil {
				return err
			}
			if j.err != nil {
				refused++
			}
		}
		if refused == len(group) {
			return errNothing
		}
		return nil
	})
	if errors.Is(err, errNothing) {
		return nil
	}
	return err
}

// inTransaction commits what do did for a group, which may have grown meanwhile.
func (s *Store) inTransaction(group *[]*job, do func(*sql.Tx) error) error {
	tx, err := s.write.BeginTx(context.Background(), nil)
	if err != nil {
		return err
	}
	if err := do(tx); err != nil {
		_ = tx.Rollback() // SQLite has often done it already, and complains
		return err
	}
	committing := commitSpan(*group)
	began := time.Now()
	err = tx.Commit()
	s.metrics.Commit.Observe(time.Since(began).Seconds())
	tracing.End(committing, s.translate(err))
	return err
}

// run runs a job in its savepoint. It fails when that cannot be ended: after a full disk or a failing one SQLite
// undoes the whole transaction, and what ran from then on would be committed on its own.
func (s *Store) run(j *job, tx *sql.Tx) error {
	if _, err := tx.Exec("SAVEPOINT job"); err != nil {
		return err
	}
	if j.err = s.translate(j.call(New(steady{tx}))); j.err != nil {
		if _, err := tx.Exec("ROLLBACK TO job"); err != nil {
			return errors.Join(j.err, err)
		}
	}
	_, err := tx.Exec("RELEASE job")
	return err
}

// call runs do, and keeps a panic for the goroutine that asked: here it would end the process.
func (j *job) call(q *Queries) (err error) {
	j.panicked = nil
	j.wait.End() // the first time; later ones change nothing
	defer func() {
		if p := recover(); p != nil {
			j.panicked = fmt.Sprintf("%v\n\nin a Write:\n%s", p, debug.Stack())
			err = errors.New("the write panicked")
		}
	}()
	return j.do(q)
}

// steady runs statements to their end, whatever becomes of who asked for them: SQLite answers an interrupted statement
// by undoing the whole transaction, and with it the writes of everyone else in the group.
type steady struct{ tx *sql.Tx }

func (s steady) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return s.tx.ExecContext(context.WithoutCancel(ctx), query, args...)
}

func (s steady) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	return s.tx.PrepareContext(context.WithoutCancel(ctx), query)
}

func (s steady) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return s.tx.QueryContext(context.WithoutCancel(ctx), query, args...)
}

func (s steady) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	return s.tx.QueryRowContext(context.WithoutCancel(ctx), query, args...)
}
