package notify

import (
	"context"
	"crypto/ecdh"
	"crypto/rand"
	"encoding/base64"

	"porchlight/app/store"
)

// VAPIDSecret is the name under which the store keeps the key that all pushes of this site are signed with (RFC 8292). Browsers
// bind a subscription to it: with another key each owner would have to ask for pushes anew.
const VAPIDSecret = "vapid"

// vapidKeys returns the site's pair, made by the first node that asks: as the library and browsers write them, base64url.
func vapidKeys(ctx context.Context, from store.Store) (private, public string, err error) {
	kept, err := store.SecretOf(ctx, from, VAPIDSecret, func() ([]byte, error) {
		key, err := ecdh.P256().GenerateKey(rand.Reader)
		if err != nil {
			return nil, err
		}
		return key.Bytes(), nil
	})
	if err != nil {
		return "", "", err
	}
	key, err := ecdh.P256().NewPrivateKey(kept)
	if err != nil {
		return "", "", err
	}
	encode := base64.RawURLEncoding.EncodeToString
	return encode(key.Bytes()), encode(key.PublicKey().Bytes()), nil
}
