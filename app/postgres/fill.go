package postgres

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"porchlight/app/store"

	"github.com/jackc/pgx/v5"
)

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
