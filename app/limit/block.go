package limit

import (
	"context"
	"time"

	"porchlight/app/store"
)

// reloadBlocks is after how long the blocks that another node made are known here, if nothing told of them before.
const reloadBlocks = time.Minute

// retryBlocks is after how long a store that could not be read is asked again.
const retryBlocks = time.Second

// blockedMost is how many addresses the block of one conversation takes: who has a whole network to come from must not fill the file, nor
// shut everybody else there out, and stays blocked by their cookie.
const blockedMost = 8

// blocks are the blocked addresses, by the key that their blocks keep: there is one for each day on which somebody was blocked.
type blocks map[string]map[string]time.Time // by key and pseudonym: until when

// Block refuses addresses, given as pseudonyms of today or, of who came before midnight, of yesterday, until a time. The block
// belongs to a conversation, and keeps the key: the pseudonyms of other days would not tell that it is the same address.
func (a *Addresses) Block(ctx context.Context, conversation string, pseudonyms []string, until time.Time) error {
	if len(pseudonyms) == 0 {
		return nil
	}
	keys, err := a.recent(ctx)
	if err != nil {
		return err
	}
	defer a.Forget()
	return a.store.Write(ctx, func(q store.Queries) error {
		if err := q.DeleteBlocksBefore(ctx, a.now().UnixMilli()); err != nil {
			return err
		}
		for _, p := range pseudonyms {
			for _, key := range keys { // of which day it is cannot be told; under the other key it is nobody's
				block := store.PutBlockParams{ConversationID: conversation, Key: key, Address: p, ExpiresAt: until.UnixMilli(), Most: blockedMost}
				if err := q.PutBlock(ctx, block); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// recent returns today's key, and yesterday's where it is still known.
func (a *Addresses) recent(ctx context.Context) ([][]byte, error) {
	key, err := a.today(ctx)
	if err != nil {
		return nil, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.before == nil {
		return [][]byte{key}, nil
	}
	return [][]byte{key, a.before}, nil
}

// Unblock ends the blocks of a conversation.
func (a *Addresses) Unblock(ctx context.Context, conversation string) error {
	defer a.Forget()
	return a.store.Write(ctx, func(q store.Queries) error { return q.DeleteBlocks(ctx, conversation) })
}

// Forget has the blocks read anew, as when another node has changed them. Until they could be, nobody knows who is blocked.
func (a *Addresses) Forget() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.blocksRead = time.Time{}
}

// Doubt has the blocks read anew, as when another node may have changed them unheard. Where they cannot be, those that are known go on.
func (a *Addresses) Doubt() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.blocksRead.IsZero() {
		a.blocksRead = a.now().Add(-reloadBlocks)
	}
}

// Blocked reports whether an address is blocked. What is no address is not.
func (a *Addresses) Blocked(ctx context.Context, ip string) (bool, error) {
	held, err := a.blocks(ctx)
	if err != nil {
		return false, err
	}
	for key, addresses := range held {
		if p, err := pseudonym([]byte(key), ip); err == nil && addresses[p].After(a.now()) {
			return true, nil
		}
	}
	return false, nil
}

// BlockedAs reports whether a pseudonym, of today or of yesterday, is that of a blocked address.
func (a *Addresses) BlockedAs(ctx context.Context, pseudonym string) (bool, error) {
	held, err := a.blocks(ctx)
	for _, addresses := range held {
		if addresses[pseudonym].After(a.now()) {
			return true, nil
		}
	}
	return false, err
}

func (a *Addresses) blocks(ctx context.Context) (blocks, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := a.now()
	if !a.blocksRead.IsZero() && now.Sub(a.blocksRead) < reloadBlocks {
		return a.blocksHeld, nil
	}
	rows, err := a.store.Read().Blocks(ctx, now.UnixMilli())
	if err != nil {
		if a.blocksRead.IsZero() {
			return nil, err
		}
		a.blocksRead = now.Add(retryBlocks - reloadBlocks)
		return a.blocksHeld, nil // a store that is away lifts no block, and keeps out nobody else
	}
	held := blocks{}
	for _, row := range rows {
		key := string(row.Key)
		if held[key] == nil {
			held[key] = map[string]time.Time{}
		}
		held[key][row.Address] = time.UnixMilli(row.ExpiresAt)
	}
	a.blocksHeld, a.blocksRead = held, now // never changed from here on
	return held, nil
}
