package conversation

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"unicode"

	"porchlight/app/sqlite"
)

// Found is a message that a search found.
type Found struct {
	Conversation Conversation
	Message      Message // its body cut to an excerpt round the first word
}

// Search returns the messages that hold all words of a text, each word from its beginning, the latest first.
func (c *Conversations) Search(ctx context.Context, text string, most int64) (found []Found, err error) {
	words := matching(text)
	if words == "" {
		return nil, nil
	}
	q := c.store.Read()
	hits, err := q.Search(ctx, words, most)
	if err != nil {
		return nil, err
	}
	for _, hit := range hits {
		message, err := q.MessageAt(ctx, hit.ConversationID, hit.Seq)
		if noRows(err) == nil && err != nil {
			continue // erased since
		}
		if err != nil {
			return nil, err
		}
		of, err := c.Get(ctx, hit.ConversationID)
		if err != nil {
			return nil, err
		}
		message.Body = around(message.Body, text)
		found = append(found, Found{Conversation: of, Message: messageFromRow(message)})
	}
	return found, nil
}

// matching makes of what was typed a query that cannot be wrong: quoted words, which are never operators.
// https://www.sqlite.org/fts5.html#full_text_query_syntax
func matching(text string) string {
	var words []string
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) }) {
		words = append(words, `"`+word+`"*`)
	}
	return strings.Join(words, " ")
}

// around cuts a body to an excerpt that begins shortly before the first of the words.
func around(body, text string) string {
	const before = 40 // code points
	runes := []rune(body)
	words := strings.Fields(text)
	if len(words) == 0 || len(runes) <= excerptMost {
		return excerpt(body)
	}
	at := strings.Index(strings.ToLower(body), strings.ToLower(words[0]))
	if at < 0 || at > len(body) {
		return excerpt(body)
	}
	if start := len([]rune(body[:at])) - before; start > 0 {
		return "…" + excerpt(string(runes[start:]))
	}
	return excerpt(body)
}

// indexBatch is how many conversations are indexed in one transaction.
const indexBatch = 50

// Index brings search up to date with what was said since a time, in Unix milliseconds, and returns the time to go on from.
// A message is stored without it, so that its sender does not wait for the index.
func (c *Conversations) Index(ctx context.Context, since int64) (next int64, err error) {
	for {
		rows, err := c.store.Read().NotIndexed(ctx, since, indexBatch)
		if err != nil || len(rows) == 0 {
			return since, err
		}
		err = c.store.Write(ctx, func(q *sqlite.Queries) error {
			for _, row := range rows {
				if err := index(ctx, q, row); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return since, err
		}
		since = rows[len(rows)-1].UpdatedAt
	}
}

func index(ctx context.Context, q *sqlite.Queries, of sqlite.NotIndexedRow) error {
	messages, err := q.MessagesAfter(ctx, of.ID, of.IndexedRev)
	if err != nil {
		return err
	}
	rev := of.Rev
	for _, m := range messages {
		rev = max(rev, m.Rev)
		if err := replaceText(ctx, q, m); err != nil {
			return err
		}
	}
	return q.SetIndexed(ctx, rev, of.ID)
}

// replaceText makes search know a message as it is now.
func replaceText(ctx context.Context, q *sqlite.Queries, m sqlite.Message) error {
	row, err := q.SearchRow(ctx, m.ConversationID, m.Seq)
	switch {
	case errors.Is(err, sql.ErrNoRows):
	case err != nil:
		return err
	default:
		if err := errors.Join(q.DeleteSearchText(ctx, row), q.ForgetSearchRow(ctx, m.ConversationID, m.Seq)); err != nil {
			return err
		}
	}
	if m.DeletedAt.Valid {
		return nil
	}
	if row, err = q.PutSearchText(ctx, m.Body, m.ConversationID, m.Seq); err != nil {
		return err
	}
	return q.RememberSearchRow(ctx, m.ConversationID, m.Seq, row)
}

// forgetText takes a conversation out of search.
func forgetText(ctx context.Context, q *sqlite.Queries, id string) error {
	rows, err := q.SearchRows(ctx, id)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if err := q.DeleteSearchText(ctx, row); err != nil {
			return err
		}
	}
	return q.ForgetSearchRows(ctx, id)
}
