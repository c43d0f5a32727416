package contact

import (
	"context"
	"time"

	"porchlight/app/sqlite"
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
	err = c.store.Write(ctx, func(q *sqlite.Queries) (err error) {
		if swept.Contacts, err = q.DeleteContactsBefore(ctx, now.Add(-UnconfirmedLast).UnixMilli(), before.UnixMilli()); err != nil {
			return err
		}
		if swept.Links, err = q.DeleteLinksBefore(ctx, now.Add(-LinksLast).UnixMilli()); err != nil {
			return err
		}
		if swept.Browsers, err = q.DeleteBrowsersBefore(ctx, now.UnixMilli()); err != nil {
			return err
		}
		swept.Hashes, err = q.DeleteConfirmationsBefore(ctx, now.Add(-Day).UnixMilli())
		return err
	})
	return swept, err
}
