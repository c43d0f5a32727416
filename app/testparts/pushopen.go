package testparts

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/sha256"
	"testing"
)

// The header of an encrypted body (RFC 8188 §2.1): a salt, the size of a record, and the sender's key behind its length.
const (
	saltLen   = 16
	keyAt     = saltLen + 4 + 1
	senderLen = 65 // a point of P-256, not compressed
	bodyAt    = keyAt + senderLen
)

// open reads a push as a browser does (RFC 8291 §3.4).
func (p *PushService) open(t testing.TB, a Asked) []byte {
	t.Helper()
	if a.Header.Get("Content-Encoding") != "aes128gcm" || len(a.Body) < bodyAt || a.Body[keyAt-1] != senderLen {
		t.Fatalf("the push is %q of %d bytes, its key has %d", a.Header.Get("Content-Encoding"), len(a.Body), a.Body[keyAt-1])
	}
	salt, point := a.Body[:saltLen], a.Body[keyAt:bodyAt]
	sender, err := ecdh.P256().NewPublicKey(point)
	must(t, err)
	shared, err := p.key.ECDH(sender)
	must(t, err)
	ikm := derive(t, shared, p.secret, "WebPush: info\x00"+string(p.key.PublicKey().Bytes())+string(point), 32)
	block, err := aes.NewCipher(derive(t, ikm, salt, "Content-Encoding: aes128gcm\x00", 16))
	must(t, err)
	gcm, err := cipher.NewGCM(block)
	must(t, err)
	padded, err := gcm.Open(nil, derive(t, ikm, salt, "Content-Encoding: nonce\x00", 12), a.Body[bodyAt:], nil)
	must(t, err)
	end := bytes.LastIndexByte(padded, 2) // RFC 8188 §2: the last record ends so, and zeros follow
	if end < 0 || len(bytes.Trim(padded[end+1:], "\x00")) > 0 {
		t.Fatalf("the padding is none: %q", padded)
	}
	return padded[:end]
}

func derive(t testing.TB, secret, salt []byte, info string, length int) []byte {
	t.Helper()
	key, err := hkdf.Key(sha256.New, secret, salt, info, length)
	must(t, err)
	return key
}
