package contact

import (
	"context"
	"database/sql"
	"errors"

	"porchlight/app/store"
)

// Restored ends what mails let in, in a database that was restored from a backup, and says how many browsers those were: a link that was
// used since is unused there, and a browser that was cut off is back. Each asks the mailbox for a fresh link. The browser that a
// conversation began in stays.
func (c *Contacts) Restored(ctx context.Context) (browsers int64, err error) {
	err = c.store.Write(ctx, func(q store.Queries) (err error) {
		browsers, err = q.DeleteAllBrowsers(ctx)
		return errors.Join(err, q.UseLinks(ctx, sql.NullInt64{Int64: c.now().UnixMilli(), Valid: true}))
	})
	return browsers, err
}
