package account

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"time"

	"porchlight/app/fault"
	"porchlight/app/store"
)

const (
	// SessionIdle is how long a session lasts without being used.
	SessionIdle = 7 * 24 * time.Hour
	// SessionAge is how long a session lasts at most, however busy.
	SessionAge = 30 * 24 * time.Hour

	touchEvery = time.Minute // a use is noted at most this often, so that reading pages does not write
)

// Login starts a session in a browser, a new one each time, and returns the token that stands for it. A wrong password, an unknown
// address, a disabled account and one that has no password yet fail with the same fault.Invalid after the same work, so that nobody
// can ask who has an account.
func (a *Accounts) Login(ctx context.Context, email, password, browser string) (token string, _ Account, _ error) {
	row, err := a.store.Read().AccountByEmail(ctx, canonical(email))
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", Account{}, err
	}
	hash := row.PasswordHash
	if err != nil || hash == "" {
		hash = a.hasher.decoy
	}
	right, err := a.hasher.verify(ctx, password, hash)
	if err != nil {
		return "", Account{}, err
	}
	if !right {
		return "", Account{}, wrongLogin()
	}
	err = a.store.Write(ctx, func(q store.Queries) error {
		// A password that was changed while this one was checked must not leave a session behind.
		current, err := q.AccountByID(ctx, row.ID)
		if errors.Is(err, sql.ErrNoRows) || err == nil && current.PasswordHash != hash {
			return wrongLogin()
		}
		if err != nil {
			return err
		}
		token, err = a.startSession(ctx, q, row.ID, browser)
		return err
	})
	if errors.Is(err, errDisabled) {
		return "", Account{}, wrongLogin()
	}
	if err != nil {
		return "", Account{}, err
	}
	return token, fromRow(row), nil
}

// Session returns the account whose session the token stands for. It fails with fault.Unauthorized when there is none,
// when it was not used for SessionIdle, or when it is older than SessionAge.
func (a *Accounts) Session(ctx context.Context, token string) (Account, error) {
	row, err := a.session(ctx, token)
	if err != nil {
		return Account{}, err
	}
	if now := a.now(); now.Sub(time.UnixMilli(row.Session.UsedAt)) >= touchEvery {
		// Whoever is signed in may go on reading while the store cannot be written: the next use notes the time.
		_ = a.store.Write(ctx, func(q store.Queries) error {
			return errors.Join(q.TouchSession(ctx, now.UnixMilli(), row.Session.TokenHash), q.TouchAccount(ctx, someTime(now), row.Account.ID))
		})
	}
	return fromRow(row.Account), nil
}

// SessionID names the session that a token stands for. The name stays when the token is rotated. It fails like Session.
func (a *Accounts) SessionID(ctx context.Context, token string) (string, error) {
	row, err := a.session(ctx, token)
	return row.Session.ID, err
}

// Check fails like Session for the session of that name, but is no use of it: a page that is merely open does not keep its session alive.
func (a *Accounts) Check(ctx context.Context, id string) error {
	row, err := a.store.Read().SessionNamed(ctx, id)
	return a.good(row.Session, row.Account, err)
}

func (a *Accounts) session(ctx context.Context, token string) (store.SessionAccountRow, error) {
	row, err := a.store.Read().SessionAccount(ctx, digest(token))
	return row, a.good(row.Session, row.Account, err)
}

// good says whether a session that was found, or not, may be used.
func (a *Accounts) good(s store.Session, who store.Account, err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return signedOut()
	}
	if err != nil {
		return err
	}
	now := a.now()
	idle := now.Sub(time.UnixMilli(s.UsedAt))
	age := now.Sub(time.UnixMilli(s.CreatedAt))
	if idle > SessionIdle || age > SessionAge || who.DisabledAt.Valid {
		return signedOut()
	}
	return nil
}

// Logout ends the session of the token; one that is over already is no error.
func (a *Accounts) Logout(ctx context.Context, token string) error {
	return a.store.Write(ctx, func(q store.Queries) error {
		return q.DeleteSession(ctx, digest(token))
	})
}

var errDisabled = errors.New("the account is disabled")

// startSession stores a new session and clears away those of everyone that are over. Every way of logging in ends here, and fails with
// errDisabled when the account is.
func (a *Accounts) startSession(ctx context.Context, q store.Queries, id int64, browser string) (token string, err error) {
	if who, err := q.AccountByID(ctx, id); err != nil || who.DisabledAt.Valid {
		return "", cmp.Or(err, errDisabled)
	}
	now := a.now()
	if err := q.DeleteExpiredSessions(ctx, now.Add(-SessionAge).UnixMilli(), now.Add(-SessionIdle).UnixMilli()); err != nil {
		return "", err
	}
	token = newToken()
	err = q.CreateSession(ctx, store.CreateSessionParams{
		TokenHash: digest(token), ID: newSessionID(), Browser: clip(browser, labelMost), AccountID: id, CreatedAt: now.UnixMilli(), UsedAt: now.UnixMilli(),
	})
	return token, errors.Join(err, q.TouchAccount(ctx, someTime(now), id))
}

func wrongLogin() error {
	return fault.New(fault.Invalid, "The e-mail address or the password is not right.")
}

func signedOut() error {
	return fault.New(fault.Unauthorized, "Please log in.")
}
