package sqlite

import "context"

// What search asks of FTS5. It is written by hand: the generator does not know the hidden columns of its tables.

// PutSearchText makes search know a text and returns its row.
func (q *Queries) PutSearchText(ctx context.Context, body, conversation string, seq int64) (int64, error) {
	result, err := q.db.ExecContext(ctx, "INSERT INTO message_search (body, conversation_id, seq) VALUES (?, ?, ?)", body, conversation, seq)
	if err != nil {
		return 0, err
	}
	return result.LastInsertId()
}

// DeleteSearchText takes a row out of search.
func (q *Queries) DeleteSearchText(ctx context.Context, row int64) error {
	_, err := q.db.ExecContext(ctx, "DELETE FROM message_search WHERE rowid = ?", row)
	return err
}

// Hit is where search found something.
type Hit struct {
	ConversationID string
	Seq            int64
}

// Search returns what matches, what was made known last first: to rank everything would take long where a word is common.
// https://www.sqlite.org/fts5.html#full_text_query_syntax
func (q *Queries) Search(ctx context.Context, query string, most int64) (hits []Hit, err error) {
	rows, err := q.db.QueryContext(ctx, "SELECT conversation_id, seq FROM message_search WHERE message_search MATCH ? ORDER BY rowid DESC LIMIT ?", query, most)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var h Hit
		if err := rows.Scan(&h.ConversationID, &h.Seq); err != nil {
			return nil, err
		}
		hits = append(hits, h)
	}
	return hits, rows.Err()
}
