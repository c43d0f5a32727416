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
	"porchlight/app/sqlite"

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

// RenamePasskey gives one of an account's passkeys another label, and returns it as it was. It fails with fault.Invalid for a label
// that cannot be read, and with fault.NotFound when the passkey is none of the account's.
func (a *Accounts) RenamePasskey(ctx context.Context, account, id int64, label string) (was Passkey, err error) {
	if label, err = checkLabel(label); err != nil {
		return Passkey{}, err
	}
	return a.changePasskey(ctx, account, id, func(q *sqlite.Queries) error { return q.RenamePasskey(ctx, label, id) })
}

// RemovePasskey forgets one of an account's passkeys, and returns it as it was. It fails with fault.Forbidden unless the session of
// token was proved lately, and with fault.NotFound when the passkey is none of the account's.
func (a *Accounts) RemovePasskey(ctx context.Context, token string, account, id int64) (was Passkey, err error) {
	if err := a.mustBeProved(ctx, token); err != nil {
		return Passkey{}, err
	}
	return a.changePasskey(ctx, account, id, func(q *sqlite.Queries) error { return q.DeletePasskey(ctx, id) })
}

func (a *Accounts) changePasskey(ctx context.Context, account, id int64, change func(*sqlite.Queries) error) (was Passkey, err error) {
	err = a.store.Write(ctx, func(q *sqlite.Queries) error {
		row, err := q.Passkey(ctx, id, account)
		if errors.Is(err, sql.ErrNoRows) {
			return fault.New(fault.NotFound, "There is no such passkey any more.")
		}
		if err != nil {
			return err
		}
		was = passkeyFromRow(row)
		return change(q)
	})
	return was, err
}

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

func passkeyFromRow(row sqlite.Passkey) Passkey {
	p := Passkey{ID: row.ID, Label: row.Label, At: time.UnixMilli(row.CreatedAt), Synced: protocol.AuthenticatorFlags(row.Flags).HasBackupEligible()}
	if row.UsedAt.Valid {
		p.Used = time.UnixMilli(row.UsedAt.Int64)
	}
	if row.RefusedAt.Valid {
		p.Refused = time.UnixMilli(row.RefusedAt.Int64)
	}
	return p
}
