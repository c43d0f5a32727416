package audit

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"porchlight/app/store"
)

// link is the hash of a record: SHA-256 of a JSON array of the hash before, in hexadecimal, and the record's fields. Everybody who has the
// records can compute it again.
func link(before []byte, r store.Record) []byte {
	text, _ := json.Marshal([]any{hex.EncodeToString(before), r.ID, r.At, r.AccountID, r.Email, r.Action, r.Subject, r.Detail}) // never fails: numbers and text
	sum := sha256.Sum256(text)
	return sum[:]
}

// Chain is what Check found.
type Chain struct {
	Records int64     // that were looked at
	Broken  int64     // the id of the first that does not fit to the one before: it was changed, or one before it was taken away; 0: none
	Cut     bool      // records are missing at the end
	Gone    int64     // records that went from the front, as kept long enough
	Since   time.Time // those were from before it; zero: none has gone
	Early   bool      // it is yet to come: the front was moved beside the site
	Head    string    // the hash of the last: who noted it somewhere else knows later that nothing before was written anew
}

// Holds reports whether the log is as it was written.
func (c Chain) Holds() bool { return c.Broken == 0 && !c.Cut && !c.Early }

const checkPart = 1000 // records that Check reads at a time

// Check computes the hashes of all records again.
func (l *Log) Check(ctx context.Context) (c Chain, err error) {
	q := l.store.Read()
	front, err := q.RecordFront(ctx)
	if err != nil {
		return c, err
	}
	last, err := q.LastRecordID(ctx) // before the records: those that come meanwhile are not missing
	if err != nil {
		return c, err
	}
	id, hash := front.LastID, front.Hash
	if c.Gone = front.LastID; c.Gone > 0 {
		c.Since = time.UnixMilli(front.Before)
		c.Early = c.Since.After(l.now())
	}
	for more := true; more; {
		rows, err := q.RecordsAfter(ctx, id, checkPart)
		if err != nil {
			return c, err
		}
		for _, row := range rows {
			c.Records++
			if c.Broken == 0 && (row.ID != id+1 || !bytes.Equal(row.Hash, link(hash, row))) {
				c.Broken = row.ID
			}
			id, hash = row.ID, row.Hash
		}
		more = len(rows) == checkPart
	}
	c.Cut, c.Head = id < last, hex.EncodeToString(hash)
	now, err := q.RecordFront(ctx)
	if err == nil && now.LastID != front.LastID { // the sweep removed what was to be looked at
		return l.Check(ctx)
	}
	return c, err
}
