package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime/debug"
)

// groupMost bounds how many writes share one commit, so that the first of them is not kept waiting.
const groupMost = 256

// job is one Write on its way through the writer.
type job struct {
	do       func(*Queries) error
	err      error
	panicked any // what do panicked with
	done     chan struct{}
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
	group := []*job{first}
	tx, err := s.write.BeginTx(context.Background(), nil)
	if err == nil {
		if group, err = s.runGroup(tx, group); err == nil {
			err = tx.Commit()
		} else {
			_ = tx.Rollback() // SQLite has often done it already, and complains
		}
	}
	for _, j := range group {
		if err != nil { // also for those that failed by themselves: they may have read what is now undone
			j.err = unavailable(err)
		}
		close(j.done)
	}
}

// runGroup runs the group and whoever waits by now. Its error means that the whole transaction is lost.
func (s *Store) runGroup(tx *sql.Tx, group []*job) ([]*job, error) {
	err := group[0].run(tx)
	for err == nil && len(group) < groupMost {
		select {
		case j := <-s.jobs:
			group = append(group, j)
			err = j.run(tx)
		default:
			return group, nil
		}
	}
	return group, err
}

// run runs one job in its savepoint. It fails when that cannot be ended: after a full disk or a failing one SQLite
// undoes the whole transaction, and what ran from then on would be committed on its own.
func (j *job) run(tx *sql.Tx) error {
	if _, err := tx.Exec("SAVEPOINT job"); err != nil {
		return err
	}
	if j.err = translate(j.call(New(steady{tx}))); j.err != nil {
		if _, err := tx.Exec("ROLLBACK TO job"); err != nil {
			return errors.Join(j.err, err)
		}
	}
	_, err := tx.Exec("RELEASE job")
	return err
}

// call runs do, and keeps a panic for the goroutine that asked: here it would end the process.
func (j *job) call(q *Queries) (err error) {
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
