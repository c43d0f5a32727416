package notify_test

import (
	"context"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/app/notify"
	"porchlight/app/testparts"
)

// leadsTo is a network in which every name is that of one server.
func leadsTo(server *testparts.MailServer) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, server.Addr)
	}
}

func TestMailsAndPasswordsCrossTheNetworkInSecretOrNotAtAll(t *testing.T) {
	t.Parallel()
	good, roots := testparts.NewCertificate(t, "mail.example.com")
	other, otherRoots := testparts.NewCertificate(t, "other.example.com")
	for _, c := range []struct {
		name, url string
		server    testparts.MailServerOptions
		secret    bool
		problem   string
	}{
		{"STARTTLS", "smtp://mail.example.com:587", testparts.MailServerOptions{Certificate: &good}, true, ""},
		{"TLS from the first byte", "smtps://mail.example.com", testparts.MailServerOptions{Certificate: &good, Implicit: true}, true, ""},
		{"no TLS on the own machine", "smtp://localhost", testparts.MailServerOptions{}, false, ""},
		{"no TLS", "smtp://mail.example.com", testparts.MailServerOptions{}, false, "does not support STARTTLS"},
		{"no TLS where it is due at once", "smtps://mail.example.com", testparts.MailServerOptions{}, false, "TLS handshake"},
		{"somebody else's certificate", "smtp://mail.example.com", testparts.MailServerOptions{Certificate: &other}, false, "certificate"},
		{"somebody else's certificate at once", "smtps://mail.example.com", testparts.MailServerOptions{Certificate: &other, Implicit: true}, false, "certificate"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.server.User, c.server.Password = "porch@example.com", "se:cr/et@#%?"
			server := testparts.NewMailServer(t, c.server)
			trusted := roots
			if c.server.Certificate == &other && c.secret {
				trusted = otherRoots
			}
			url := strings.Replace(c.url, "://", "://porch%40example.com:se%3Acr%2Fet%40%23%25%3F@", 1)
			err := newMailer(t, notify.MailOptions{Server: url, Roots: trusted, Dial: leadsTo(server)}).Send(ctx, reply)
			came := server.Delivered()
			if c.problem != "" {
				if outcome(err) != again || !strings.Contains(err.Error(), c.problem) || len(came) != 0 || len(server.Logins()) != 0 {
					t.Fatalf("%v; %d mails arrived, logins %q", err, len(came), server.Logins())
				}
				return
			}
			if err != nil || len(came) != 1 || came[0].Secret != c.secret || !slices.Equal(server.Logins(), []string{"PLAIN"}) {
				t.Fatalf("%v; %d mails arrived, logins %q", err, len(came), server.Logins())
			}
		})
	}
}

func TestATryHasAnEndWhateverTheServerDoes(t *testing.T) {
	t.Parallel()
	var within time.Duration
	m := newMailer(t, notify.MailOptions{Server: "smtp://mail.example.com", Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		end, _ := ctx.Deadline()
		within = time.Until(end)
		return nil, errDown
	}})
	if err := m.Send(ctx, reply); outcome(err) != again || within <= 0 || within > 30*time.Second {
		t.Errorf("%v, after at most %s", err, within)
	}
	for _, step := range []testparts.MailStep{testparts.MailHello, testparts.MailFrom, testparts.MailTo, testparts.MailWhole} {
		t.Run("a server that hangs at "+string(step), func(t *testing.T) {
			t.Parallel()
			server := testparts.NewMailServer(t, testparts.MailServerOptions{})
			server.At(step, testparts.MailHang)
			begun := time.Now()
			err := newMailer(t, notify.MailOptions{Server: server.URL()}).Send(soon(t), reply)
			if outcome(err) != again || err.Error() != "The mail server was not done within 30s." || time.Since(begun) > 10*time.Second {
				t.Errorf("after %s: %v", time.Since(begun), err)
			}
		})
	}
}
