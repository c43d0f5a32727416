package doctor

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"time"

	"porchlight/app/health"
)

const (
	answerWithin = 5 * time.Second
	answerMost   = 64 << 10 // bytes of an answer that are looked at

	certificateLeft = 14 * 24 * time.Hour // whoever renews by itself has done so by then
)

// compared is a file that begins every address with the site's own origin, so that no other site has the same.
const compared = "/robots.txt"

// Site asks what answers on the address that a node listens on, which this machine reaches at another one perhaps, and whether the address
// that visitors use leads to the same.
func Site(addr, at, baseURL, origin string) Check {
	return Check{"site", func(ctx context.Context, r *Report) {
		client := &http.Client{Timeout: answerWithin, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		runs := r.node(ctx, client, addr, at)
		if baseURL == "" {
			return
		}
		if strings.HasPrefix(origin, "http://") && !isLocal(origin) {
			r.warn("Visitors come without https: passwords and messages travel in the open.", "Put a proxy with a certificate in front and set BASE_URL to https://…")
		}
		r.outside(ctx, client, at, origin, runs)
	}}
}

// node asks the node itself, and reports whether there is one.
func (r *Report) node(ctx context.Context, client *http.Client, addr, at string) (runs bool) {
	status, said, _, err := get(ctx, client, at+"/readyz")
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		r.says("no node runs on %s", addr)
		return false
	case err != nil:
		r.says("%s", addr)
		r.wrong("What listens on "+addr+" does not answer. "+network(err), "Look at its log, or stop it.")
		return false
	case status == http.StatusOK && said == "ok\n":
		r.says("the node on %s is ready", addr)
		return true
	case status == http.StatusServiceUnavailable:
		r.says("the node on %s is not ready", addr)
		r.wrong(sentence(strings.TrimSpace(said)), "Draining, it is about to end. Else see what is said of the store.")
		return true
	}
	r.says("%s", addr)
	r.wrong("Another program listens on "+addr+".", "Stop it, or choose another port (ADDR).")
	return false
}

// outside asks as visitors do.
func (r *Report) outside(ctx context.Context, client *http.Client, at, origin string, runs bool) {
	status, theirs, secret, err := get(ctx, client, origin+compared)
	if err != nil {
		r.warn(origin+" cannot be reached from this machine. "+network(err), "Look at the DNS name, the proxy and the firewall. Some networks let no machine reach itself from outside: then try it from another.")
		return
	}
	if secret != nil && len(secret.PeerCertificates) > 0 {
		if left := time.Until(secret.PeerCertificates[0].NotAfter); left < certificateLeft {
			r.warn(fmt.Sprintf("The certificate of %s ends in %s.", origin, health.Span(left)), "Look why the proxy does not renew it.")
		}
	}
	if !runs {
		r.Says += fmt.Sprintf("; %s answers with %d", origin, status)
		return
	}
	if _, ours, _, err := get(ctx, client, at+compared); err == nil && ours != theirs {
		r.wrong(origin+" leads to something else than this node.", "Correct BASE_URL, or lead the proxy to "+at+".")
		return
	}
	r.Says += ", and " + origin + " leads to it"
}

// get leaves off the address in errors, which is said beside them.
func get(ctx context.Context, client *http.Client, from string) (status int, said string, secret *tls.ConnectionState, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, from, nil)
	if err != nil {
		return 0, "", nil, err
	}
	response, err := client.Do(request)
	if about := (*url.Error)(nil); errors.As(err, &about) {
		err = about.Err
	}
	if err != nil {
		return 0, "", nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, answerMost))
	return response.StatusCode, string(body), response.TLS, err
}

func isLocal(origin string) bool {
	u, err := url.Parse(origin)
	if err != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}
