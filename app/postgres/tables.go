package postgres

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"porchlight/app/store"

	"github.com/jackc/pgx/v5"
)

// kinds are the types of columns that a copy knows.
var kinds = map[string]store.Kind{"bigint": store.Integer, "text": store.Text, "json": store.Text, "bytea": store.Bytes, "tsvector": store.Words}

// kept are tables that only this store has: SQLite keeps the same by itself.
var kept = []string{"goose_db_version", "record_back", store.Unfinished}

// tables reads and writes a database table by table.
type tables struct {
	conn  *pgx.Conn
	types map[string]string // of columns, by "table.column"
}

// here is the schema that the site is in, and in what makes a table one of it.
const (
	here = "(SELECT oid FROM pg_namespace WHERE nspname = current_schema())"
	in   = "relkind IN ('r', 'p') AND relnamespace = " + here
)

// Tables returns all there are, but for those that this kind of store keeps for itself.
func (t *tables) Tables(ctx context.Context) (all []store.Table, err error) {
	rows, err := t.conn.Query(ctx, `SELECT c.relname, a.attname, format_type(a.atttypid, NULL), coalesce(array_position(i.indkey::int2[], a.attnum), -1)
		FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
		LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
		WHERE `+in+` AND c.relname <> ALL ($1) ORDER BY c.relname COLLATE "C", a.attname COLLATE "C"`, kept)
	if err != nil {
		return nil, err
	}
	t.types = map[string]string{}
	keys := map[string][]int{} // the places of the columns in the key
	var table, column, is string
	var key int
	_, err = pgx.ForEachRow(rows, []any{&table, &column, &is, &key}, func() error {
		kind, known := kinds[is]
		if !known {
			return fmt.Errorf("%s.%s is of the type %s, which a copy does not know", table, column, is)
		}
		if len(all) == 0 || all[len(all)-1].Name != table {
			all = append(all, store.Table{Name: table})
		}
		last := &all[len(all)-1]
		if key >= 0 {
			last.Key = append(last.Key, len(last.Columns))
			keys[table] = append(keys[table], key)
		}
		last.Columns = append(last.Columns, store.Column{Name: column, Kind: kind})
		t.types[table+"."+column] = is
		return nil
	})
	if err != nil {
		return nil, err
	}
	refers, err := t.references(ctx)
	for n := range all {
		table := &all[n]
		ordered := make([]int, len(table.Key))
		for n, place := range keys[table.Name] {
			ordered[place-slices.Min(keys[table.Name])] = table.Key[n]
		}
		table.Key, table.Refers = ordered, refers[table.Name]
	}
	return all, err
}

// references are the tables that rows of a table refer to.
func (t *tables) references(ctx context.Context) (map[string][]string, error) {
	rows, err := t.conn.Query(ctx, `SELECT DISTINCT c.relname, r.relname FROM pg_constraint k JOIN pg_class r ON r.oid = k.confrelid
		JOIN pg_class c ON c.oid = k.conrelid WHERE k.contype = 'f' AND k.connamespace = `+here+" ORDER BY 2")
	if err != nil {
		return nil, err
	}
	all := map[string][]string{}
	var from, to string
	_, err = pgx.ForEachRow(rows, []any{&from, &to}, func() error {
		all[from] = append(all[from], to)
		return nil
	})
	return all, err
}

// Rows returns the next rows behind a key, in the order of their keys; from the first on where there is no key.
func (t *tables) Rows(ctx context.Context, of store.Table, after []any, most int) (found []store.Row, err error) {
	var columns []string
	for _, c := range of.Columns {
		column := quoted(c.Name)
		switch c.Kind {
		case store.Words:
			column = "array_to_string(tsvector_to_array(" + column + "), ' ')"
		case store.Text:
			column += "::text"
		}
		columns = append(columns, column)
	}
	query := "SELECT " + strings.Join(columns, ", ") + " FROM " + quoted(of.Name)
	if after != nil {
		query += " WHERE (" + keyOf(of) + ") > (" + marks(len(of.Key)) + ")"
	}
	rows, err := t.conn.Query(ctx, query+" ORDER BY "+keyOf(of)+fmt.Sprintf(" LIMIT %d", most), after...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		row, err := rows.Values()
		if err != nil {
			return nil, err
		}
		found = append(found, row)
	}
	return found, rows.Err()
}

// LastID is the highest id that a table ever gave; 0: it gives none.
func (t *tables) LastID(ctx context.Context, of store.Table) (id int64, err error) {
	if of.Name == recordTable {
		return New(t.conn).LastRecordID(ctx)
	}
	err = t.conn.QueryRow(ctx, "SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence($1, $2)::regclass), 0)", quoted(of.Name), of.Columns[of.Key[0]].Name).Scan(&id)
	return id, err
}

// recordTable is that of the audit log, whose ids are given by the program.
const recordTable = "record"

// isOf says what keeps a program with migrations up to known from reading a database; nil: nothing does.
func (t *tables) isOf(ctx context.Context, known int64) error {
	var found int64
	if err := t.conn.QueryRow(ctx, "SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied").Scan(&found); err != nil {
		return err
	}
	switch {
	case found > known:
		return fmt.Errorf("is from a newer Porchlight (version %d of its tables, and this one knows %d): copy with that one", found, known)
	case found < known:
		return fmt.Errorf("is of version %d, and this program copies version %d: start the site with this program first, which brings it up to date", found, known)
	}
	return nil
}

// has reports whether there is a table of this name.
func (t *tables) has(ctx context.Context, table string) (is bool, err error) {
	err = t.conn.QueryRow(ctx, "SELECT to_regclass(quote_ident(current_schema()) || '.' || $1) IS NOT NULL", table).Scan(&is)
	return is, err
}

// hold takes the lock of nodes for as long as the connection lasts, and reports whether it could. One that just ended may be known still.
func (t *tables) hold(ctx context.Context) (held bool, err error) {
	for until := time.Now().Add(holdWithin); ; time.Sleep(holdRetry) {
		if err := t.conn.QueryRow(ctx, "SELECT pg_try_advisory_lock($1, 0)", lockNode).Scan(&held); err != nil || held || time.Now().After(until) {
			return held, err
		}
	}
}

func keyOf(t store.Table) string {
	var all []string
	for _, n := range t.Key {
		all = append(all, quoted(t.Columns[n].Name))
	}
	return strings.Join(all, ", ")
}

func quoted(name string) string { return pgx.Identifier{name}.Sanitize() }

func marks(most int) string {
	var all []string
	for n := range most {
		all = append(all, fmt.Sprintf("$%d", n+1))
	}
	return strings.Join(all, ", ")
}
