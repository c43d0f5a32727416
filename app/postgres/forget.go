package postgres

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	forgetEvery  = time.Minute // at most, on a node: much may be erased one after the other
	forgetWithin = time.Minute
	forgetLock   = "SELECT pg_try_advisory_lock(6, 0)"
)

// Forget implements store.Store. A deleted row is in its table until no one can see it any more and the server vacuums, which it does by
// itself once a fifth of a table is dead: that is brought forward here, by one node, and nobody who reads or writes waits for it. (What
// has been freed is overwritten when the server needs it; its write-ahead log and its backups have their own time.)
// https://www.postgresql.org/docs/current/routine-vacuuming.html
func (s *Store) Forget(ctx context.Context) (done bool, err error) {
	s.forgetting.Lock()
	defer s.forgetting.Unlock()
	if time.Since(s.forgot) < forgetEvery {
		return false, nil
	}
	s.forgot = time.Now()
	began, err := s.reach.ask(s.name)
	if err == nil {
		done, err = s.forget(ctx)
		s.reach.told(began, err)
	}
	return done, s.reader().unread(err)
}

func (s *Store) forget(ctx context.Context) (done bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, forgetWithin)
	defer cancel()
	config := s.write.Config().ConnConfig
	config.RuntimeParams["statement_timeout"] = "0"
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }()
	var mine bool
	if err := conn.QueryRow(ctx, forgetLock).Scan(&mine); err != nil || !mine {
		return false, err // another node does it, and may have begun before what is to be forgotten here was deleted
	}
	rows, _ := conn.Query(ctx, "SELECT quote_ident(relname) FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'")
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return false, err
	}
	if _, err := conn.Exec(ctx, "VACUUM (SKIP_LOCKED, TRUNCATE OFF, INDEX_CLEANUP ON) "+strings.Join(tables, ", "), pgx.QueryExecModeSimpleProtocol); err != nil {
		return false, err
	}
	// What somebody can see who has been reading since before, as a dump does, is left.
	var left int64
	err = conn.QueryRow(ctx, "SELECT sum(n_dead_tup)::bigint FROM pg_stat_user_tables WHERE schemaname = current_schema() AND relname IN ('message', 'note', 'message_search')").Scan(&left)
	return left == 0, err
}
