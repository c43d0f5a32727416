package testparts

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"regexp"
	"strings"
	"testing"
	"time"
)

var vapid = regexp.MustCompile(`^vapid t=([\w-]+\.[\w-]+)\.([\w-]+), k=([\w-]+)$`)

// vapidMost is how long a signature may hold (RFC 8292 §2).
const vapidMost = 24 * time.Hour

// signer checks who signed a push, for which service and until when (RFC 8292), and returns whom one may write to about it.
func signer(t testing.TB, authorization, siteKey, service string) string {
	t.Helper()
	parts := vapid.FindStringSubmatch(authorization)
	if parts == nil || parts[3] != siteKey {
		t.Fatalf("the push is authorized by %q, want the key %s", authorization, siteKey)
	}
	signed, signature := parts[1], decoded(t, parts[2])
	key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), decoded(t, siteKey))
	must(t, err)
	hash, half := sha256.Sum256([]byte(signed)), len(signature)/2
	if !ecdsa.Verify(key, hash[:], new(big.Int).SetBytes(signature[:half]), new(big.Int).SetBytes(signature[half:])) {
		t.Fatal("the signature of the push is wrong")
	}
	var claims struct {
		Aud, Sub string
		Exp      int64
	}
	_, payload, _ := strings.Cut(signed, ".")
	must(t, json.Unmarshal(decoded(t, payload), &claims))
	if left := time.Until(time.Unix(claims.Exp, 0)); claims.Aud != service || left <= 0 || left > vapidMost {
		t.Fatalf("the push is signed for %q, and for %s from now", claims.Aud, left)
	}
	return claims.Sub
}

func decoded(t testing.TB, text string) []byte {
	t.Helper()
	b, err := base64.RawURLEncoding.DecodeString(text)
	must(t, err)
	return b
}
