package sqlite

import (
	"context"
	"strings"

	"porchlight/app/store"
)

// What search asks of FTS5. It is written by hand: the generator does not know the hidden columns of its tables.

// PutSearchText implements store.Queries.
func (q *Queries) PutSearchText(ctx context.Context, body, conversation string, seq int64) (int64, error) {
	result, err := q.db.ExecContext(ctx, "INSERT INTO message_search (body, conversation_id, seq) VALUES (?, ?, ?)", body, conversation, seq)
	if err != nil {
		return 0, err
	}
	return result.LastInsertId()
}

// DeleteSearchText implements store.Queries.
func (q *Queries) DeleteSearchText(ctx context.Context, row int64) error {
	_, err := q.db.ExecContext(ctx, "DELETE FROM message_search WHERE rowid = ?", row)
	return err
}

// Search implements store.Queries. Quoted words are never operators (https://www.sqlite.org/fts5.html#full_text_query_syntax).
func (q *Queries) Search(ctx context.Context, words []store.SearchWord, most int64) (hits []store.Hit, err error) {
	var query strings.Builder
	for _, word := range words {
		query.WriteString(` "` + word.Text + `"`)
		if word.Begins {
			query.WriteString("*")
		}
	}
	rows, err := q.db.QueryContext(ctx, "SELECT conversation_id, seq FROM message_search WHERE message_search MATCH ? ORDER BY rowid DESC LIMIT ?", query.String(), most)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var h store.Hit
		if err := rows.Scan(&h.ConversationID, &h.Seq); err != nil {
			return nil, err
		}
		hits = append(hits, h)
	}
	return hits, rows.Err()
}
