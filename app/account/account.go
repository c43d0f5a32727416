// Package account keeps owners and admins: who they are, their passwords and their sessions.
//
// Passwords are stored as argon2id hashes, tokens as SHA-256: what the file holds lets nobody in.
package account

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"porchlight/app/fault"
	"porchlight/app/store"
)

// Account is a person who can sign in.
type Account struct {
	ID    int64
	Email string // in lower case
	Role  Role
	Mails bool // questions that nobody read are mailed to this owner

	Disabled bool // nobody logs in to it, and nothing is sent to it
}

// Accounts answers everything about accounts and sessions. It is safe for concurrent use.
type Accounts struct {
	store  store.Store
	now    func() time.Time
	hasher hasher
}

// New returns the accounts of store. The clock now dates sessions and setup links.
func New(store store.Store, now func() time.Time) *Accounts {
	return &Accounts{store: store, now: now, hasher: newHasher()}
}

// Create adds an account. It fails with fault.Invalid for a bad e-mail address, password or role, and with
// fault.Conflict when the address has an account already, in whatever case it was written.
func (a *Accounts) Create(ctx context.Context, email, password string, role Role) (Account, error) {
	if err := role.check(); err != nil {
		return Account{}, err
	}
	email, hash, err := a.prepare(ctx, email, password)
	if err != nil {
		return Account{}, err
	}
	var account Account
	err = a.store.Write(ctx, func(q store.Queries) (err error) {
		account, err = a.add(ctx, q, email, hash, role)
		return err
	})
	return account, err
}

// Find returns an account; fault.NotFound when there is none, or none any more.
func (a *Accounts) Find(ctx context.Context, id int64) (Account, error) {
	row, err := a.store.Read().AccountByID(ctx, id)
	if errors.Is(err, sql.ErrNoRows) {
		return Account{}, noAccount()
	}
	return fromRow(row), err
}

// SetPassword gives the account a new password, ends all its sessions, forgets its passkeys and sends its devices no more pushes: one
// may be lost.
// It fails with fault.Invalid for a bad password and with fault.NotFound for an unknown address.
func (a *Accounts) SetPassword(ctx context.Context, email, password string) error {
	if err := checkPassword(email, password); err != nil {
		return err
	}
	hash, err := a.hasher.hash(ctx, password)
	if err != nil {
		return err
	}
	return a.store.Write(ctx, func(q store.Queries) error {
		row, err := q.AccountByEmail(ctx, canonical(email))
		if errors.Is(err, sql.ErrNoRows) {
			return fault.New(fault.NotFound, "There is no account with this e-mail address.")
		}
		if err != nil {
			return err
		}
		return a.renew(ctx, q, row.ID, hash)
	})
}

// prepare checks what was typed and returns the address as it is stored and the hash of the password.
func (a *Accounts) prepare(ctx context.Context, email, password string) (address, hash string, err error) {
	if address, err = checkEmail(email); err != nil {
		return "", "", err
	}
	if err = checkPassword(address, password); err != nil {
		return "", "", err
	}
	hash, err = a.hasher.hash(ctx, password)
	return address, hash, err
}

// add fails with fault.Conflict when the address has an account. One without a hash has no password yet. Within a Write nobody can take it in between.
func (a *Accounts) add(ctx context.Context, q store.Queries, email, hash string, role Role) (Account, error) {
	_, err := q.AccountByEmail(ctx, email)
	if err == nil {
		return Account{}, fault.New(fault.Conflict, "There is an account with this e-mail address already.")
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return Account{}, err
	}
	params := store.CreateAccountParams{Email: email, Role: string(role), PasswordHash: hash, CreatedAt: a.now().UnixMilli()}
	if hash != "" {
		params.JoinedAt = someTime(a.now())
	}
	row, err := q.CreateAccount(ctx, params)
	return fromRow(row), err
}

func fromRow(row store.Account) Account {
	return Account{ID: row.ID, Email: row.Email, Role: Role(row.Role), Mails: row.Mails != 0, Disabled: row.DisabledAt.Valid}
}
