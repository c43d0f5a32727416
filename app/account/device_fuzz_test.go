package account_test

import (
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"porchlight/app/account"
	"porchlight/app/fault"

	"github.com/SherClockHolmes/webpush-go"
)

// errUnsent is what a push ends with that could be sent.
var errUnsent = errors.New("it goes nowhere")

type nowhere struct{ asked *http.Request }

func (n *nowhere) Do(r *http.Request) (*http.Response, error) {
	n.asked = r
	return nil, errUnsent
}

// FuzzDevice: where a browser says that it takes pushes is refused with a sentence, or it is an https address that a push for this key can
// be made and sent for.
func FuzzDevice(f *testing.F) {
	h := openHouse(f)
	owner, err := h.Create(ctx, email, password, account.Owner)
	must(f, err)
	private, public, err := webpush.GenerateVAPIDKeys()
	must(f, err)
	key, secret := public, base64.RawURLEncoding.EncodeToString(make([]byte, 16))
	for _, endpoint := range []string{
		"https://push.example.com/a?b=c", "http://push.example.com/", "https://user@push.example.com/", "https:///a", "https://", "https:push.example.com", "//push.example.com/", "https://[::1]:8443/a",
		"https://push.example.com:99999/", "https://push.example.com/\r\nHost: x", "https://push.example.com/%zz", "HTTPS://PUSH.EXAMPLE.COM", "https://push.example.com\\@evil.example/", "https://pu sh/", "javascript:alert(1)", "https://:443/", "https://a%00b/",
	} {
		f.Add(endpoint, key, secret)
	}
	f.Add("https://push.example.com/a", key+"==", secret+"=")
	f.Add("https://push.example.com/a", strings.NewReplacer("-", "+", "_", "/").Replace(key), "AAAAAAAAAAAAAAAAAAAAAA==\n")
	f.Add("https://push.example.com/a", "BA", "")
	f.Fuzz(func(t *testing.T, endpoint, p256dh, auth string) {
		err := h.AddDevice(ctx, account.Device{AccountID: owner.ID, Endpoint: endpoint, P256dh: p256dh, Auth: auth, Label: endpoint})
		if err != nil {
			if !fault.Is(err, fault.Invalid) {
				t.Errorf("%q is refused with %v", endpoint, err)
			}
			return
		}
		devices, err := h.Devices(ctx, owner.ID)
		if err != nil || len(devices) != 1 || devices[0].Endpoint != endpoint {
			t.Fatalf("%q is kept as %+v, %v", endpoint, devices, err)
		}
		must(t, h.RemoveDevice(ctx, owner.ID, devices[0].ID))
		if to, err := url.Parse(endpoint); err != nil || to.Scheme != "https" || to.Hostname() == "" || to.User != nil {
			t.Errorf("pushes would go to %q", endpoint)
		}
		way := &nowhere{}
		_, err = webpush.SendNotification([]byte("hello"), &webpush.Subscription{Endpoint: endpoint, Keys: webpush.Keys{P256dh: devices[0].P256dh, Auth: devices[0].Auth}},
			&webpush.Options{HTTPClient: way, Subscriber: "owner@example.com", VAPIDPublicKey: public, VAPIDPrivateKey: private, TTL: 60})
		if !errors.Is(err, errUnsent) || way.asked.URL.Scheme != "https" {
			t.Errorf("no push can be made for %q %q %q: %v", endpoint, p256dh, auth, err)
		}
	})
}
