package contact

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"time"

	"porchlight/app/store"
)

// State is how a link stands.
type State string

// The states. Only a good link does anything.
const (
	Good    State = "good"
	Used    State = "used"
	Expired State = "expired"
	Void    State = "void"    // it was mailed to an address that the conversation does not have any more, or that is never to be mailed
	Unknown State = "unknown" // this site did not make it, or has forgotten it
)

// Found is a link as the store knows it.
type Found struct {
	State   State
	Contact Contact // whom it was mailed to, where the conversation still has that address
}

// Look returns how a link stands and changes nothing: what follows links by itself, as scanners of mail do, uses none up.
func (c *Contacts) Look(ctx context.Context, purpose Purpose, link string) (Found, error) {
	secret, err := c.verify(ctx, purpose, link)
	if err != nil || secret == nil {
		return Found{State: Unknown}, err
	}
	return c.find(ctx, c.store.Read(), purpose, secret)
}

func (c *Contacts) find(ctx context.Context, q store.Queries, purpose Purpose, secret []byte) (Found, error) {
	row, err := q.Link(ctx, hashOf(secret))
	if errors.Is(err, sql.ErrNoRows) || err == nil && row.Purpose != string(purpose) {
		return Found{State: Unknown}, nil
	}
	if err != nil {
		return Found{}, err
	}
	to, has, err := of(ctx, q, row.ConversationID)
	if err != nil {
		return Found{}, err
	}
	reader, err := c.reader(ctx, purpose, to)
	if err != nil {
		return Found{}, err
	}
	never, err := q.IsNeverMailed(ctx, to.recipient)
	if err != nil {
		return Found{}, err
	}
	switch {
	case !has || never || !bytes.Equal(reader, row.Recipient) || purpose != ToConfirm && !to.Confirmed():
		return Found{State: Void}, nil
	case row.UsedAt.Valid:
		return Found{Used, to}, nil
	case !time.UnixMilli(row.ExpiresAt).After(c.now()):
		return Found{Expired, to}, nil
	}
	return Found{Good, to}, nil
}

// use does what a good link is for, once, in the transaction that marks it used.
func (c *Contacts) use(ctx context.Context, purpose Purpose, link string, do func(store.Queries, Contact) error) (found Found, err error) {
	secret, err := c.verify(ctx, purpose, link)
	if err != nil || secret == nil {
		return Found{State: Unknown}, err
	}
	err = c.store.Write(ctx, func(q store.Queries) error {
		if found, err = c.find(ctx, q, purpose, secret); err != nil || found.State != Good {
			return err
		}
		if err := do(q, found.Contact); err != nil {
			return err
		}
		_, err := q.UseLink(ctx, sql.NullInt64{Int64: c.now().UnixMilli(), Valid: true}, hashOf(secret))
		return err
	})
	return found, err
}

// Confirm confirms the address that a link was mailed to. Answers that came meanwhile and were not read are mailed. It opens nothing:
// who confirms need not be who asked.
func (c *Contacts) Confirm(ctx context.Context, link string) (Found, error) {
	return c.use(ctx, ToConfirm, link, func(q store.Queries, to Contact) error {
		if _, err := q.ConfirmContact(ctx, sql.NullInt64{Int64: c.now().UnixMilli(), Valid: true}, to.Conversation, to.recipient); err != nil {
			return err
		}
		return c.Put(ctx, q, KindReply, to.Conversation)
	})
}

// Resume opens the conversation of a link in one more browser, whose cookie gets the secret returned. It is empty unless the
// link was good.
func (c *Contacts) Resume(ctx context.Context, link string) (secret string, found Found, err error) {
	fresh := newSecret()
	found, err = c.use(ctx, ToResume, link, func(q store.Queries, to Contact) error {
		now := c.now()
		return q.CreateBrowser(ctx, store.CreateBrowserParams{
			Hash: hashOf([]byte(fresh)), ConversationID: to.Conversation, CreatedAt: now.UnixMilli(), ExpiresAt: now.Add(BrowserLasts).UnixMilli(),
		})
	})
	if err == nil && found.State == Good {
		secret = fresh
	}
	return secret, found, err
}

// errElsewhere leaves a link unused.
var errElsewhere = errors.New("the browser is none of the conversation's")

// Prove lets a browser that a link opened do what asks for a fresh one, for a while. It reports whether the link's
// conversation is the browser's: elsewhere it stays unused.
func (c *Contacts) Prove(ctx context.Context, link string, browser Browser) (found Found, here bool, err error) {
	found, err = c.use(ctx, ToProve, link, func(q store.Queries, to Contact) error {
		proved, err := q.ProveBrowser(ctx, c.now().Add(ProvedFor).UnixMilli(), browser.hash, to.Conversation)
		if err == nil && proved == 0 {
			return errElsewhere
		}
		return err
	})
	if errors.Is(err, errElsewhere) {
		return found, false, nil
	}
	return found, err == nil, err
}
