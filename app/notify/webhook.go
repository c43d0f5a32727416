package notify

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"porchlight/app/store"
	"porchlight/app/tracing"

	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"
)

const (
	webhookWithin = 15 * time.Second // one try, as the Standard Webhooks recommend

	webhookSecret    = "webhook"
	webhookSecretLen = 32 // bytes; the Standard Webhooks ask for 24 to 64

	webhookService = "The program at WEBHOOK_URL"
)

var errWebhookURL = errors.New("must be the http:// or https:// address of a program that takes POSTs")

// WebhookOptions say which program is called.
type WebhookOptions struct {
	URL   string // WEBHOOK_URL; empty: none
	Now   func() time.Time
	Roots *x509.CertPool // who may vouch for it; nil: whom the system trusts
}

// Webhook calls a program of the owner's. It is safe for concurrent use.
type Webhook struct {
	url    string
	host   string
	secret []byte
	client *http.Client
	now    func() time.Time
}

// NewWebhook returns what calls the program, signing with the secret kept in the store; nil where there is none to call. An error
// about the address names the setting and does not repeat it, since an address can be a secret.
func NewWebhook(ctx context.Context, from store.Store, o WebhookOptions) (*Webhook, error) {
	if o.URL == "" {
		return nil, nil
	}
	u, err := parseWebhookURL(o.URL)
	if err != nil {
		return nil, fmt.Errorf("--webhook-url (WEBHOOK_URL) %w", err)
	}
	secret, err := store.SecretOf(ctx, from, webhookSecret, func() ([]byte, error) {
		fresh := make([]byte, webhookSecretLen)
		rand.Read(fresh) // never fails: it ends the process instead
		return fresh, nil
	})
	if err != nil {
		return nil, err
	}
	return &Webhook{url: o.URL, host: u.Host, secret: secret, client: newClient(new(net.Dialer), o.Roots, webhookWithin), now: o.Now}, nil
}

// CheckWebhookURL says what the address of a program must be; nil for one that is it.
func CheckWebhookURL(address string) error {
	_, err := parseWebhookURL(address)
	return err
}

func parseWebhookURL(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		return nil, errWebhookURL
	}
	return u, nil
}

// Secret is what the program checks signatures with, as libraries for the Standard Webhooks take it.
func (w *Webhook) Secret() string { return "whsec_" + base64.StdEncoding.EncodeToString(w.secret) }

// Host is where the program is, as owners are told; the rest of its address may be a secret.
func (w *Webhook) Host() string { return w.host }

// Send posts a body of JSON, signed after the Standard Webhooks (https://www.standardwebhooks.com). id is the same on every try, so that the
// program can know what it has had. It has taken the call once it answers 2xx, and 410 says that it wants no more of them. All else is
// tried again, 4xx too, as those who send many of these do: a 404 or 401 is mostly a release or a proxy that is being mended.
func (w *Webhook) Send(ctx context.Context, id string, body []byte) (err error) {
	ctx, calling := tracing.Begin(ctx, http.MethodPost, trace.SpanKindClient, semconv.HTTPRequestMethodPost)
	defer func() { tracing.End(calling, err) }()
	call, err := http.NewRequestWithContext(ctx, http.MethodPost, w.url, bytes.NewReader(body))
	if err != nil {
		return unanswered(webhookService, err)
	}
	at := strconv.FormatInt(w.now().Unix(), 10)
	call.Header.Set("Content-Type", "application/json")
	call.Header.Set("User-Agent", "Porchlight")
	call.Header.Set("webhook-id", id)
	call.Header.Set("webhook-timestamp", at)
	call.Header.Set("webhook-signature", "v1,"+w.sign(id, at, body))
	tracing.Tell(ctx, call.Header)
	response, err := w.client.Do(call)
	if err != nil {
		return unanswered(webhookService, err)
	}
	tracing.Answered(calling, response.StatusCode, http.StatusBadRequest)
	switch a := read(response, w.now()); {
	case a.taken():
		return nil
	case a.status == http.StatusGone:
		return Refused(a.tells(webhookService))
	default:
		return a.again(webhookService)
	}
}

// sign covers the time too: a call that somebody kept is worth nothing later.
func (w *Webhook) sign(id, at string, body []byte) string {
	mac := hmac.New(sha256.New, w.secret)
	fmt.Fprintf(mac, "%s.%s.%s", id, at, body)
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}
