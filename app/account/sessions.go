package account

import (
	"bytes"
	"context"
	"encoding/hex"
	"time"

	"porchlight/app/fault"
	"porchlight/app/store"
)

// Session is where somebody is logged in.
type Session struct {
	ID       string // names it, and is of no use for logging in
	Browser  string // in which it was begun, in words; empty for one that is older than these words
	At, Used time.Time

	hash []byte
}

// Is reports whether it is the session that a token stands for.
func (s Session) Is(token string) bool { return bytes.Equal(s.hash, digest(token)) }

// Sessions returns an account's sessions that are not over, the one used last first.
func (a *Accounts) Sessions(ctx context.Context, account int64) (sessions []Session, err error) {
	now := a.now()
	rows, err := a.store.Read().Sessions(ctx, account, now.Add(-SessionAge).UnixMilli(), now.Add(-SessionIdle).UnixMilli())
	for _, row := range rows {
		sessions = append(sessions, Session{ID: row.ID, Browser: row.Browser, At: time.UnixMilli(row.CreatedAt), Used: time.UnixMilli(row.UsedAt), hash: row.TokenHash})
	}
	return sessions, err
}

// EndSession ends one session of an account; fault.NotFound when it is none of its, or over.
func (a *Accounts) EndSession(ctx context.Context, account int64, id string) error {
	return a.store.Write(ctx, func(q store.Queries) error { return endSession(ctx, q, account, id) })
}

func endSession(ctx context.Context, q store.Queries, account int64, id string) error {
	if ended, err := q.DeleteSessionByID(ctx, account, id); err != nil || ended > 0 {
		return err
	}
	return fault.New(fault.NotFound, "This session is over already.")
}

// EndOthers ends all sessions of an account but that of the token, and says how many; with no token all of them.
func (a *Accounts) EndOthers(ctx context.Context, account int64, token string) (ended int64, err error) {
	err = a.store.Write(ctx, func(q store.Queries) (err error) {
		ended, err = q.DeleteOtherSessions(ctx, account, digest(token))
		return err
	})
	return ended, err
}

const sessionIDLen = 8 // bytes of randomness: two of one account are never the same

func newSessionID() string { return hex.EncodeToString(random(sessionIDLen)) }
