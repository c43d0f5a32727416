package conversation

import "context"

// AnswersAfter returns what owners wrote after a seq, as it is now, without what was deleted.
func (c *Conversations) AnswersAfter(ctx context.Context, id string, seq int64) (answers []Message, err error) {
	rows, err := c.store.Read().AnswersAfter(ctx, id, seq)
	for _, row := range rows {
		answers = append(answers, messageFromRow(row))
	}
	return answers, err
}
