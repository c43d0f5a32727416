package conversation

import (
	"context"
	"database/sql"
	"errors"
	"io"

	"porchlight/app/store"
)

// importPart is how many messages are stored in one write, or those of one conversation where these are more: others write between.
const importPart = 500

// Import stores the conversations of a file that CheckImport has found good, but for those that are here, and has search know them. Each
// conversation is stored as a whole; what is interrupted can be done again. Nobody is told of any: they are old. It returns how much was
// stored.
func (c *Conversations) Import(ctx context.Context, file io.Reader) (Carried, error) {
	accounts, err := accountsByEmail(ctx, c.store.Read())
	if err != nil {
		return Carried{}, err
	}
	store := importer{c: c, accounts: accounts}
	for lines := newCarryReader(file, c.now()); ; {
		line, err := lines.next()
		if err == nil {
			err = store.line(ctx, line)
		} else if errors.Is(err, io.EOF) {
			return store.done, store.flush(ctx)
		}
		if err != nil {
			return store.done, err
		}
	}
}

// importer gathers whole conversations until they are worth a write.
type importer struct {
	c        *Conversations
	accounts map[string]int64
	gathered []gathered
	messages int
	done     Carried
}

type gathered struct {
	carriedConversation
	messages []carriedMessage
	notes    []carriedNote
}

func (i *importer) line(ctx context.Context, line any) error {
	switch line := line.(type) {
	case *carriedConversation:
		if i.messages >= importPart || len(i.gathered) >= importPart {
			if err := i.flush(ctx); err != nil {
				return err
			}
		}
		i.gathered = append(i.gathered, gathered{carriedConversation: *line})
	case *carriedMessage:
		last := &i.gathered[len(i.gathered)-1]
		last.messages = append(last.messages, *line)
		i.messages++
	case *carriedNote:
		last := &i.gathered[len(i.gathered)-1]
		last.notes = append(last.notes, *line)
	}
	return nil
}

func (i *importer) flush(ctx context.Context) error {
	var stored Carried
	err := i.c.store.Write(ctx, func(q store.Queries) error {
		stored = Carried{}
		for _, g := range i.gathered {
			created, err := q.CarryConversation(ctx, g.row())
			if err != nil {
				return err
			}
			if created == 0 {
				continue
			}
			if err := i.store(ctx, q, g); err != nil {
				return err
			}
			stored.Conversations++
			stored.Messages += int64(len(g.messages))
			stored.Notes += int64(len(g.notes))
		}
		return nil
	})
	if err != nil {
		return err
	}
	i.done.Conversations += stored.Conversations
	i.done.Messages += stored.Messages
	i.done.Notes += stored.Notes
	i.gathered, i.messages = i.gathered[:0], 0
	return nil
}

// store stores what hangs on a conversation.
func (i *importer) store(ctx context.Context, q store.Queries, g gathered) error {
	for _, m := range g.messages {
		if err := q.CarryMessage(ctx, m.row(accountOf(i.accounts, m.By))); err != nil {
			return err
		}
	}
	for _, n := range g.notes {
		note := store.CreateNoteParams{ConversationID: g.ID, AccountID: accountOf(i.accounts, n.By), Body: n.Body, CreatedAt: n.Written.Int64}
		if err := q.CreateNote(ctx, note); err != nil {
			return err
		}
	}
	return indexAll(ctx, q, g.ID)
}

func (g gathered) row() store.CarryConversationParams {
	asked := int64(0) // what CountVisitor would find
	for _, m := range g.messages {
		if m.From == Visitor && m.Deleted.IsZero() {
			asked = m.Seq
		}
	}
	return store.CarryConversationParams{
		ID: g.ID, CreatedAt: g.Began.Int64, UpdatedAt: g.Changed.Int64, ClosedAt: sql.NullInt64(g.Closed), BlockedUntil: sql.NullInt64(g.BlockedUntil),
		LastSeq: g.LastSeq, VisitorSeq: asked, Rev: g.Rev, MarksRev: g.MarksRev, VisitorReceived: g.VisitorReceived, VisitorRead: g.VisitorRead,
		OwnerReceived: g.OwnerReceived, OwnerRead: g.OwnerRead, FirstSeq: g.FirstSeq, SnoozedUntil: sql.NullInt64(g.SnoozedUntil),
		Place: g.Place, Language: g.Language, TimeZone: g.TimeZone, Device: g.Device,
	}
}

// row is the message as it is stored. Of a text that was changed no file says what it was, not even as a hash: sent again as it was first, the
// message is taken for another one.
func (m carriedMessage) row(account sql.NullInt64) store.CarryMessageParams {
	row := store.CarryMessageParams{
		ConversationID: m.Conversation, Seq: m.Seq, Rev: m.Rev, ID: m.ID, Sender: string(m.From), AccountID: account, Body: m.Body, Place: m.Place,
		CreatedAt: m.Sent.Int64, EditedAt: sql.NullInt64(m.Edited), DeletedAt: sql.NullInt64(m.Deleted),
	}
	if row.EditedAt.Valid || row.DeletedAt.Valid {
		row.FirstHash = []byte{}
	}
	return row
}
