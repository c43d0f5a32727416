package testparts

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"net/url"
	"testing"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/protocol/webauthncbor"
)

// Authenticator is a browser with a device that makes passkeys and signs with them (https://www.w3.org/TR/webauthn-3/#sctn-authenticator-model).
// Its fields make it say what it should not.
type Authenticator struct {
	Origin     string // of the page that it says to be on
	Site       string // the id of the relying party that it believes to speak to
	Unverified bool   // it does not make sure of its owner
	Flags      byte   // more flags, such as that the passkey may be backed up
	Uncounted  bool   // its passkeys do not count what they sign, as those that are copied between devices do not
}

// Key is a passkey on the device.
type Key struct {
	Private *ecdsa.PrivateKey
	ID      []byte
	Handle  []byte // whose it is
	Count   uint32 // of its signatures; one that begins with 0 does not count
}

// NewAuthenticator is one that behaves, on a page of an origin.
func NewAuthenticator(t testing.TB, origin string) *Authenticator {
	t.Helper()
	u, err := url.Parse(origin)
	must(t, err)
	return &Authenticator{Origin: origin, Site: u.Hostname()}
}

// Make makes a passkey as the options of a site ask for, and returns what a browser tells of it, as JSON.
func (a *Authenticator) Make(t testing.TB, options []byte) (*Key, string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	key := &Key{Private: private, ID: make([]byte, 16), Count: 1}
	_, _ = rand.Read(key.ID)
	if a.Uncounted {
		key.Count = 0
	}
	return key, a.Remake(t, key, options)
}

// Remake tells of a passkey that is there as if it had been made just now.
func (a *Authenticator) Remake(t testing.TB, key *Key, options []byte) string {
	t.Helper()
	var asked struct {
		Challenge string
		User      struct{ ID string }
	}
	must(t, json.Unmarshal(options, &asked))
	var err error
	key.Handle, err = base64.RawURLEncoding.DecodeString(asked.User.ID)
	must(t, err)
	object, err := webauthncbor.Marshal(map[string]any{"fmt": "none", "attStmt": map[string]any{}, "authData": append(a.data(key, protocol.FlagAttestedCredentialData), key.attested(t)...)})
	must(t, err)
	return a.tell(t, key, map[string]any{
		"clientDataJSON": a.client(t, "webauthn.create", asked.Challenge), "attestationObject": encode(object), "transports": []string{"internal"},
	})
}

// Sign signs as the options of a site ask for, and returns what a browser tells of it, as JSON.
func (a *Authenticator) Sign(t testing.TB, key *Key, options []byte) string {
	t.Helper()
	var asked struct{ Challenge string }
	must(t, json.Unmarshal(options, &asked))
	if key.Count > 0 {
		key.Count++
	}
	data, client := a.data(key, 0), a.client(t, "webauthn.get", asked.Challenge)
	said, err := base64.RawURLEncoding.DecodeString(client)
	must(t, err)
	hash := sha256.Sum256(said)
	digest := sha256.Sum256(append(data, hash[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, key.Private, digest[:])
	must(t, err)
	return a.tell(t, key, map[string]any{"clientDataJSON": client, "authenticatorData": encode(data), "signature": encode(signature), "userHandle": encode(key.Handle)})
}

// data is what the device itself says (WebAuthn, section 6.1).
func (a *Authenticator) data(key *Key, also protocol.AuthenticatorFlags) []byte {
	site := sha256.Sum256([]byte(a.Site))
	flags := protocol.FlagUserPresent | also | protocol.AuthenticatorFlags(a.Flags)
	if !a.Unverified {
		flags |= protocol.FlagUserVerified
	}
	return binary.BigEndian.AppendUint32(append(site[:], byte(flags)), key.Count)
}

// attested is the key as a site gets to know it (WebAuthn, section 6.5.1), from a device that does not say what it is.
func (k *Key) attested(t testing.TB) []byte {
	t.Helper()
	point, err := k.Private.PublicKey.Bytes()
	must(t, err)
	public, err := webauthncbor.Marshal(map[int]any{1: 2, 3: -7, -1: 1, -2: point[1:33], -3: point[33:]}) // RFC 9053, sections 2.1 and 7.1.1
	must(t, err)
	return append(append(binary.BigEndian.AppendUint16(make([]byte, 16), uint16(len(k.ID))), k.ID...), public...)
}

// client is what the browser says (WebAuthn, section 5.8.1).
func (a *Authenticator) client(t testing.TB, kind, challenge string) string {
	t.Helper()
	said, err := json.Marshal(map[string]any{"type": kind, "challenge": challenge, "origin": a.Origin, "crossOrigin": false})
	must(t, err)
	return encode(said)
}

func (a *Authenticator) tell(t testing.TB, key *Key, response map[string]any) string {
	t.Helper()
	told, err := json.Marshal(map[string]any{
		"id": encode(key.ID), "rawId": encode(key.ID), "type": "public-key", "response": response, "authenticatorAttachment": "platform", "clientExtensionResults": map[string]any{},
	})
	must(t, err)
	return string(told)
}

func encode(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }
