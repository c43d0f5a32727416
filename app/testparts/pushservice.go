package testparts

import (
	"crypto/ecdh"
	"crypto/rand"
	"encoding/base64"
	"testing"
)

// PushService is a real push service on loopback together with a browser that has subscribed there.
type PushService struct {
	*Endpoint
	key    *ecdh.PrivateKey // the browser's
	secret []byte           // that it shares with the site
}

// Pushed is a push as the browser sees it, and what the push service was told with it.
type Pushed struct {
	Payload             string
	Topic, TTL, Urgency string
	Contact             string // whom the push service may write to
	Endpoint            string // the path of its address
}

// NewPushService starts a push service, which ends with the test. It answers 204 until it is told otherwise; real ones answer 201.
func NewPushService(t testing.TB) *PushService {
	t.Helper()
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	must(t, err)
	p := &PushService{Endpoint: NewSecretEndpoint(t), key: key, secret: make([]byte, 16)}
	_, _ = rand.Read(p.secret)
	return p
}

// Subscribe returns a subscription of the browser at this path, in the words of PushSubscription.toJSON.
func (p *PushService) Subscribe(path string) (endpoint, p256dh, auth string) {
	encode := base64.RawURLEncoding.EncodeToString
	return p.URL + path, encode(p.key.PublicKey().Bytes()), encode(p.secret)
}

// Pushes returns what came in, opened by the browser. The test fails when a push is not signed by the site with this public key.
func (p *PushService) Pushes(t testing.TB, siteKey string) (pushes []Pushed) {
	t.Helper()
	for _, a := range p.Asked() {
		pushes = append(pushes, Pushed{
			Payload: string(p.open(t, a)), Topic: a.Header.Get("Topic"), TTL: a.Header.Get("TTL"), Urgency: a.Header.Get("Urgency"),
			Contact: signer(t, a.Header.Get("Authorization"), siteKey, p.URL), Endpoint: a.Path,
		})
	}
	return pushes
}
