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

// newest are the texts among which a word is looked for first.
const newest = 5000

// Search implements store.Queries. A common word is found among the newest texts, and the index would bring all that have it; a rare one is
// found by the index, and all texts would be read for it. The server does not know which of them a word is, so that it is asked for both.
func (q *Queries) Search(ctx context.Context, words []store.SearchWord, most int64) (hits []store.Hit, err error) {
	query := matching(words)
	if hits, err = q.hits(ctx, among, query, most, newest); err != nil || int64(len(hits)) == most {
		return hits, err
	}
	return q.hits(ctx, byIndex, query, most)
}

const (
	among = "SELECT conversation_id, seq FROM message_search WHERE row_id > (SELECT max(row_id) FROM message_search) - $3::bigint AND words @@ $1::text::tsquery " +
		"ORDER BY row_id DESC LIMIT $2"
	byIndex = "SELECT conversation_id, seq FROM message_search WHERE words @@ $1::text::tsquery ORDER BY row_id + 0 DESC LIMIT $2" // the sum hides the key
)

func (q *Queries) hits(ctx context.Context, statement string, args ...any) ([]store.Hit, error) {
	rows, err := q.db.Query(ctx, statement, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[store.Hit])
}

// matching makes a query of words, which have letters and digits only and stand in quotes.
// https://www.postgresql.org/docs/current/datatype-textsearch.html#DATATYPE-TSQUERY
func matching(words []store.SearchWord) string {
	var terms []string
	for _, word := range words {
		for _, token := range tokens(word.Text) {
			terms = append(terms, "'"+token+"'")
		}
		if word.Begins && len(terms) > 0 {
			terms[len(terms)-1] += ":*"
		}
	}
	return strings.Join(terms, " & ")
}
