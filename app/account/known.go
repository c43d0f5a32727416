package account

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"time"
)

// KnownFor is how long a browser is known after a login.
const KnownFor = 180 * 24 * time.Hour

// What a known browser keeps, before it is encoded: a random name, when it logged in, and a keyed hash of both and the account.
const (
	knownName  = 16 // bytes
	knownSince = 8
	knownLen   = knownName + knownSince + sha256.Size
)

// Remember returns what a browser is to keep once it has logged in to an account, so that it is known there afterwards. It lets nobody in:
// it only has that browser's attempts counted for themselves, so that whoever guesses at the password from elsewhere cannot keep its owner
// out (OWASP, "Slow Down Online Guessing Attacks with Device Cookies").
func (a *Accounts) Remember(ctx context.Context, who Account) (string, error) {
	key, err := a.knownKey(ctx)
	if err != nil {
		return "", err
	}
	kept := binary.BigEndian.AppendUint64(random(knownName), uint64(a.now().Unix()))
	return base64.RawURLEncoding.EncodeToString(append(kept, vouch(key, kept, who.Email)...)), nil
}

// Known returns the name of the browser that keeps what Remember gave it; empty, where it never logged in to the account of that address
// or not for KnownFor.
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
	said, mac := raw[:knownName+knownSince], raw[knownName+knownSince:]
	since := time.Unix(int64(binary.BigEndian.Uint64(said[knownName:])), 0)
	if !hmac.Equal(mac, vouch(key, said, canonical(email))) || a.now().Sub(since) > KnownFor {
		return "", nil
	}
	return base64.RawURLEncoding.EncodeToString(said[:knownName]), nil
}

func (a *Accounts) knownKey(ctx context.Context) ([]byte, error) {
	return a.store.Secret(ctx, "known-browser", func() ([]byte, error) { return random(sha256.Size), nil })
}

func vouch(key, said []byte, email string) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write(said)
	mac.Write([]byte(email))
	return mac.Sum(nil)
}
