// Package contact holds the rules of reaching a visitor who is not here: the e-mail address they leave, whom the site may mail and how
// often, what a mail's links do, and the browsers that they open. All of its SQL is here too.
package contact

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"sync"
	"time"

	"porchlight/app/fault"
	"porchlight/app/store"
)

// Contact is the e-mail address of a conversation's visitor.
type Contact struct {
	Conversation string
	Email        string
	AskedAt      time.Time
	ConfirmedAt  time.Time // zero: nobody who reads its mail has said yes
	MailedSeq    int64     // answers up to here were mailed

	recipient []byte
}

// Confirmed reports whether whoever reads the mail of that address agreed to get answers there.
func (c Contact) Confirmed() bool { return !c.ConfirmedAt.IsZero() }

// Contacts is the store of all of them. It is safe for concurrent use.
type Contacts struct {
	// Put puts a mail of a kind into the outbox, in the transaction of whatever it follows from. It is set before anything is asked.
	Put func(ctx context.Context, q store.Queries, kind, conversation string) error

	store store.Store
	now   func() time.Time

	mu   sync.Mutex
	keys map[string][]byte
}

// The names of the keys in the store.
const (
	linkKey      = "contact-link"
	recipientKey = "contact-recipient"
)

// New returns the contacts kept in store; now is the clock.
func New(store store.Store, now func() time.Time) *Contacts {
	return &Contacts{store: store, now: now, keys: map[string][]byte{}}
}

// Of returns the contact of a conversation, and whether it has one.
func (c *Contacts) Of(ctx context.Context, conversation string) (Contact, bool, error) {
	return of(ctx, c.store.Read(), conversation)
}

func of(ctx context.Context, q store.Queries, conversation string) (Contact, bool, error) {
	row, err := q.Contact(ctx, conversation)
	if errors.Is(err, sql.ErrNoRows) {
		return Contact{}, false, nil
	}
	return fromRow(row), err == nil, err
}

func fromRow(row store.Contact) Contact {
	c := Contact{
		Conversation: row.ConversationID, Email: row.Email, AskedAt: time.UnixMilli(row.CreatedAt), MailedSeq: row.MailedSeq, recipient: row.Recipient,
	}
	if row.ConfirmedAt.Valid {
		c.ConfirmedAt = time.UnixMilli(row.ConfirmedAt.Int64)
	}
	return c
}

// Remove forgets the address of a conversation. Links that were mailed to it are good for nothing from then on.
func (c *Contacts) Remove(ctx context.Context, conversation string) error {
	return c.store.Write(ctx, func(q store.Queries) error { return q.DeleteContact(ctx, conversation) })
}

// Forget removes all that is known about reaching the visitor of a conversation, in the caller's transaction: the address, the links
// that were mailed and the browsers that they opened. What keeps the site from mailing somebody again names neither and stays.
func (c *Contacts) Forget(ctx context.Context, q store.Queries, conversation string) error {
	return errors.Join(q.DeleteContact(ctx, conversation), q.DeleteLinks(ctx, conversation), q.DeleteBrowsers(ctx, conversation))
}

// Mailed notes that answers up to a seq were taken by the mail server.
func (c *Contacts) Mailed(ctx context.Context, to Contact, seq int64) error {
	return c.store.Write(ctx, func(q store.Queries) error { return q.MoveMailed(ctx, seq, to.Conversation, to.recipient) })
}

// keyBytes is as long as the hash (RFC 2104, section 3), hashBytes is half of it, and not less (section 5).
const (
	keyBytes  = sha256.Size
	hashBytes = sha256.Size / 2
)

// key returns the key of a name, which all nodes share.
func (c *Contacts) key(ctx context.Context, name string) ([]byte, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.keys[name] != nil {
		return c.keys[name], nil
	}
	key, err := store.SecretOf(ctx, c.store, name, func() ([]byte, error) {
		b := make([]byte, keyBytes)
		_, err := rand.Read(b)
		return b, err
	})
	if err == nil {
		c.keys[name] = key
	}
	return key, err
}

// hashed stands for a text in the store, of which it tells nothing to who has not the key.
func (c *Contacts) hashed(ctx context.Context, text string) ([]byte, error) {
	key, err := c.key(ctx, recipientKey)
	if err != nil {
		return nil, err
	}
	return mac(key, []byte(text)), nil
}

func mac(key []byte, parts ...[]byte) []byte {
	m := hmac.New(sha256.New, key)
	for _, part := range parts {
		m.Write(part)
	}
	return m.Sum(nil)[:hashBytes]
}

// idOf is a conversation's id in as few bytes as can be; fault.NotFound for what is none.
func idOf(conversation string) ([]byte, error) {
	id, err := hex.DecodeString(conversation)
	if err != nil || len(id) != hashBytes {
		return nil, fault.New(fault.NotFound, "There is no such conversation.")
	}
	return id, nil
}
