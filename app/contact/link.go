package contact

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"strings"
	"time"

	"porchlight/app/store"
)

// Purpose is what a link is for. It is signed with it, so that none can be used for another.
type Purpose string

// The purposes. Those but the last are in the store, and good once.
const (
	ToConfirm Purpose = "confirm"
	ToResume  Purpose = "resume"
	ToProve   Purpose = "prove"
	toStop    Purpose = "stop" // carries the conversation and the recipient itself: it has to work for as long as mails are kept
)

// ResumeLasts is how long a link opens a conversation elsewhere.
const ResumeLasts = 7 * Day

// lasts is how long a link is good.
var lasts = map[Purpose]time.Duration{ToConfirm: Day, ToResume: ResumeLasts, ToProve: ProvedFor}

// A link is what it carries, until when it is good (Unix seconds; 0: always) and a keyed hash of both and of the purpose. What is
// forged is found out without asking the store; what the store holds is the hash of what it carries, which opens nothing.
const (
	secretBytes = 16
	untilBytes  = 8
)

func sign(key []byte, purpose Purpose, carried []byte, until time.Time) string {
	seconds := uint64(0)
	if !until.IsZero() {
		seconds = uint64(until.Unix())
	}
	signed := binary.BigEndian.AppendUint64(append([]byte(nil), carried...), seconds)
	return base64.RawURLEncoding.EncodeToString(append(signed, signature(key, purpose, signed)...))
}

func signature(key []byte, purpose Purpose, signed []byte) []byte {
	return mac(key, []byte(purpose), []byte{0}, signed)
}

// verify returns what a link of a purpose carries; nil for one that this site did not make. Whether its time is over is for the
// store to say.
func (c *Contacts) verify(ctx context.Context, purpose Purpose, link string) (carried []byte, err error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(link)
	if err != nil || len(raw) < untilBytes+hashBytes {
		return nil, nil
	}
	key, err := c.key(ctx, linkKey)
	if err != nil {
		return nil, err
	}
	signed := raw[:len(raw)-hashBytes]
	if !hmac.Equal(raw[len(signed):], signature(key, purpose, signed)) {
		return nil, nil
	}
	return signed[:len(signed)-untilBytes], nil
}

// newLink makes a link for whoever reads the mail of a contact, signed with key.
func (c *Contacts) newLink(ctx context.Context, q store.Queries, key []byte, purpose Purpose, to Contact) (string, error) {
	secret := make([]byte, secretBytes)
	_, _ = rand.Read(secret) // never fails (crypto/rand)
	until := c.now().Add(lasts[purpose])
	reader, err := c.reader(ctx, purpose, to)
	if err != nil {
		return "", err
	}
	err = q.CreateLink(ctx, store.CreateLinkParams{
		Hash: hashOf(secret), Purpose: string(purpose), ConversationID: to.Conversation, Recipient: reader, ExpiresAt: until.UnixMilli(),
	})
	return sign(key, purpose, secret, until), err
}

// reader stands for whoever a link is mailed to. What confirms an address is for that spelling of it alone: where a mail server knows
// no +tags, another one is somebody else's mailbox.
func (c *Contacts) reader(ctx context.Context, purpose Purpose, to Contact) ([]byte, error) {
	if purpose != ToConfirm {
		return to.recipient, nil
	}
	return c.hashed(ctx, strings.ToLower(to.Email))
}

// Link makes a link that a mail to a confirmed contact carries.
func (c *Contacts) Link(ctx context.Context, purpose Purpose, to Contact) (link string, err error) {
	key, err := c.key(ctx, linkKey)
	if err != nil {
		return "", err
	}
	err = c.store.Write(ctx, func(q store.Queries) error {
		link, err = c.newLink(ctx, q, key, purpose, to)
		return err
	})
	return link, err
}

func hashOf(secret []byte) []byte {
	sum := sha256.Sum256(secret)
	return sum[:]
}
