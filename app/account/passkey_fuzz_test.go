package account_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"

	"porchlight/app/account"
	"porchlight/app/fault"
	"porchlight/app/testparts"

	"github.com/go-webauthn/webauthn/protocol"
)

// FuzzPasskey: whatever a browser tells of a passkey, it opens no account unless the passkey signed what it was given; and one is added only
// when it was made for this site, on its origin, by an authenticator that made sure of its owner. All else is refused with a sentence.
func FuzzPasskey(f *testing.F) {
	d := openDesk(f)
	options, err := d.site.BeginAdd(ctx, d.token, d.who, "Porchlight")
	must(f, err)
	key, made := d.Make(f, options)
	_, err = d.site.Add(ctx, d.token, d.who, made, "Laptop")
	must(f, err)
	options, err = d.site.BeginLogin(ctx, anAttempt)
	must(f, err)
	for _, text := range []string{made, d.Sign(f, key, options)} {
		client, object, data, signature := parts(f, text)
		for _, said := range []string{client, strings.Replace(client, origin, "https://evil.example", 1), strings.Replace(client, `"crossOrigin":false`, `"crossOrigin":true,"topOrigin":"https://evil.example"`, 1), "null", "[]", ""} {
			f.Add(said, object, data, signature, key.Handle, key.ID, `"type":"public-key"`)
		}
		f.Add(client, append([]byte{0xbf}, object...), data, []byte{0x30, 0x80}, []byte{}, []byte{}, `"type":"x","authenticatorAttachment":1,"clientExtensionResults":{"appid":true}`)
		f.Add(client, bytes.Repeat([]byte{0x81}, 4000), bytes.Repeat([]byte{0xff}, 37), signature, key.Handle, bytes.Repeat([]byte{1}, 2000), `"type":null`)
	}
	const present = protocol.FlagUserVerified | protocol.FlagUserPresent
	f.Fuzz(func(t *testing.T, client string, object, data, signature, handle, id []byte, rest string) {
		told := func(options []byte) string {
			var asked struct{ Challenge string }
			must(t, json.Unmarshal(options, &asked))
			encode := base64.RawURLEncoding.EncodeToString
			response, err := json.Marshal(map[string]any{
				"clientDataJSON": encode([]byte(strings.ReplaceAll(client, "CHALLENGE", asked.Challenge))), "attestationObject": encode(object),
				"authenticatorData": encode(data), "signature": encode(signature), "userHandle": encode(handle), "transports": []string{rest},
			})
			must(t, err)
			return `{"id":"` + encode(id) + `","rawId":"` + encode(id) + `","response":` + string(response) + `,` + rest + `}`
		}
		options, err := d.site.BeginLogin(ctx, anAttempt)
		must(t, err)
		if opened, err := d.finish(told(options)); !fault.Is(err, fault.Invalid) || opened.Token != "" {
			t.Errorf("a login ends with %+v, %v", opened, err)
		}
		options, err = d.site.BeginAdd(ctx, d.token, d.who, "Porchlight")
		must(t, err)
		added, err := d.site.Add(ctx, d.token, d.who, told(options), "Copy")
		if err != nil {
			if added.ID != 0 || !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.Conflict) {
				t.Errorf("adding ends with %+v, %v", added, err)
			}
			return
		}
		site := sha256.Sum256([]byte(d.Site))
		at := bytes.Index(object, site[:])
		if at < 0 || protocol.AuthenticatorFlags(object[at+len(site)])&present != present ||
			!strings.Contains(client, `"`+origin+`"`) || !strings.Contains(client, "webauthn.create") {
			t.Errorf("added is a passkey of %q with %x", client, object)
		}
		must(t, d.RemovePasskey(ctx, d.token, d.who.ID, added.ID))
	})
}

// parts are those of what a browser tells of a passkey, with the word CHALLENGE for what it was given.
func parts(f *testing.F, text string) (client string, object, data, signature []byte) {
	var told struct {
		Response struct{ ClientDataJSON, AttestationObject, AuthenticatorData, Signature string }
	}
	must(f, json.Unmarshal([]byte(text), &told))
	decode := func(text string) []byte {
		b, err := base64.RawURLEncoding.DecodeString(text)
		must(f, err)
		return b
	}
	said := decode(told.Response.ClientDataJSON)
	var asked struct{ Challenge string }
	must(f, json.Unmarshal(said, &asked))
	return strings.Replace(string(said), asked.Challenge, "CHALLENGE", 1), decode(told.Response.AttestationObject), decode(told.Response.AuthenticatorData), decode(told.Response.Signature)
}

// openDesk is a desk for many tries of one test.
func openDesk(f *testing.F) *desk {
	h := openHouse(f)
	_, err := h.Create(ctx, email, password, account.Owner)
	must(f, err)
	token, who, err := h.Login(ctx, email, password, browser)
	must(f, err)
	return &desk{h, account.NewSite(h.Accounts, origin), who, token, testparts.NewAuthenticator(f, origin)}
}
