package account

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// Person is an account as owners see it.
type Person struct {
	Account
	At       time.Time // when it was added
	Used     time.Time // when it was last used, to the minute; zero: never
	Off      time.Time // when it was disabled; zero: it is not
	Joined   bool      // its person has chosen how to log in
	LinkEnds time.Time // when the link that it was given is over; zero: it has none
	Sessions int64     // that are not over
	Passkeys int64
}

// People returns all accounts, those who can log in first, by their addresses.
func (a *Accounts) People(ctx context.Context) (people []Person, err error) {
	now := a.now()
	rows, err := a.store.Read().People(ctx, now.Add(-SessionAge).UnixMilli(), now.Add(-SessionIdle).UnixMilli(), now.UnixMilli())
	for _, row := range rows {
		people = append(people, Person{
			Account: fromRow(row.Account), At: time.UnixMilli(row.Account.CreatedAt), Used: timeOf(row.Account.UsedAt), Off: timeOf(row.Account.DisabledAt),
			Joined: row.Account.JoinedAt.Valid, LinkEnds: timeOf(row.LinkEnds), Sessions: row.Sessions, Passkeys: row.Passkeys,
		})
	}
	return people, err
}

// ByEmail returns the account of an address, in whatever case it is written; fault.NotFound when there is none.
func (a *Accounts) ByEmail(ctx context.Context, email string) (Account, error) {
	row, err := a.store.Read().AccountByEmail(ctx, canonical(email))
	if errors.Is(err, sql.ErrNoRows) {
		return Account{}, noAccount()
	}
	return fromRow(row), err
}

func someTime(t time.Time) sql.NullInt64 { return sql.NullInt64{Int64: t.UnixMilli(), Valid: true} }

// timeOf is the time that a column holds; the zero time where it is null.
func timeOf(millis sql.NullInt64) time.Time {
	if !millis.Valid {
		return time.Time{}
	}
	return time.UnixMilli(millis.Int64)
}
