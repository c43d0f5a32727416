package account

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"time"

	"porchlight/app/store"
)

// KnownFor is how long a browser is known after a login.
const KnownFor = 180 * 24 * time.Hour

// What a known browser keeps, before it is encoded: a random name, when it logged in, and a keyed hash of both and the account with its password.
const (
	knownName  = 16 // bytes
	knownSince = 8
	knownLen   = knownName + knownSince + sha256.Size
)

// Remember returns what a browser is to keep once it has logged in to an account, so that it is known there afterwards. It lets nobody in:
// it only has that browser's attempts counted for themselves, so that whoever guesses at the password from elsewhere cannot keep its owner
// out (OWASP, "Slow Down Online Guessing Attacks with Device Cookies"). It ends with the password: whoever knew that could have gathered
// any number, and would guess at the next one with each.
func (a *Accounts) Remember(ctx context.Context, who Account) (string, error) {
	key, err := a.knownKey(ctx)
	if err != nil {
		return "", err
	}
	row, err := a.store.Read().AccountByID(ctx, who.ID)
	if err != nil {
		return "", err
	}
	kept := binary.BigEndian.AppendUint64(random(knownName), uint64(a.now().Unix()))
	return base64.RawURLEncoding.EncodeToString(append(kept, vouch(key, kept, row)...)), nil
}

// Known returns the name of the browser that keeps what Remember gave it; empty, where it never logged in to the account of that address,
// not for KnownFor, or not since the password was changed.
func (a *Accounts) Known(ctx context.Context, kept, email string) (browser string, err error) {
	if len(kept) != base64.RawURLEncoding.EncodedLen(knownLen) {
		return "", nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(kept)
	if err != nil {
		return "", nil
	}
	key, err := a.knownKey(ctx)
	if err != nil {
		return "", err
	}
	row, err := a.store.Read().AccountByEmail(ctx, canonical(email))
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", err
	}
	said, mac := raw[:knownName+knownSince], raw[knownName+knownSince:]
	since := time.Unix(int64(binary.BigEndian.Uint64(said[knownName:])), 0)
	if !hmac.Equal(mac, vouch(key, said, row)) || a.now().Sub(since) > KnownFor {
		return "", nil
	}
	return base64.RawURLEncoding.EncodeToString(said[:knownName]), nil
}

func (a *Accounts) knownKey(ctx context.Context) ([]byte, error) {
	return store.SecretOf(ctx, a.store, "known-browser", func() ([]byte, error) { return random(sha256.Size), nil })
}

// vouch is for an account as it is. Hashes of passwords are salted, so that no two are the same, and it begins with what is of one length.
func vouch(key, said []byte, who store.Account) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write(said)
	mac.Write(binary.BigEndian.AppendUint64(nil, uint64(who.ID)))
	mac.Write([]byte(who.PasswordHash))
	return mac.Sum(nil)
}
