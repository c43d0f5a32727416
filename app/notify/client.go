package notify

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"time"
)

// idleFor is how long a connection is kept for the next call.
const idleFor = 90 * time.Second

// A connection of HTTP/2 carries one call after the other, also where it is dead and nobody was told: calls would fail on it for as long as
// the kernel sends again, a quarter of an hour. So it is asked for a sign of life while it is silent, in parts of what a call may take.
const (
	askAfter = 3 // 1/3 of it
	signIn   = 2 // 1/2 of it
)

// newClient returns an HTTP client that follows no redirects, so that nothing goes where nobody meant it to, and that is done,
// answer read and all, within the time.
func newClient(dialer *net.Dialer, roots *x509.CertPool, within time.Duration) *http.Client {
	return &http.Client{
		Timeout:       within,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DialContext: dialer.DialContext, TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12},
			ForceAttemptHTTP2: true, IdleConnTimeout: idleFor, HTTP2: &http.HTTP2Config{SendPingTimeout: within / askAfter, PingTimeout: within / signIn},
		},
	}
}
