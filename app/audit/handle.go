package audit

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"

	"porchlight/app/store"
)

const handleLen = 8 // bytes of randomness: two conversations never have the same

// handleOf returns what records call a conversation; nothing where there is none. It is random, so that it leads nowhere once Forget has
// taken away what it stands for: neither the id of an erased conversation nor a name made from it is kept here.
func handleOf(ctx context.Context, q store.Queries, conversation string) (handle string, err error) {
	random := make([]byte, handleLen)
	_, _ = rand.Read(random) // never fails (crypto/rand)
	if err := q.MakeHandle(ctx, hex.EncodeToString(random), conversation); err != nil {
		return "", err
	}
	handle, err = q.HandleOf(ctx, conversation)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return handle, err
}

// Forget takes away the way from the records to a conversation, inside of the transaction that erases it.
func (l *Log) Forget(ctx context.Context, q store.Queries, conversation string) error {
	return q.DeleteHandle(ctx, conversation)
}
