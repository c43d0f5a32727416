package contact

import (
	"context"

	"porchlight/app/sqlite"
)

const (
	unconfirmedLast = 7 * Day  // an address that nobody confirmed is somebody else's, or was mistyped
	linksLast       = 30 * Day // after they expired, to say so and to offer a fresh one
)

// Swept says how many of each were removed.
type Swept struct{ Contacts, Links, Browsers, Hashes int64 }

// Sweep removes what is over: addresses that were not confirmed in a week, links a month after they expired, browsers that have not
// written for BrowserLasts, and the hashes of mailboxes that were mailed more than a day ago.
func (c *Contacts) Sweep(ctx context.Context) (swept Swept, err error) {
	now := c.now()
	err = c.store.Write(ctx, func(q *sqlite.Queries) (err error) {
		if swept.Contacts, err = q.DeleteUnconfirmedBefore(ctx, now.Add(-unconfirmedLast).UnixMilli()); err != nil {
			return err
		}
		if swept.Links, err = q.DeleteLinksBefore(ctx, now.Add(-linksLast).UnixMilli()); err != nil {
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
