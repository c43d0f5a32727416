package conversation

import (
	"context"

	"porchlight/app/store"
)

// Inbox is the owner's list.
type Inbox struct {
	Items  []Item // those with something unread first, then the most recently changed
	Total  int64  // conversations in all
	Unread int64  // conversations with something unread
}

// Item is a conversation in the list.
type Item struct {
	Conversation Conversation
	Last         Message // its body cut to an excerpt
	Unread       int64   // messages of the visitor that no owner has read
}

// Silent reports whether nothing is kept that was said: the conversation is listed for its block.
func (i Item) Silent() bool { return i.Conversation.LastSeq < i.Conversation.FirstSeq }

// Filter says which conversations are listed.
type Filter struct {
	State State  // empty: all
	Place string // the visitor asked from last; empty: all
	Most  int64  // how many at most
}

// Inbox returns the conversations that a filter lets through.
func (c *Conversations) Inbox(ctx context.Context, f Filter) (Inbox, error) {
	q := c.store.Read()
	var box Inbox
	for _, unread := range []int64{1, 0} {
		rows, err := q.Inbox(ctx, store.InboxParams{
			WithUnread: unread, Place: f.Place, State: string(f.State), Now: at(c.now()), Most: f.Most - int64(len(box.Items)),
		})
		if err != nil {
			return Inbox{}, err
		}
		for _, row := range rows {
			row.Message.Body = excerpt(row.Message.Body)
			box.Items = append(box.Items, Item{Conversation: fromRow(row.Conversation), Last: messageFromRow(row.Message), Unread: row.Unread})
		}
	}
	if f.State == Blocked && f.Place == "" {
		rows, err := q.BlockedSilent(ctx, at(c.now()), f.Most-int64(len(box.Items)))
		if err != nil {
			return Inbox{}, err
		}
		for _, row := range rows {
			box.Items = append(box.Items, Item{Conversation: fromRow(row)})
		}
	}
	var err error
	box.Total, box.Unread, err = c.Counts(ctx)
	return box, err
}

// Counts returns how many conversations there are, and how many of them have something unread.
func (c *Conversations) Counts(ctx context.Context) (total, unread int64, err error) {
	if total, err = c.store.Read().CountConversations(ctx); err != nil {
		return 0, 0, err
	}
	unread, err = c.store.Read().CountUnread(ctx)
	return total, unread, err
}

// excerptMost is how much of a message a list shows, in code points.
const excerptMost = 160

func excerpt(body string) string {
	if runes := []rune(body); len(runes) > excerptMost {
		return string(runes[:excerptMost]) + "…"
	}
	return body
}

// Place is a place that conversations are about, and how many.
type Place struct {
	Place         string
	Conversations int64
}

// Places returns the places that the conversations are about.
func (c *Conversations) Places(ctx context.Context) (places []Place, err error) {
	rows, err := c.store.Read().AskedPlaces(ctx)
	for _, row := range rows {
		places = append(places, Place(row))
	}
	return places, err
}

// UnreadByVisitor counts the answers that the visitor has not read.
func (c *Conversations) UnreadByVisitor(ctx context.Context, id string) (int64, error) {
	return c.store.Read().UnreadByVisitor(ctx, id)
}
