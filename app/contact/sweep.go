package contact

import (
	"context"
	"time"

	"porchlight/app/store"
)

const (
	// UnconfirmedLast is how long an address is kept that nobody confirms: it is somebody else's, or was mistyped.
	UnconfirmedLast = 7 * Day
	// LinksLast is how long a link is known after it expired, to say so and to offer a fresh one.
	LinksLast = 30 * Day
)

// Swept says how many of each were removed.
type Swept struct{ Contacts, Links, Browsers, Hashes int64 }

// Sweep removes what is over: addresses whose conversation has not changed since a time, or that were not confirmed in a week, links a
// month after they expired, browsers that have not written for BrowserLasts, and the hashes of mailboxes that were mailed more than a
// day ago.
func (c *Contacts) Sweep(ctx context.Context, before time.Time) (swept Swept, err error) {
	now := c.now()
	for _, kind := range []struct {
		gone   *int64
		remove func(q store.Queries, most int64) (int64, error)
	}{
		{&swept.Contacts, func(q store.Queries, most int64) (int64, error) {
			return q.DeleteContactsBefore(ctx, now.Add(-UnconfirmedLast).UnixMilli(), before.UnixMilli(), most)
		}},
		{&swept.Links, func(q store.Queries, most int64) (int64, error) {
			return q.DeleteLinksBefore(ctx, now.Add(-LinksLast).UnixMilli(), most)
		}},
		{&swept.Browsers, func(q store.Queries, most int64) (int64, error) {
			return q.DeleteBrowsersBefore(ctx, now.UnixMilli(), most)
		}},
		{&swept.Hashes, func(q store.Queries, most int64) (int64, error) {
			return q.DeleteConfirmationsBefore(ctx, now.Add(-Day).UnixMilli(), most)
		}},
	} {
		if *kind.gone, err = store.WriteInParts(ctx, c.store, kind.remove); err != nil {
			return swept, err
		}
	}
	return swept, nil
}
