package contact

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"regexp"
	"time"

	"porchlight/app/store"
)

const (
	// BrowserLasts is how long a browser that a link opened is known after it last wrote, as long as the one the conversation began in.
	BrowserLasts = 180 * Day
	// ProvedFor is how long a fresh link is good, and how long it counts once it was used.
	ProvedFor = 15 * time.Minute

	cookieBytes = 32
	renewEvery  = Day // how exact BrowserLasts is: a write for every message would be too many
)

// resumedForm is told from the secret of a conversation's first browser by its length and its first letter: only these are looked up.
var resumedForm = regexp.MustCompile(`^r[A-Za-z0-9_-]{43}$`)

// IsResumed reports whether a cookie's value is that of a browser which a link opened.
func IsResumed(secret string) bool { return resumedForm.MatchString(secret) }

func newSecret() string {
	b := make([]byte, cookieBytes)
	_, _ = rand.Read(b) // never fails (crypto/rand)
	return "r" + base64.RawURLEncoding.EncodeToString(b)
}

// Browser is one that a link opened a conversation in.
type Browser struct {
	Conversation string
	CreatedAt    time.Time
	ExpiresAt    time.Time
	ProvedUntil  time.Time // it used a fresh link, which counts until then

	hash []byte
}

// ID names a browser to who may cut it off; it is no secret.
func (b Browser) ID() string { return hex.EncodeToString(b.hash) }

func browserFromRow(row store.Browser) Browser {
	return Browser{
		Conversation: row.ConversationID, CreatedAt: time.UnixMilli(row.CreatedAt), ExpiresAt: time.UnixMilli(row.ExpiresAt),
		ProvedUntil: time.UnixMilli(row.ProvedUntil), hash: row.Hash,
	}
}

// Browser returns the browser of a cookie's value, and whether there is one: it may have been cut off, or its time may be over.
func (c *Contacts) Browser(ctx context.Context, secret string) (Browser, bool, error) {
	row, err := c.store.Read().Browser(ctx, hashOf([]byte(secret)))
	if errors.Is(err, sql.ErrNoRows) {
		return Browser{}, false, nil
	}
	b := browserFromRow(row)
	return b, err == nil && b.ExpiresAt.After(c.now()), err
}

// Browsers are those that links opened a conversation in, the oldest first.
func (c *Contacts) Browsers(ctx context.Context, conversation string) (all []Browser, err error) {
	rows, err := c.store.Read().BrowsersOf(ctx, conversation, c.now().UnixMilli())
	for _, row := range rows {
		all = append(all, browserFromRow(row))
	}
	return all, err
}

// Renew lets a browser that wrote be known for as long again.
func (c *Contacts) Renew(ctx context.Context, b Browser) error {
	until := c.now().Add(BrowserLasts)
	if until.Sub(b.ExpiresAt) < renewEvery {
		return nil
	}
	return c.store.Write(ctx, func(q store.Queries) error { return q.RenewBrowser(ctx, until.UnixMilli(), b.hash) })
}

// CutOff takes a conversation away from a browser that a link opened it in, named by its ID.
func (c *Contacts) CutOff(ctx context.Context, conversation, id string) error {
	hash, err := hex.DecodeString(id)
	if err != nil {
		return nil // it is none
	}
	return c.store.Write(ctx, func(q store.Queries) error {
		_, err := q.DeleteBrowser(ctx, hash, conversation)
		return err
	})
}

// Proved reports whether a browser used a fresh link lately.
func (c *Contacts) Proved(b Browser) bool { return b.ProvedUntil.After(c.now()) }
