package postgres

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"porchlight/app/store"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// unfinished is what is wrong with a database that a copy was not brought to its end in.
const unfinished = "holds a copy of a site that is not whole: have porchlight copy finish it, or make the database anew"

// Target is a database into which a whole site is copied. No node starts on it before all is there.
type Target struct {
	tables
	name  string
	whole bool
}

// OpenTarget opens a database to be filled from a source of that name: an empty one, or one that was begun from there. One that holds a
// site is opened to be compared.
func OpenTarget(ctx context.Context, address, from string, migrations fs.FS) (*Target, error) {
	conn, name, err := alone(ctx, address, flushLater)
	if err != nil {
		return nil, err
	}
	t := &Target{tables: tables{conn: conn}, name: name}
	if err := t.open(ctx, from, migrations); err != nil {
		return nil, errors.Join(inWords(name, err), t.Close())
	}
	return t, nil
}

// flushLater has what is copied flushed with the last of it.
func flushLater(ctx context.Context, conn *pgconn.PgConn) error {
	return conn.Exec(ctx, "SET synchronous_commit = off").Close()
}

func (t *Target) open(ctx context.Context, from string, migrations fs.FS) error {
	held, err := t.hold(ctx)
	if err != nil {
		return err
	}
	if !held {
		return errors.New("is in use by a node, or by another copy: wait for that, stop it, or name another database")
	}
	if err := pgx.BeginFunc(ctx, t.conn, func(pgx.Tx) error { return t.begin(ctx, from) }); err != nil {
		return err
	}
	if !t.whole {
		if err := migrate(ctx, t.conn.Config(), migrations); err != nil {
			return err
		}
	}
	known, err := store.LastMigration(migrations)
	if err != nil {
		return err
	}
	return t.isOf(ctx, known)
}

// begin notes in an empty database where the site comes from, or that it is the same again.
func (t *Target) begin(ctx context.Context, from string) error {
	if _, err := t.conn.Exec(ctx, "SELECT pg_advisory_xact_lock($1, 0)", lockUpgrade); err != nil { // a node may make its tables just now
		return err
	}
	begun, err := t.has(ctx, store.Unfinished)
	if err != nil {
		return err
	}
	if begun {
		var source string
		err := t.conn.QueryRow(ctx, "SELECT source FROM "+store.Unfinished).Scan(&source)
		if err == nil && source != from {
			err = fmt.Errorf("holds the beginning of a copy of %s: finish that one, or make the database anew", source)
		}
		return err
	}
	if t.whole, err = t.has(ctx, "goose_db_version"); err != nil || t.whole {
		return err
	}
	var other *string
	if err := t.conn.QueryRow(ctx, "SELECT min(relname::text) FROM pg_class WHERE "+in).Scan(&other); err != nil {
		return err
	}
	if other != nil {
		return fmt.Errorf("holds something else, such as a table %s: make a database for the site alone", *other)
	}
	if _, err := t.conn.Exec(ctx, "CREATE TABLE "+store.Unfinished+" (source TEXT NOT NULL)"); err != nil {
		return err
	}
	_, err = t.conn.Exec(ctx, "INSERT INTO "+store.Unfinished+" VALUES ($1)", from)
	return err
}

// refuseUnfinished keeps everybody from a database that a copy was not brought to its end in.
func refuseUnfinished(ctx context.Context, conn *pgx.Conn) error {
	t := tables{conn: conn}
	is, err := t.has(ctx, store.Unfinished)
	if is {
		return errors.New(unfinished)
	}
	return err
}

// Name tells the database from others.
func (t *Target) Name() string { return t.name }

// Whole reports whether there is a site already, into which nothing is put.
func (t *Target) Whole() bool { return t.whole }

// Finish lets nodes start, once all is on the server's disk. The server is told how much each table holds, as it plans by that.
func (t *Target) Finish(ctx context.Context) error {
	all, err := t.Tables(ctx)
	if err != nil {
		return t.told(err)
	}
	for _, table := range all {
		if _, err := t.conn.Exec(ctx, "ANALYZE "+quoted(table.Name)); err != nil {
			return t.told(err)
		}
	}
	for _, step := range []string{"SET synchronous_commit = on", "DROP TABLE " + store.Unfinished} {
		if _, err := t.conn.Exec(ctx, step); err != nil {
			return t.told(err)
		}
	}
	return nil
}

// Close ends the copying, at whatever point.
func (t *Target) Close() error { return hangUp(t.conn) }
