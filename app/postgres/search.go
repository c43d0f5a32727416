package postgres

import (
	"context"
	"strings"

	"porchlight/app/store"

	"github.com/jackc/pgx/v5"
)

// What search asks of PostgreSQL. Its words are those of SQLite (see tokens.go): the same texts are found.

// PutSearchText implements store.Queries.
func (q *Queries) PutSearchText(ctx context.Context, body, conversation string, seq int64) (row int64, err error) {
	err = q.db.QueryRow(ctx, "INSERT INTO message_search (words, conversation_id, seq) VALUES (array_to_tsvector($1::text[]), $2, $3) RETURNING row_id",
		tokens(body), conversation, seq).Scan(&row)
	return row, err
}

// DeleteSearchText implements store.Queries.
func (q *Queries) DeleteSearchText(ctx context.Context, row int64) error {
	_, err := q.db.Exec(ctx, "DELETE FROM message_search WHERE row_id = $1", row)
	return err
}

// Search implements store.Queries. A word has letters and digits only, and stands in quotes.
// https://www.postgresql.org/docs/current/datatype-textsearch.html#DATATYPE-TSQUERY
func (q *Queries) Search(ctx context.Context, words []store.SearchWord, most int64) ([]store.Hit, error) {
	var terms []string
	for _, word := range words {
		for _, token := range tokens(word.Text) {
			terms = append(terms, "'"+token+"'")
		}
		if word.Begins && len(terms) > 0 {
			terms[len(terms)-1] += ":*"
		}
	}
	rows, err := q.db.Query(ctx, "SELECT conversation_id, seq FROM message_search WHERE words @@ $1::text::tsquery ORDER BY row_id DESC LIMIT $2", strings.Join(terms, " & "), most)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[store.Hit])
}
