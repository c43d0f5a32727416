package conversation

import "context"

// Inbox is the owner's list.
type Inbox struct {
	Items  []Item // the most recently changed, newest first
	Total  int64  // conversations in all
	Unread int64  // conversations with something unread
}

// Item is a conversation in the list.
type Item struct {
	Conversation Conversation
	Last         Message // its body cut to an excerpt
	Unread       int64   // messages of the visitor that no owner has read
}

// Inbox returns the most recent conversations, at most so many.
func (c *Conversations) Inbox(ctx context.Context, most int64) (Inbox, error) {
	q := c.store.Read()
	rows, err := q.Inbox(ctx, most)
	if err != nil {
		return Inbox{}, err
	}
	var box Inbox
	for _, row := range rows {
		row.Message.Body = excerpt(row.Message.Body)
		box.Items = append(box.Items, Item{Conversation: fromRow(row.Conversation), Last: messageFromRow(row.Message), Unread: row.Unread})
	}
	if box.Total, err = q.CountConversations(ctx); err != nil {
		return Inbox{}, err
	}
	box.Unread, err = q.CountUnread(ctx)
	return box, err
}

// excerptMost is how much of the last message the list shows, in code points.
const excerptMost = 160

func excerpt(body string) string {
	if runes := []rune(body); len(runes) > excerptMost {
		return string(runes[:excerptMost]) + "…"
	}
	return body
}

// UnreadByVisitor counts the answers that the visitor has not read.
func (c *Conversations) UnreadByVisitor(ctx context.Context, id string) (int64, error) {
	return c.store.Read().UnreadByVisitor(ctx, id)
}
