package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"porchlight/app/store"
)

// kinds are the types of columns. A STRICT table has no others that are used here (https://www.sqlite.org/stricttables.html).
var kinds = map[string]store.Kind{"INTEGER": store.Integer, "TEXT": store.Text, "BLOB": store.Bytes}

// searchTable is the table of search as a copy sees it. SQLite says neither the types of its columns nor its key.
var searchTable = store.Table{
	Name: "message_search",
	Columns: []store.Column{
		{Name: "conversation_id", Kind: store.Text}, {Name: "row_id", Kind: store.Integer}, {Name: "seq", Kind: store.Integer}, {Name: "words", Kind: store.Words},
	},
	Key: []int{1},
}

// tables reads and writes a file table by table, in whatever way each of them is made.
type tables struct{ conn *sql.Conn }

// Tables returns all there are, but for what SQLite and goose keep for themselves.
func (t tables) Tables(ctx context.Context) (all []store.Table, err error) {
	rows, err := t.conn.QueryContext(ctx, `SELECT l.name, l.type, c.name, c.type, c.pk FROM pragma_table_list l JOIN pragma_table_info(l.name) c
		WHERE l.schema = 'main' AND l.type IN ('table', 'virtual') AND l.name NOT LIKE 'sqlite\_%' ESCAPE '\' AND l.name NOT IN ('goose_db_version', ?)
		ORDER BY l.name, c.name`, store.Unfinished)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	keys := map[string][]int{} // the places of the columns in the key
	for rows.Next() {
		var table, made, column, is string
		var key int
		if err := rows.Scan(&table, &made, &column, &is, &key); err != nil {
			return nil, err
		}
		if len(all) == 0 || all[len(all)-1].Name != table {
			all = append(all, store.Table{Name: table})
		}
		last := &all[len(all)-1]
		kind, known := kinds[is]
		switch {
		case table == searchTable.Name && made == "virtual":
			*last = searchTable
			continue
		case !known:
			return nil, fmt.Errorf("%s.%s is of the type %q, which a copy does not know", table, column, is)
		case key > 0:
			last.Key = append(last.Key, len(last.Columns))
			keys[table] = append(keys[table], key)
		}
		last.Columns = append(last.Columns, store.Column{Name: column, Kind: kind})
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	for n := range all {
		if err := t.complete(ctx, &all[n], keys[all[n].Name]); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// complete puts the columns of a key into its order, and adds which tables are referred to.
func (t tables) complete(ctx context.Context, table *store.Table, places []int) error {
	if len(places) > 0 {
		ordered := make([]int, len(places))
		for n, place := range places {
			ordered[place-1] = table.Key[n]
		}
		table.Key = ordered
	}
	rows, err := t.conn.QueryContext(ctx, `SELECT DISTINCT "table" FROM pragma_foreign_key_list(?) ORDER BY 1`, table.Name)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var to string
		if err := rows.Scan(&to); err != nil {
			return err
		}
		table.Refers = append(table.Refers, to)
	}
	return rows.Err()
}

// Rows returns the next rows behind a key, in the order of their keys; from the first on where there is no key.
func (t tables) Rows(ctx context.Context, of store.Table, after []any, most int) (found []store.Row, err error) {
	key := names(of, keyColumns(of))
	query := "SELECT " + names(of, of.Columns) + " FROM " + quoted(of.Name)
	if after != nil {
		query += " WHERE (" + key + ") > (" + marks(len(of.Key)) + ")"
	}
	rows, err := t.conn.QueryContext(ctx, query+" ORDER BY "+key+fmt.Sprintf(" LIMIT %d", most), after...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		row := make(store.Row, len(of.Columns))
		into := make([]any, len(row))
		for n := range row {
			into[n] = &row[n]
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		found = append(found, row)
	}
	return found, rows.Err()
}

// LastID is the highest id that a table ever gave, as far as SQLite knows it; 0: it gives none.
func (t tables) LastID(ctx context.Context, of store.Table) (id int64, err error) {
	if column := of.Columns[of.Key[0]]; len(of.Key) > 1 || column.Kind != store.Integer {
		return 0, nil
	}
	key := names(of, keyColumns(of))
	err = t.conn.QueryRowContext(ctx, "SELECT max(coalesce((SELECT max("+key+") FROM "+quoted(of.Name)+"), 0), coalesce((SELECT seq FROM sqlite_sequence WHERE name = ?), 0))", of.Name).Scan(&id)
	return id, err
}

// isOf says what keeps a program with migrations up to known from reading a file; nil: nothing does.
func (t tables) isOf(ctx context.Context, known int64) error {
	var found sql.NullInt64
	err := t.conn.QueryRowContext(ctx, "SELECT max(version_id) FROM goose_db_version WHERE is_applied").Scan(&found)
	switch {
	case err != nil && !isOfFile(err):
		return errors.New("it is no database of Porchlight")
	case err != nil:
		return err
	case found.Int64 > known:
		return errNewer(found.Int64, known)
	case found.Int64 < known:
		return fmt.Errorf("it is of version %d, and this program copies version %d: start the site with this program first, which brings it up to date", found.Int64, known)
	}
	return nil
}

func keyColumns(t store.Table) (columns []store.Column) {
	for _, n := range t.Key {
		columns = append(columns, t.Columns[n])
	}
	return columns
}

// searchNames are what columns of the table of search are called in SQLite.
var searchNames = map[string]string{"row_id": "rowid", "words": "body"}

func names(t store.Table, columns []store.Column) string {
	var all []string
	for _, c := range columns {
		name := c.Name
		if t.Name == searchTable.Name {
			name = cmp.Or(searchNames[name], name)
		}
		all = append(all, quoted(name))
	}
	return strings.Join(all, ", ")
}

func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

func marks(n int) string { return strings.Join(slices.Repeat([]string{"?"}, n), ", ") }
