package conversation

import (
	"cmp"
	"context"

	"porchlight/app/store"
)

// Facts are what a visitor's browser says of itself when a message is posted: enough to answer in the right language and at
// the right hour. All of them may be empty.
type Facts struct {
	Language string // a language tag (RFC 5646)
	TimeZone string // a name of the IANA time zone database
	Device   string // phone, tablet or desktop
}

// Learn stores the facts of a conversation; what is not said this time stays as it was known. It changes nothing that the
// visitor sees, and takes no rev.
func (c *Conversations) Learn(ctx context.Context, id string, f Facts) error {
	now, err := c.Get(ctx, id)
	f.Language, f.TimeZone, f.Device = cmp.Or(f.Language, now.Facts.Language), cmp.Or(f.TimeZone, now.Facts.TimeZone), cmp.Or(f.Device, now.Facts.Device)
	if err != nil || now.Facts == f {
		return err
	}
	return c.store.WriteIn(ctx, id, func(q store.Queries) error {
		return q.SetFacts(ctx, store.SetFactsParams{Language: f.Language, TimeZone: f.TimeZone, Device: f.Device, ID: id})
	})
}
