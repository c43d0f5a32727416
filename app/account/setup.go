package account

import (
	"context"
	"database/sql"
	"errors"
	"math"
	"time"

	"porchlight/app/fault"
	"porchlight/app/store"
)

// SetupFor is how long a setup link can be used.
const SetupFor = time.Hour

// FirstOwner creates the first owner and reports whether it did: once there is an owner, the call changes nothing
// and its arguments are not even looked at. It fails like Create.
func (a *Accounts) FirstOwner(ctx context.Context, email, password string) (created bool, _ error) {
	owners, err := a.store.Read().CountOwners(ctx)
	if err != nil || owners > 0 {
		return false, err
	}
	email, hash, err := a.prepare(ctx, email, password)
	if err != nil {
		return false, err
	}
	err = a.store.Write(ctx, func(q store.Queries) error {
		_, created, err = a.createFirst(ctx, q, email, hash)
		return err
	})
	return created && err == nil, err
}

// SetupLink returns a new token with which Setup makes the first owner, good for SetupFor and for one use; those that other
// nodes showed stay good too. Once there is an owner, none is needed.
func (a *Accounts) SetupLink(ctx context.Context) (token string, needed bool, _ error) {
	err := a.store.Write(ctx, func(q store.Queries) error {
		token, needed = "", false
		owners, err := q.CountOwners(ctx)
		if err != nil || owners > 0 {
			return err
		}
		token, needed = newToken(), true
		now := a.now()
		if err := q.DeleteSetupLinks(ctx, now.UnixMilli()); err != nil {
			return err
		}
		return q.CreateSetupLink(ctx, digest(token), now.Add(SetupFor).UnixMilli())
	})
	if err != nil || !needed {
		return "", false, err
	}
	return token, true, nil
}

// HasOwner reports whether there is an owner.
func (a *Accounts) HasOwner(ctx context.Context) (bool, error) {
	owners, err := a.store.Read().CountOwners(ctx)
	return owners > 0, err
}

// Setup uses the link up, creates the first owner and signs them in in that browser, all or nothing. It fails with fault.Invalid or
// fault.Conflict for what was typed, which leaves the link usable, and with fault.Forbidden when the link is wrong,
// used, expired or no longer needed.
func (a *Accounts) Setup(ctx context.Context, token, email, password, browser string) (session string, account Account, err error) {
	if _, err := checkEmail(email); err != nil {
		return "", Account{}, err
	}
	if err := checkLength(password); err != nil {
		return "", Account{}, err
	}
	if err := a.checkLink(ctx, token); err != nil { // before the hash: strangers get no work out of us
		return "", Account{}, err
	}
	email, hash, err := a.prepare(inside(ctx), email, password)
	if err != nil {
		return "", Account{}, err
	}
	err = a.store.Write(ctx, func(q store.Queries) error {
		used, err := q.UseSetupLink(ctx, digest(token), a.now().UnixMilli())
		if err != nil {
			return err
		}
		var created bool
		account, created, err = a.createFirst(ctx, q, email, hash)
		if err != nil {
			return err
		}
		if used == 0 || !created {
			return badLink()
		}
		if err := q.DeleteSetupLinks(ctx, math.MaxInt64); err != nil { // the others are of no use any more
			return err
		}
		session, err = a.startSession(ctx, q, account.ID, browser)
		return err
	})
	if err != nil {
		return "", Account{}, err
	}
	return session, account, nil
}

func (a *Accounts) checkLink(ctx context.Context, token string) error {
	link, err := a.store.Read().SetupLink(ctx, digest(token))
	if errors.Is(err, sql.ErrNoRows) || err == nil && link.ExpiresAt <= a.now().UnixMilli() {
		return badLink()
	}
	return err
}

// createFirst adds an owner unless there is one.
func (a *Accounts) createFirst(ctx context.Context, q store.Queries, email, hash string) (_ Account, created bool, _ error) {
	if owners, err := q.CountOwners(ctx); err != nil || owners > 0 {
		return Account{}, false, err
	}
	owner, err := a.add(ctx, q, email, hash, Owner)
	return owner, err == nil, err
}

func badLink() error {
	return fault.New(fault.Forbidden, "This setup link is wrong, was used or has expired. If there is no owner yet, restart the server for a new one.")
}
