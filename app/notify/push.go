package notify

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"net"
	"net/http"
	"net/url"
	"time"

	"porchlight/app/store"

	webpush "github.com/SherClockHolmes/webpush-go"
)

const (
	pushWithin = 15 * time.Second // one try

	topicLen = 24 // bytes: RFC 8030 §5.4 allows 32 characters of base64url

	pushService = "The push service of the browser"
)

// ErrGone says that a subscription has ended: the owner took it back, or the browser is gone. It is never to be used again.
var ErrGone = Refused("The browser takes no pushes from here any more.")

// Subscription is a browser that asked for pushes, as it describes itself (https://www.w3.org/TR/push-api/#dom-pushsubscription).
type Subscription struct{ Endpoint, P256dh, Auth string }

// Push is what a browser is woken with.
type Push struct {
	Topic   string        // what it is about, such as a conversation: it replaces the one before that waits; its hash leaves this site
	TTL     time.Duration // how long it is worth being told
	Payload []byte        // at most 3,993 bytes; read by the browser alone (RFC 8291)
}

// PushOptions say who signs pushes, and where they may go.
type PushOptions struct {
	Contact string // whom push services may write to: the address of MAIL_FROM; empty: they find the site
	Site    string // the site's origin
	Now     func() time.Time

	Roots *x509.CertPool // who may vouch for push services; nil: whom the system trusts
	Local bool           // for tests, whose push services run on this machine
}

// Pusher sends pushes to browsers, through the push services that the browsers chose. It is safe for concurrent use.
type Pusher struct {
	contact         string
	private, public string
	client          *http.Client
	now             func() time.Time
	services        services
}

// NewPusher returns what sends pushes under the key kept in store.
func NewPusher(ctx context.Context, store store.Store, o PushOptions) (*Pusher, error) {
	private, public, err := vapidKeys(ctx, store)
	if err != nil {
		return nil, err
	}
	dialer := &net.Dialer{Control: onlyPublic} // an endpoint is what a browser said
	if o.Local {
		dialer.Control = nil
	}
	return &Pusher{contact: contact(o), private: private, public: public, client: newClient(dialer, o.Roots, pushWithin), now: o.Now}, nil
}

// contact is an e-mail address or an https address, the only ones that RFC 8292 §2.1 knows.
func contact(o PushOptions) string {
	site, err := url.Parse(o.Site)
	if o.Contact != "" || err != nil {
		return o.Contact
	}
	return "https://" + site.Host
}

// PublicKey is what a browser needs to subscribe: applicationServerKey, as base64url.
func (p *Pusher) PublicKey() string { return p.public }

// Send hands a push to the push service of a browser. ErrGone: the subscription is to be deleted. What the service will never take
// is Refused; every other error may be gone at the next try. It is for who has the Turn.
func (p *Pusher) Send(ctx context.Context, to Subscription, push Push) error {
	endpoint, err := url.Parse(to.Endpoint)
	if err != nil || endpoint.Scheme != "https" || endpoint.Host == "" {
		return Refused("The browser named no https address for pushes.")
	}
	topic := sha256.Sum256([]byte(push.Topic))
	response, err := webpush.SendNotificationWithContext(ctx, push.Payload, &webpush.Subscription{
		Endpoint: to.Endpoint, Keys: webpush.Keys{P256dh: to.P256dh, Auth: to.Auth},
	}, &webpush.Options{
		HTTPClient: p.client, Subscriber: p.contact, VAPIDPublicKey: p.public, VAPIDPrivateKey: p.private,
		Topic: base64.RawURLEncoding.EncodeToString(topic[:topicLen]), TTL: int(push.TTL / time.Second),
		Urgency: webpush.UrgencyHigh, // RFC 8030 §5.3: a person is waiting, also while the battery is low
	})
	var unsent *url.Error
	switch {
	case errors.Is(err, errPrivate):
		return Refused("The browser named an address for pushes that lies in a private network.")
	case errors.As(err, &unsent):
		if ctx.Err() == nil || errors.Is(ctx.Err(), context.DeadlineExceeded) { // else it is this node that stops
			p.services.heard(to.Endpoint, false, p.now())
		}
		return unanswered(pushService, err)
	case err != nil: // it could not be encrypted
		return Refused("The push is too long, or the keys that the browser gave are none.")
	}
	p.services.heard(to.Endpoint, true, p.now())
	return pushed(read(response, p.now()))
}

// pushed gives the answer of a push service its meaning (RFC 8030 §5, and the table that push services agree on).
func pushed(a answer) error {
	switch {
	case a.taken():
		return nil
	case a.status == http.StatusNotFound, a.status == http.StatusGone:
		return ErrGone
	case a.status == http.StatusRequestTimeout, a.status == http.StatusTooEarly, a.status == http.StatusTooManyRequests, a.status >= 500:
		return a.again(pushService)
	}
	return Refused(a.tells(pushService))
}
