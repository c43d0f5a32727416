package postgres

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"porchlight/app/store"

	"github.com/jackc/pgx/v5"
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
	conn, name, err := alone(ctx, address, "synchronous_commit", "off") // what is copied is flushed with the last of it
	if err != nil {
		return nil, err
	}
	t := &Target{tables: tables{conn: conn}, name: name}
	if err := t.open(ctx, from, migrations); err != nil {
		return nil, errors.Join(inWords(name, err), t.Close())
	}
	return t, nil
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
	known, err := lastMigration(migrations)
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

// Put takes rows out of a table and puts others in, which may be there otherwise: all of it, or nothing.
func (t *Target) Put(ctx context.Context, of store.Table, gone, rows []store.Row) error {
	err := pgx.BeginFunc(ctx, t.conn, func(tx pgx.Tx) error {
		if len(gone) > 0 {
			keys := make([]store.Row, len(gone))
			for n, row := range gone {
				keys[n] = of.KeyOf(row)
			}
			columns := make([]store.Column, len(of.Key))
			for n, column := range of.Key {
				columns[n] = of.Columns[column]
			}
			query := "DELETE FROM " + quoted(of.Name) + " WHERE (" + keyOf(of) + ") IN (SELECT * FROM " + unnested(columns) + ")"
			if _, err := tx.Exec(ctx, query, arrays(columns, keys)...); err != nil {
				return err
			}
		}
		if len(rows) == 0 {
			return nil
		}
		_, err := tx.Exec(ctx, t.insertion(of), arrays(of.Columns, rows)...)
		return err
	})
	return t.told(err)
}

func (t *Target) told(err error) error {
	if err == nil {
		return nil
	}
	return inWords(t.name, err)
}

// insertion puts rows in that come as an array for each column (https://www.postgresql.org/docs/current/functions-array.html).
func (t *Target) insertion(of store.Table) string {
	var into, from, set []string
	for n, c := range of.Columns {
		name := quoted(c.Name)
		value := "r." + name
		switch t.types[of.Name+"."+c.Name] {
		case "json":
			value += "::json"
		case "tsvector":
			value = "array_to_tsvector(string_to_array(" + value + ", ' '))"
		}
		into, from = append(into, name), append(from, value)
		if !slices.Contains(of.Key, n) {
			set = append(set, name+" = excluded."+name)
		}
	}
	query := "INSERT INTO " + quoted(of.Name) + " (" + strings.Join(into, ", ") + ") SELECT " + strings.Join(from, ", ") + " FROM " + unnested(of.Columns)
	if len(set) == 0 {
		return query + " ON CONFLICT DO NOTHING"
	}
	return query + " ON CONFLICT (" + keyOf(of) + ") DO UPDATE SET " + strings.Join(set, ", ")
}

// sent are the types that the arrays of columns are sent as.
var sent = map[store.Kind]string{store.Integer: "bigint", store.Text: "text", store.Bytes: "bytea", store.Words: "text"}

// unnested makes rows of an array for each column.
func unnested(columns []store.Column) string {
	var names, args []string
	for n, c := range columns {
		names, args = append(names, quoted(c.Name)), append(args, fmt.Sprintf("$%d::%s[]", n+1, sent[c.Kind]))
	}
	return "unnest(" + strings.Join(args, ", ") + ") AS r (" + strings.Join(names, ", ") + ")"
}

// arrays are the rows column by column.
func arrays(columns []store.Column, rows []store.Row) []any {
	all := make([]any, len(columns))
	for n, c := range columns {
		switch c.Kind {
		case store.Integer:
			all[n] = column(rows, n, func(v any) *int64 { number := v.(int64); return &number })
		case store.Bytes:
			all[n] = column(rows, n, func(v any) []byte { return v.([]byte) })
		case store.Text:
			all[n] = column(rows, n, func(v any) *string { text := Plain(v.(string)); return &text })
		case store.Words:
			all[n] = column(rows, n, func(v any) *string { text := Words(v.(string)); return &text })
		}
	}
	return all
}

func column[V any](rows []store.Row, n int, of func(any) V) []V {
	values := make([]V, len(rows))
	for i, row := range rows {
		if row[n] != nil {
			values[i] = of(row[n])
		}
	}
	return values
}

// SetLastID has a table give higher ids only.
func (t *Target) SetLastID(ctx context.Context, of store.Table, id int64) error {
	if of.Name == recordTable {
		_, err := t.conn.Exec(ctx, "UPDATE record_back SET last_id = $1", id)
		return t.told(err)
	}
	_, err := t.conn.Exec(ctx, "SELECT setval(s, greatest($3::bigint, 1), $3::bigint > 0) FROM (SELECT pg_get_serial_sequence($1, $2)::regclass AS s) AS given WHERE s IS NOT NULL",
		quoted(of.Name), of.Columns[of.Key[0]].Name, id)
	return t.told(err)
}

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
