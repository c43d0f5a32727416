package conversation

import (
	"bufio"
	"context"
	"encoding/json"
	"io"

	"porchlight/app/store"
)

// carryBatch is how many rows of a kind are in memory at once.
const carryBatch = 100

// Export writes all conversations as they are at one moment. site is the origin that they are from. What was erased is not among them, nor
// are addresses, secrets, and what stands in for either.
func (c *Conversations) Export(ctx context.Context, w io.Writer, site string) (n Carried, err error) {
	out := bufio.NewWriter(w)
	lines := json.NewEncoder(out)
	lines.SetEscapeHTML(false) // it is no page: people read it
	err = c.store.Snapshot(ctx, func(q store.Queries) error {
		e := exporter{q: q, now: c.now().UnixMilli(), write: lines.Encode}
		n, err = e.export(ctx, site)
		return err
	})
	if err == nil {
		err = out.Flush()
	}
	return n, err
}

type exporter struct {
	q       store.Queries
	now     int64
	authors map[int64]string // e-mail addresses by account
	write   func(line any) error
}

func (e *exporter) export(ctx context.Context, site string) (Carried, error) {
	row, err := e.q.CountCarried(ctx, e.now)
	if err != nil {
		return Carried{}, err
	}
	n := Carried(row)
	if e.authors, err = authorsByID(ctx, e.q); err != nil {
		return n, err
	}
	if err := e.write(carriedHeader{Format: carryFormat, Version: carryVersion, Site: site, Made: momentOf(e.now), Carried: &n}); err != nil {
		return n, err
	}
	after := ""
	for {
		rows, err := e.q.Carried(ctx, after, e.now, carryBatch)
		if err != nil || len(rows) == 0 {
			return n, err
		}
		for _, row := range rows {
			if err := e.thread(ctx, row); err != nil {
				return n, err
			}
			after = row.ID
		}
	}
}

// thread writes a conversation with all that hangs on it.
func (e *exporter) thread(ctx context.Context, row store.Conversation) error {
	if err := e.write(carriedOf(row)); err != nil {
		return err
	}
	for seq, more := int64(0), true; more; {
		messages, err := e.q.MessagesFrom(ctx, row.ID, seq, carryBatch)
		if err != nil {
			return err
		}
		for _, m := range messages {
			if err := e.write(carriedMessageOf(m, e.authors[m.AccountID.Int64])); err != nil {
				return err
			}
			seq = m.Seq
		}
		more = len(messages) == carryBatch
	}
	notes, err := e.q.Notes(ctx, row.ID)
	if err != nil {
		return err
	}
	for _, note := range notes {
		if err := e.write(carriedNoteOf(row.ID, note)); err != nil {
			return err
		}
	}
	return nil
}

func authorsByID(ctx context.Context, q store.Queries) (map[int64]string, error) {
	rows, err := q.Authors(ctx)
	authors := map[int64]string{}
	for _, row := range rows {
		authors[row.ID] = row.Email
	}
	return authors, err
}
