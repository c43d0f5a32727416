package notify

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/url"
)

// TryWebhook connects to the program at an address and, where that is https, shakes hands. Nothing is asked: the program hears of
// messages alone. It returns the host, since the rest of the address may be a secret.
func TryWebhook(ctx context.Context, address string, roots *x509.CertPool) (host string, err error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return "", fmt.Errorf("--webhook-url (WEBHOOK_URL) %w", errWebhookURL)
	}
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", net.JoinHostPort(u.Hostname(), port))
	if err != nil {
		return u.Host, failed("it cannot be reached: " + words(err.Error()))
	}
	defer conn.Close()
	if u.Scheme == "https" {
		secret := tls.Client(conn, &tls.Config{ServerName: u.Hostname(), RootCAs: roots, MinVersion: tls.VersionTLS12})
		if err := secret.HandshakeContext(ctx); err != nil {
			return u.Host, failed("it does not speak TLS as it should: " + words(err.Error()))
		}
	}
	return u.Host, nil
}
