package account

import (
	"context"
	"errors"
	"math"

	"porchlight/app/store"
)

// Restored ends what a database that was restored from a backup would let in, and says how many sessions that were: what ended, was used
// or was withdrawn since the backup is in there as it was, and whoever has kept its token must not be in again, nor read along on a device
// that pushes were taken from. Passwords and passkeys stay.
func (a *Accounts) Restored(ctx context.Context) (sessions int64, err error) {
	err = a.store.Write(ctx, func(q store.Queries) (err error) {
		sessions, err = q.DeleteSessions(ctx)
		return errors.Join(err, q.DeleteInvitations(ctx), q.DeleteDevices(ctx), q.DeleteSetupLinks(ctx, math.MaxInt64), q.DeleteExpiredChallenges(ctx, math.MaxInt64))
	})
	return sessions, err
}
