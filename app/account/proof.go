package account

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"porchlight/app/fault"
	"porchlight/app/store"
)

// ProofFor is how long a login, a password or a passkey proves that a session is still used by whom it belongs to. What one logs in
// with, and whom one lets in, is changed within that time only (OWASP ASVS 5.0, 7.5.1 and 7.5.3): who finds a computer unlocked must
// not make the site theirs.
const ProofFor = 10 * time.Minute

// ErrUnproved is the cause of what a session may not do before it is proved again.
var ErrUnproved = errors.New("the session was not proved of late")

// ProvedUntil returns when the session of a token is to be proved again before it changes what one logs in with; a time that is
// past when it is to be now. It fails like Session.
func (a *Accounts) ProvedUntil(ctx context.Context, token string) (time.Time, error) {
	row, err := a.session(ctx, token)
	if err != nil {
		return time.Time{}, err
	}
	proved := row.Session.CreatedAt
	if row.Session.ProvedAt.Valid {
		proved = row.Session.ProvedAt.Int64
	}
	return time.UnixMilli(proved).Add(ProofFor), nil
}

// MustBeProved fails with fault.Forbidden, for ErrUnproved, when the session of a token is to be proved again; else like Session.
func (a *Accounts) MustBeProved(ctx context.Context, token string) error {
	until, err := a.ProvedUntil(ctx, token)
	if err == nil && !a.now().Before(until) {
		f := fault.New(fault.Forbidden, "You logged in more than %d minutes ago. Confirm first that it is you.", int(ProofFor.Minutes()))
		f.Cause = ErrUnproved
		return f
	}
	return err
}

// Prove notes that whoever uses the session of token knows the password of its account, and returns the token that stands for it from
// now on; fault.Invalid when they do not.
func (a *Accounts) Prove(ctx context.Context, token, password string) (next string, err error) {
	if _, err := a.knows(ctx, token, password); err != nil {
		return "", err
	}
	err = a.store.Write(ctx, func(q store.Queries) (err error) {
		next, err = a.noteProof(ctx, q, token)
		return err
	})
	return next, err
}

// noteProof takes the token that was used until now out of use (OWASP ASVS 5.0, 7.2.4): whoever has a copy of it is not proved with it.
func (a *Accounts) noteProof(ctx context.Context, q store.Queries, token string) (next string, err error) {
	next = newToken()
	noted, err := q.ProveSession(ctx, digest(next), someTime(a.now()), digest(token))
	if err == nil && noted == 0 {
		err = signedOut()
	}
	if err != nil {
		return "", err
	}
	return next, nil
}

// ChangePassword gives the account of a session another password, when whoever uses it knows the one it has. All its sessions end,
// and its devices get no more pushes; the token returned is of a new session in this browser. Passkeys stay.
func (a *Accounts) ChangePassword(ctx context.Context, token, current, password, browser string) (next string, err error) {
	if err := checkLength(password); err != nil {
		return "", err
	}
	row, err := a.knows(ctx, token, current)
	if err != nil {
		return "", err
	}
	if err := checkGuesses(row.Account.Email, password); err != nil {
		return "", err
	}
	hash, err := a.hasher.hash(inside(ctx), password)
	if err != nil {
		return "", err
	}
	err = a.store.Write(ctx, func(q store.Queries) error {
		// A session that ended meanwhile, as with a password that was changed, must not overrule whoever ended it.
		if _, err := q.SessionAccount(ctx, digest(token)); errors.Is(err, sql.ErrNoRows) {
			return signedOut()
		} else if err != nil {
			return err
		}
		if err := a.replacePassword(ctx, q, row.Account.ID, hash); err != nil {
			return err
		}
		next, err = a.startSession(ctx, q, row.Account.ID, browser)
		return err
	})
	if err != nil {
		return "", err
	}
	return next, nil
}

// knows returns whose session it is, when whoever uses it knows the password.
func (a *Accounts) knows(ctx context.Context, token, password string) (row store.SessionAccountRow, err error) {
	if row, err = a.session(ctx, token); err != nil {
		return row, err
	}
	right, err := a.hasher.verify(inside(ctx), password, row.Account.PasswordHash)
	if err == nil && !right {
		err = wrongPassword()
	}
	return row, err
}

func wrongPassword() error {
	return fault.New(fault.Invalid, "This is not your password.")
}
