package conversation

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"porchlight/app/fault"
	"porchlight/app/store"
)

// Found is a message that a search found.
type Found struct {
	Conversation Conversation
	Message      Message // its body cut to an excerpt round the first word
}

const (
	queryMost = 200 // code points of a query that count
	wordsMost = 8   // of them
)

// Search returns the messages that hold all words of a text, each word from its beginning, those that came or changed last first.
func (c *Conversations) Search(ctx context.Context, text string, most int64) (found []Found, err error) {
	words := matching(text)
	if len(words) == 0 {
		return nil, nil
	}
	select {
	case c.finds <- struct{}{}:
		defer func() { <-c.finds }()
	case <-ctx.Done():
		return nil, fault.New(fault.Unavailable, "Others are searching. Please try again in a moment.")
	}
	q := c.store.Read()
	hits, err := q.Search(ctx, words, most)
	if err != nil {
		return nil, err
	}
	for _, hit := range hits {
		message, err := q.MessageAt(ctx, hit.ConversationID, hit.Seq)
		if errors.Is(err, sql.ErrNoRows) {
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

// matching makes of what was typed a few words, which cannot be wrong, nor take for ever. A single letter is looked for as it is: half of
// all words begin with it.
func matching(text string) (words []store.SearchWord) {
	if runes := []rune(text); len(runes) > queryMost {
		text = string(runes[:queryMost])
	}
	for _, one := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) }) {
		word := store.SearchWord{Text: one, Begins: utf8.RuneCountInString(one) > 1}
		if len(words) < wordsMost && !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	return words
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
