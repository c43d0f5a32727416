package account

import (
	"crypto/sha256"
	"encoding/base64"
)

const tokenLen = 32 // bytes of randomness: nobody guesses it, so its hash needs no salt and no cost

// newToken returns a secret that stands for a session or a setup link.
func newToken() string {
	return base64.RawURLEncoding.EncodeToString(random(tokenLen))
}

// digest is what the store keeps of a token. Looking it up takes a time that tells of the digest, never of the token.
func digest(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}
