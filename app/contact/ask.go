package contact

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"time"

	"porchlight/app/fault"
	"porchlight/app/store"
)

// Day is how long nobody who did not agree is mailed again: a confirmation is all that a stranger can get, and one a day is the most.
const Day = 24 * time.Hour

// The kinds of mail that follow from what happens here.
const (
	KindConfirm = "confirm"
	KindReply   = "reply"
)

// Leave keeps the address that answers of a conversation shall be mailed to, once it is confirmed, and puts the mail that asks for
// that. What it returns is the same whether the site knows the address already or not: who is mailed is decided when it is (Claim), out
// of sight. At most so many are asked for on the whole site in a day; 0: any number. Errors: Invalid, Limited (the same
// conversation asked for the same address within a day, or the site for too many), Unavailable.
func (c *Contacts) Leave(ctx context.Context, conversation, typed string, most int) (left Contact, err error) {
	address, err := Parse(typed)
	if err != nil {
		return Contact{}, err
	}
	recipient, err := c.hashed(ctx, mailbox(address))
	if err != nil {
		return Contact{}, err
	}
	now := c.now()
	err = c.store.Write(ctx, func(q store.Queries) error {
		before, has, err := of(ctx, q, conversation)
		if err != nil {
			return err
		}
		if same := has && bytes.Equal(before.recipient, recipient); same && before.Confirmed() {
			left = before
			return nil
		} else if wait := before.AskedAt.Add(Day).Sub(now); same && wait > 0 {
			return fault.LimitLong(wait, "A mail was asked for within a day, and at most one a day goes to an address. Look into its mailbox, spam included, or ask again in %s.")
		}
		if err := mayAsk(ctx, q, now, most); err != nil {
			return err
		}
		if err := q.PutContact(ctx, store.PutContactParams{ConversationID: conversation, Email: address, Recipient: recipient, CreatedAt: now.UnixMilli()}); err != nil {
			return err
		}
		left = Contact{Conversation: conversation, Email: address, AskedAt: now, recipient: recipient}
		return c.Put(ctx, q, KindConfirm, conversation)
	})
	return left, err
}

// mayAsk refuses when the whole site has mailed as many as it may in a day.
func mayAsk(ctx context.Context, q store.Queries, now time.Time, most int) error {
	if most == 0 {
		return nil
	}
	mailed, err := q.ConfirmationsSince(ctx, now.Add(-Day).UnixMilli())
	if err == nil && mailed.N >= int64(most) {
		return fault.LimitLong(time.UnixMilli(mailed.Oldest).Add(Day).Sub(now), "The site has asked for as many addresses as it may in a day. Please try again in %s; the answer comes here in any case.")
	}
	return err
}

// Claim is the permission to mail a confirmation, asked for right before it is. It returns the contact and its link, or no link where
// the mail must not go: the contact is gone or confirmed, its mailbox was mailed one within a day, or whoever reads it asked never to be.
// It fails with fault.Limited where the site mailed too many: then the mail goes later. The permission is used up with it; only the same
// mail, by its name, gets it again, while the mail server has not taken it (see Accepted). The same conversation is not enough: it can be
// erased and begun anew while its mail is under way.
// It is the one place that decides this, in one transaction on the file that all nodes share.
func (c *Contacts) Claim(ctx context.Context, conversation, mail string, most int) (to Contact, link string, err error) {
	asker, err := c.hashed(ctx, mail)
	if err != nil {
		return Contact{}, "", err
	}
	key, err := c.key(ctx, linkKey)
	if err != nil {
		return Contact{}, "", err
	}
	now := c.now()
	err = c.store.Write(ctx, func(q store.Queries) error {
		to, link = Contact{}, ""
		found, has, err := of(ctx, q, conversation)
		if err != nil || !has || found.Confirmed() {
			return err
		}
		if may, err := mayMail(ctx, q, found.recipient, asker, now, most); err != nil || !may {
			return err
		}
		if err := q.PutConfirmation(ctx, found.recipient, asker, now.UnixMilli()); err != nil {
			return err
		}
		to = found
		link, err = c.newLink(ctx, q, key, ToConfirm, found)
		return err
	})
	return to, link, err
}

func mayMail(ctx context.Context, q store.Queries, recipient, asker []byte, now time.Time, most int) (bool, error) {
	if never, err := q.IsNeverMailed(ctx, recipient); err != nil || never {
		return false, err
	}
	last, err := q.Confirmation(ctx, recipient)
	switch {
	case err == nil && now.Sub(time.UnixMilli(last.MailedAt)) < Day:
		return last.Accepted == 0 && bytes.Equal(last.Asker, asker), nil // this very mail, tried again
	case err != nil && !errors.Is(err, sql.ErrNoRows):
		return false, err
	}
	err = mayAsk(ctx, q, now, most)
	return err == nil, err
}

// Accepted notes that the mail server took a confirmation: it is not tried again.
func (c *Contacts) Accepted(ctx context.Context, to Contact) error {
	return c.store.Write(ctx, func(q store.Queries) error { return q.AcceptConfirmation(ctx, to.recipient) })
}
