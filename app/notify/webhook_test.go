package notify_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"porchlight/app/notify"
	"porchlight/app/store"
	"porchlight/app/testparts"
)

const (
	callID   = "0f3c-1"
	callBody = `{"type":"message.created","data":{"body":"Grüße 🏡"}}`
)

func newWebhook(t *testing.T, kept store.Store, o notify.WebhookOptions) *notify.Webhook {
	t.Helper()
	if o.Now == nil {
		o.Now = atNoon
	}
	w, err := notify.NewWebhook(ctx, kept, o)
	must(t, err)
	return w
}

// vouched is whether a call is what its sender signed: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
func vouched(t *testing.T, call testparts.Asked, secret string) bool {
	t.Helper()
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	must(t, err)
	if len(key) < 24 || len(key) > 64 || !strings.HasPrefix(secret, "whsec_") {
		t.Fatalf("a secret of %d bytes", len(key))
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(call.Header.Get("webhook-id") + "." + call.Header.Get("webhook-timestamp") + "." + string(call.Body)))
	return call.Header.Get("webhook-signature") == "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

func TestACallIsSignedAndNamedAfterTheStandardWebhooks(t *testing.T) {
	t.Parallel()
	program := testparts.NewEndpoint(t)
	clock := noon
	w := newWebhook(t, newStore(t), notify.WebhookOptions{URL: program.URL + "/hook?for=porch", Now: func() time.Time { return clock }})
	program.Answer(http.StatusBadGateway, "")
	if err := w.Send(ctx, callID, []byte(callBody)); outcome(err) != again {
		t.Fatal(err)
	}
	clock = clock.Add(time.Minute)
	program.Answer(http.StatusOK, "thanks")
	must(t, w.Send(ctx, callID, []byte(callBody)))
	calls := program.Asked()
	for i, at := range []string{"1772366400", "1772366460"} {
		call := calls[i]
		if call.Method != http.MethodPost || call.Path != "/hook?for=porch" || call.Header.Get("Content-Type") != "application/json" || string(call.Body) != callBody {
			t.Errorf("the call is %+v", call)
		}
		if call.Header.Get("webhook-id") != callID || call.Header.Get("webhook-timestamp") != at || !vouched(t, call, w.Secret()) {
			t.Errorf("it is signed %v", call.Header)
		}
	}
	calls[0].Header.Set("webhook-timestamp", "1772366460")
	if vouched(t, calls[0], w.Secret()) {
		t.Error("a call can be given another time")
	}
}

func TestTheSecretOutlivesARestartAndIsThatOfAllNodes(t *testing.T) {
	t.Parallel()
	path := testparts.NewDatabase(t)
	o := notify.WebhookOptions{URL: "https://example.com/hook"}
	a, b := open(t, path), open(t, path)
	secret := newWebhook(t, a, o).Secret()
	if got := newWebhook(t, b, o).Secret(); got != secret {
		t.Errorf("the other node has %q, not %q", got, secret)
	}
	must(t, a.Close())
	must(t, b.Close())
	if got := newWebhook(t, open(t, path), o).Secret(); got != secret {
		t.Errorf("after a restart it is %q, not %q", got, secret)
	}
	if other := newWebhook(t, newStore(t), o).Secret(); other == secret {
		t.Error("another site has the same secret")
	}
}

func TestWhatTheProgramAnswersDecidesWhetherThereIsAnotherTry(t *testing.T) {
	t.Parallel()
	program := testparts.NewSecretEndpoint(t)
	w := newWebhook(t, newStore(t), notify.WebhookOptions{URL: program.URL + "/hook", Roots: program.Roots})
	for _, c := range []struct {
		status  int
		header  []string
		want    string
		seconds int
	}{
		{http.StatusOK, nil, done, 0},
		{http.StatusNoContent, nil, done, 0},
		{http.StatusMovedPermanently, []string{"Location", program.URL + "/elsewhere"}, again, 0},
		{http.StatusPermanentRedirect, []string{"Location", program.URL + "/elsewhere"}, again, 0},
		{http.StatusBadRequest, nil, again, 0},
		{http.StatusUnauthorized, nil, again, 0},
		{http.StatusNotFound, nil, again, 0},
		{http.StatusTooManyRequests, []string{"Retry-After", "90"}, again, 90},
		{http.StatusInternalServerError, nil, again, 0},
		{http.StatusServiceUnavailable, []string{"Retry-After", "Sun, 01 Mar 2026 12:10:00 GMT"}, again, 600},
		{http.StatusGone, nil, givenUp, 0},
	} {
		program.Answer(c.status, "because", c.header...)
		err := w.Send(ctx, callID, []byte(callBody))
		if outcome(err) != c.want || notify.Told(err) != c.seconds {
			t.Errorf("%d: it is %s, for %d seconds: %v", c.status, outcome(err), notify.Told(err), err)
		}
		if err != nil && !strings.HasPrefix(err.Error(), "The program at WEBHOOK_URL answered: "+http.StatusText(c.status)) && !strings.HasSuffix(err.Error(), ": because") {
			t.Errorf("%d: %v", c.status, err)
		}
	}
	for _, call := range program.Asked() {
		if call.Path != "/hook" {
			t.Errorf("a redirect to %s was followed", call.Path)
		}
	}
}

func TestAProgramThatCannotBeReachedIsTriedAgainAndItsAddressKept(t *testing.T) {
	t.Parallel()
	program := testparts.NewEndpoint(t)
	kept := newStore(t)
	program.Hang()
	for _, address := range []string{program.URL, "http://" + testparts.FreeAddr(t), "https://" + strings.TrimPrefix(program.URL, "http://")} {
		w := newWebhook(t, kept, notify.WebhookOptions{URL: address + "/capability"})
		if err := w.Send(soon(t), callID, []byte(callBody)); outcome(err) != again || strings.Contains(err.Error(), "capability") {
			t.Errorf("%s: it is %s: %v", address, outcome(err), err)
		}
	}
	stopping, stop := context.WithCancel(ctx)
	context.AfterFunc(soon(t), stop)
	if err := newWebhook(t, kept, notify.WebhookOptions{URL: program.URL}).Send(stopping, callID, []byte(callBody)); !errors.Is(err, context.Canceled) {
		t.Errorf("while the node stops: %v", err)
	}
}

func TestAnAnswerWithoutEndIsNotReadToItsEnd(t *testing.T) {
	t.Parallel()
	program := testparts.NewEndpoint(t)
	program.Do(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusInternalServerError)
		for r.Context().Err() == nil {
			_, _ = w.Write([]byte(strings.Repeat("more ", 1000)))
		}
	})
	within, end := context.WithTimeout(ctx, 5*time.Second)
	defer end()
	err := newWebhook(t, newStore(t), notify.WebhookOptions{URL: program.URL}).Send(within, callID, []byte(callBody))
	if outcome(err) != again || !strings.Contains(err.Error(), "500") || within.Err() != nil {
		t.Errorf("it is %s: %v, %v", outcome(err), err, within.Err())
	}
}

func TestAnAddressOfAProgramThatIsNoneIsRefusedAndNotRepeated(t *testing.T) {
	t.Parallel()
	kept := newStore(t)
	for _, address := range []string{"example.com/secret", "ftp://example.com/secret", "https:///secret", "https://example.com:secret/", "http://%secret"} {
		w, err := notify.NewWebhook(ctx, kept, notify.WebhookOptions{URL: address, Now: atNoon})
		if w != nil || err == nil || !strings.HasPrefix(err.Error(), "--webhook-url (WEBHOOK_URL) must be the http:// or https:// address of a program") || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v, %v", address, w, err)
		}
	}
	if w := newWebhook(t, kept, notify.WebhookOptions{}); w != nil {
		t.Error("there is a webhook without an address")
	}
}
