package contact

import (
	"context"
	"encoding/hex"
	"time"

	"porchlight/app/fault"
	"porchlight/app/store"
)

// StopLink is the link that ends the mails to a contact. It works for as long as anybody keeps the mail, as often as it is used.
func (c *Contacts) StopLink(ctx context.Context, to Contact) (string, error) {
	id, err := idOf(to.Conversation)
	if err != nil {
		return "", err
	}
	key, err := c.key(ctx, linkKey)
	return sign(key, toStop, append(id, to.recipient...), time.Time{}), err
}

// CanStop reports whether this site made a link that ends mails; it changes nothing.
func (c *Contacts) CanStop(ctx context.Context, link string) (bool, error) {
	carried, err := c.verify(ctx, toStop, link)
	return len(carried) == 2*hashBytes, err
}

// Stop forgets the address that a link was mailed to, in the link's conversation. With ever, nobody can have this site ask the same
// mailbox again, and no other conversation mails it any more. A link that this site did not make is fault.NotFound.
func (c *Contacts) Stop(ctx context.Context, link string, ever bool) error {
	carried, err := c.verify(ctx, toStop, link)
	if err != nil {
		return err
	}
	if len(carried) != 2*hashBytes {
		return fault.New(fault.NotFound, "This link was not made by this site. Perhaps it was cut off: use it whole, as it stands in the mail.")
	}
	conversation, recipient := hex.EncodeToString(carried[:hashBytes]), carried[hashBytes:]
	return c.store.Write(ctx, func(q store.Queries) error {
		if !ever {
			return q.DeleteContactOf(ctx, conversation, recipient)
		}
		if err := q.NeverMail(ctx, recipient, c.now().UnixMilli()); err != nil {
			return err
		}
		return q.DeleteContactsOf(ctx, recipient)
	})
}
