package account

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"porchlight/app/fault"
	"porchlight/app/store"
)

// ChallengeFor is how long an authenticator may take to sign (https://www.w3.org/TR/webauthn-3/#sctn-timeout-recommended-range
// recommends at most ten minutes).
const ChallengeFor = 5 * time.Minute

// purpose is what a challenge is for. What was signed for one is of no use for another.
type purpose string

const (
	toLogin purpose = "login" // held by a browser
	toAdd   purpose = "add"   // held by a session, as is the next
	toProve purpose = "prove"
)

// keepChallenge gives a holder their one challenge for a purpose, in place of the one before, and clears away those that are over.
// The holder's secret never leaves its cookie, so that nobody can use what another browser or session was given.
func (a *Accounts) keepChallenge(ctx context.Context, holder string, why purpose, challenge string) error {
	now := a.now()
	return a.store.Write(ctx, func(q store.Queries) error {
		return errors.Join(q.DeleteExpiredChallenges(ctx, now.UnixMilli()), q.PutChallenge(ctx, store.PutChallengeParams{
			Holder: digest(holder), Purpose: string(why), Challenge: challenge, ExpiresAt: now.Add(ChallengeFor).UnixMilli(),
		}))
	})
}

// useChallenge takes a holder's challenge away and returns it: it is good once, whatever comes of it.
func (a *Accounts) useChallenge(ctx context.Context, holder string, why purpose) (challenge string, err error) {
	var row store.UseChallengeRow
	err = a.store.Write(ctx, func(q store.Queries) (err error) {
		row, err = q.UseChallenge(ctx, digest(holder), string(why))
		return err
	})
	if errors.Is(err, sql.ErrNoRows) || err == nil && row.ExpiresAt <= a.now().UnixMilli() {
		return "", tooLate()
	}
	return row.Challenge, err
}

func tooLate() error {
	return fault.New(fault.Invalid, "That took too long, or was begun again meanwhile. Please try again.")
}
