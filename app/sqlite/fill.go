package sqlite

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"porchlight/app/store"
)

// Put takes rows out of a table and puts others in, which may be there otherwise: all of it, or nothing.
func (t *Target) Put(ctx context.Context, of store.Table, gone, rows []store.Row) error {
	if of.Name == searchTable.Name { // nothing in it can be changed in its place
		gone = slices.Concat(gone, rows)
	}
	tx, err := t.conn.BeginTx(ctx, nil)
	if err != nil {
		return t.unwritten(err)
	}
	defer func() { _ = tx.Rollback() }() // nothing, once it is committed
	if err := each(ctx, tx, removal(of), gone, of.KeyOf); err != nil {
		return t.unwritten(err)
	}
	if err := each(ctx, tx, insertion(of), rows, func(r store.Row) []any { return r }); err != nil {
		return t.unwritten(err)
	}
	return t.unwritten(tx.Commit())
}

func (t *Target) unwritten(err error) error {
	if err == nil {
		return nil
	}
	return inWords(t.path, err)
}

// each runs a statement for each of the rows.
func each(ctx context.Context, tx *sql.Tx, query string, rows []store.Row, args func(store.Row) []any) error {
	if len(rows) == 0 {
		return nil
	}
	statement, err := tx.PrepareContext(ctx, query)
	if err != nil {
		return err
	}
	defer statement.Close()
	for _, row := range rows {
		if _, err := statement.ExecContext(ctx, args(row)...); err != nil {
			return err
		}
	}
	return nil
}

func removal(t store.Table) string {
	return "DELETE FROM " + quoted(t.Name) + " WHERE (" + names(t, keyColumns(t)) + ") = (" + marks(len(t.Key)) + ")"
}

func insertion(t store.Table) string {
	query := "INSERT INTO " + quoted(t.Name) + " (" + names(t, t.Columns) + ") VALUES (" + marks(len(t.Columns)) + ")"
	if t.Name == searchTable.Name {
		return query
	}
	var set []string
	for n, c := range t.Columns {
		if !slices.Contains(t.Key, n) {
			set = append(set, quoted(c.Name)+" = excluded."+quoted(c.Name))
		}
	}
	if len(set) == 0 {
		return query + " ON CONFLICT DO NOTHING"
	}
	return query + " ON CONFLICT (" + names(t, keyColumns(t)) + ") DO UPDATE SET " + strings.Join(set, ", ")
}

// SetLastID has a table give higher ids only. Where SQLite keeps no number, it goes on behind the highest that is there.
func (t *Target) SetLastID(ctx context.Context, of store.Table, id int64) error {
	for _, statement := range []string{
		"INSERT INTO sqlite_sequence (name, seq) SELECT name, 0 FROM sqlite_schema WHERE name = ?2 AND sql LIKE '%AUTOINCREMENT%' AND name NOT IN (SELECT name FROM sqlite_sequence)",
		"UPDATE sqlite_sequence SET seq = ?1 WHERE name = ?2 AND seq < ?1",
	} {
		if _, err := t.conn.ExecContext(ctx, statement, id, of.Name); err != nil {
			return t.unwritten(err)
		}
	}
	return nil
}
