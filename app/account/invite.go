package account

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"porchlight/app/fault"
	"porchlight/app/store"
)

// InvitationFor is how long the link works that an account is given.
const InvitationFor = 7 * 24 * time.Hour

// Invite adds an account that has no password, and returns a token with which its person chooses one, by Accept. The store keeps its hash
// alone: it can be shown this once. Invite fails like Create, and with fault.Forbidden for whoever is no owner any more.
func (a *Accounts) Invite(ctx context.Context, by int64, email string, role Role) (token string, who Account, err error) {
	if err := role.check(); err != nil {
		return "", Account{}, err
	}
	if email, err = checkEmail(email); err != nil {
		return "", Account{}, err
	}
	err = a.store.Write(ctx, func(q store.Queries) error {
		const nobody = 0 // it has no account yet
		if err := a.mayManage(ctx, q, by, nobody); err != nil {
			return err
		}
		if who, err = a.add(ctx, q, email, "", role); err != nil {
			return err
		}
		token, err = a.link(ctx, q, who.ID)
		return err
	})
	if err != nil {
		return "", Account{}, err
	}
	return token, who, nil
}

// Link returns a new token for an account, in place of the one before: for an invitation that ran out, or for who lost their password.
// Until it is used, the password that there is stays good. A disabled account gets none.
func (a *Accounts) Link(ctx context.Context, by, id int64) (token string, _ Account, _ error) {
	who, err := a.manage(ctx, by, id, func(q store.Queries, who store.Account) (err error) {
		if who.DisabledAt.Valid {
			return fault.New(fault.Conflict, "The account is disabled. Enable it first.")
		}
		token, err = a.link(ctx, q, id)
		return err
	})
	if err != nil {
		return "", Account{}, err
	}
	return token, who, nil
}

func (a *Accounts) link(ctx context.Context, q store.Queries, id int64) (token string, err error) {
	token = newToken()
	return token, q.PutInvitation(ctx, id, digest(token), a.now().Add(InvitationFor).UnixMilli())
}

// Accept uses a link up: it gives its account the password, ends the sessions that it had, forgets its devices, and signs in in that
// browser, all or nothing. It fails with fault.Invalid for what was typed, an address that the link was not made for among it, which leaves
// the link usable, and with fault.Forbidden when the link is wrong, used, replaced or over.
func (a *Accounts) Accept(ctx context.Context, token, email, password, browser string) (session string, who Account, err error) {
	if err := checkLength(password); err != nil {
		return "", Account{}, err
	}
	if err := a.checkInvitation(ctx, a.store.Read(), token, email); err != nil { // before the hash: strangers get no work out of us
		return "", Account{}, err
	}
	if err := checkGuesses(email, password); err != nil {
		return "", Account{}, err
	}
	hash, err := a.hasher.hash(inside(ctx), password)
	if err != nil {
		return "", Account{}, err
	}
	err = a.store.Write(ctx, func(q store.Queries) error {
		if err := a.checkInvitation(ctx, q, token, email); err != nil {
			return err
		}
		row, err := q.AccountByEmail(ctx, canonical(email))
		if err != nil {
			return err
		}
		who = fromRow(row)
		if err := a.renew(ctx, q, row.ID, hash); err != nil {
			return err
		}
		session, err = a.startSession(ctx, q, row.ID, browser)
		return err
	})
	if err != nil {
		return "", Account{}, err
	}
	return session, who, nil
}

func (a *Accounts) checkInvitation(ctx context.Context, q store.Queries, token, email string) error {
	row, err := q.Invitation(ctx, digest(token))
	if errors.Is(err, sql.ErrNoRows) || err == nil && (row.ExpiresAt <= a.now().UnixMilli() || row.DisabledAt.Valid) {
		return fault.New(fault.Forbidden, "This link is wrong, was used, was replaced by a newer one or has expired. Ask whoever sent it for a new one.")
	}
	if err == nil && row.Email != canonical(email) {
		return fault.New(fault.Invalid, "This link was made for another e-mail address. Type the one that you were invited with.")
	}
	return err
}

// renew gives an account a new password, and takes away all that may have let others in: something was lost.
func (a *Accounts) renew(ctx context.Context, q store.Queries, id int64, hash string) error {
	return errors.Join(a.replacePassword(ctx, q, id, hash), q.DeletePasskeysOf(ctx, id))
}

// replacePassword gives an account a new password, and takes away what the old one may have let in.
func (a *Accounts) replacePassword(ctx context.Context, q store.Queries, id int64, hash string) error {
	return errors.Join(q.SetPassword(ctx, hash, someTime(a.now()), id), q.DeleteInvitation(ctx, id), q.DeleteSessionsOf(ctx, id), q.DeleteDevicesOf(ctx, id))
}
