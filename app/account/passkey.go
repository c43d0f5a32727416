package account

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"porchlight/app/fault"
	"porchlight/app/store"

	"github.com/go-webauthn/webauthn/protocol"
)

// PasskeysMost is how many passkeys an account has at most.
const PasskeysMost = 10

// Passkey is a key that one logs in with, kept by a device or by whoever copies it between devices.
type Passkey struct {
	ID      int64
	Label   string    // what its owner knows it by
	At      time.Time // when it was added
	Used    time.Time // when it last opened the account or proved whose it is; zero: never
	Refused time.Time // when it last counted backwards; zero: never
	Synced  bool      // it may be copied to other devices of its owner; else it stays on the one that made it
}

// Passkeys returns an account's passkeys, the oldest first.
func (a *Accounts) Passkeys(ctx context.Context, account int64) (passkeys []Passkey, err error) {
	rows, err := a.store.Read().Passkeys(ctx, account)
	for _, row := range rows {
		passkeys = append(passkeys, passkeyFromRow(row))
	}
	return passkeys, err
}

// Passkey returns one of an account's passkeys; fault.NotFound when it is none of its.
func (a *Accounts) Passkey(ctx context.Context, account, id int64) (Passkey, error) {
	row, err := a.store.Read().Passkey(ctx, id, account)
	if errors.Is(err, sql.ErrNoRows) {
		return Passkey{}, noPasskey()
	}
	return passkeyFromRow(row), err
}

// RenamePasskey gives one of an account's passkeys another label. It fails with fault.Invalid for a label that cannot be read, and
// with fault.NotFound when the passkey is none of the account's.
func (a *Accounts) RenamePasskey(ctx context.Context, account, id int64, label string) error {
	label, err := checkLabel(label)
	if err != nil {
		return err
	}
	return a.changePasskey(ctx, func(q store.Queries) (int64, error) { return q.RenamePasskey(ctx, label, id, account) })
}

// RemovePasskey forgets one of an account's passkeys. It fails with fault.Forbidden unless the session of token was proved lately,
// and with fault.NotFound when the passkey is none of the account's.
func (a *Accounts) RemovePasskey(ctx context.Context, token string, account, id int64) error {
	if err := a.MustBeProved(ctx, token); err != nil {
		return err
	}
	return a.changePasskey(ctx, func(q store.Queries) (int64, error) { return q.DeletePasskey(ctx, id, account) })
}

func (a *Accounts) changePasskey(ctx context.Context, change func(store.Queries) (int64, error)) error {
	return a.store.Write(ctx, func(q store.Queries) error {
		if changed, err := change(q); err != nil || changed > 0 {
			return err
		}
		return noPasskey()
	})
}

func noPasskey() error { return fault.New(fault.NotFound, "There is no such passkey any more.") }

// checkLabel returns a label as it is stored.
func checkLabel(label string) (string, error) {
	label = strings.TrimSpace(label)
	switch {
	case label == "":
		return "", fault.New(fault.Invalid, "Give the passkey a name that you will know it by, such as Phone.")
	case utf8.RuneCountInString(label) > labelMost:
		return "", fault.New(fault.Invalid, "The name of a passkey has at most %d characters.", labelMost)
	case !utf8.ValidString(label), strings.ContainsFunc(label, func(r rune) bool { return !unicode.IsPrint(r) }):
		return "", fault.New(fault.Invalid, "The name of a passkey is one line of readable text.")
	}
	return label, nil
}

func passkeyFromRow(row store.Passkey) Passkey {
	p := Passkey{ID: row.ID, Label: row.Label, At: time.UnixMilli(row.CreatedAt), Synced: protocol.AuthenticatorFlags(row.Flags).HasBackupEligible()}
	if row.UsedAt.Valid {
		p.Used = time.UnixMilli(row.UsedAt.Int64)
	}
	if row.RefusedAt.Valid {
		p.Refused = time.UnixMilli(row.RefusedAt.Int64)
	}
	return p
}
