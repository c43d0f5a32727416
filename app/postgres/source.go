package postgres

import (
	"context"
	"errors"
	"io/fs"

	"porchlight/app/store"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Source is a database from which a whole site is copied, as it is at one moment. Nothing in it is changed.
type Source struct {
	tables
	name   string
	atRest bool
}

// OpenSource opens a database to be copied from, of the version that migrations end with. It keeps nodes from starting on it where none
// runs.
func OpenSource(ctx context.Context, address string, migrations fs.FS) (*Source, error) {
	conn, name, err := alone(ctx, address, readOnly)
	if err != nil {
		return nil, err
	}
	s := &Source{tables: tables{conn: conn}, name: name}
	if err := s.open(ctx, migrations); err != nil {
		return nil, errors.Join(inWords(name, err), s.Close())
	}
	return s, nil
}

func (s *Source) open(ctx context.Context, migrations fs.FS) (err error) {
	if s.atRest, err = s.hold(ctx); err != nil {
		return err
	}
	if _, err := s.conn.Exec(ctx, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"); err != nil {
		return err
	}
	for table, refused := range map[string]struct {
		there bool
		is    string
	}{
		"goose_db_version": {false, "holds no site: name the database that the site has"},
		store.Unfinished:   {true, unfinished},
	} {
		if there, err := s.has(ctx, table); err != nil {
			return err
		} else if there == refused.there {
			return errors.New(refused.is)
		}
	}
	known, err := store.LastMigration(migrations)
	if err != nil {
		return err
	}
	return s.isOf(ctx, known)
}

// Name tells the database from others.
func (s *Source) Name() string { return s.name }

// AtRest reports whether no node has used the database since it was opened: then nothing was stored that is not read.
func (s *Source) AtRest() bool { return s.atRest }

// Close ends the reading.
func (s *Source) Close() error { return hangUp(s.conn) }

// alone makes one connection to a database, set up by first, with no limit of time.
func alone(ctx context.Context, address string, first pgconn.AfterConnectFunc) (*pgx.Conn, string, error) {
	_, pool, err := pools(address)
	if err != nil {
		return nil, "", err
	}
	config := pool.ConnConfig
	for _, limit := range []string{"statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"} {
		config.RuntimeParams[limit] = "0"
	}
	// Rows are read in the order of their keys, by the index, whatever the server knows yet of a table that it just got.
	for _, way := range []string{"enable_seqscan", "enable_bitmapscan", "enable_sort"} {
		config.RuntimeParams[way] = "off"
	}
	config.AfterConnect = first
	name := nameOf(config)
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return nil, "", inWords(name, err)
	}
	return conn, name, nil
}

func hangUp(conn *pgx.Conn) error {
	ctx, cancel := context.WithTimeout(context.Background(), askWithin)
	defer cancel()
	return conn.Close(ctx)
}
