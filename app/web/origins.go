package web

import (
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"
)

// Origins are those the site answers to.
type Origins struct {
	allowed []string
	HTTPS   bool // cookies are Secure and have the __Host- prefix
}

// NewOrigins takes exactly the base URL's origin; without one, plain http on the loopback names with the port of addr.
func NewOrigins(baseURL, addr string) (Origins, error) {
	if baseURL != "" {
		u, err := url.Parse(baseURL)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
			return Origins{}, fmt.Errorf("--base-url (BASE_URL) %q must be an origin such as https://example.com", baseURL)
		}
		return Origins{allowed: []string{origin(u.Scheme, strings.ToLower(u.Host))}, HTTPS: u.Scheme == "https"}, nil
	}
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return Origins{}, fmt.Errorf("--addr (ADDR) %q must be host:port, such as 127.0.0.1:3000", addr)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return Origins{}, fmt.Errorf("--addr (ADDR) %q is open to other machines: say under which address they reach it with --base-url (BASE_URL), such as https://example.com", addr)
	}
	o := Origins{}
	for _, name := range []string{"localhost", "127.0.0.1", "[::1]"} {
		o.allowed = append(o.allowed, origin("http", name+":"+port))
	}
	return o, nil
}

// origin is written as browsers send it: without the scheme's own port.
func origin(scheme, host string) string {
	return scheme + "://" + strings.TrimSuffix(host, map[string]string{"http": ":80", "https": ":443"}[scheme])
}

// Has reports whether an Origin header names one of them exactly.
func (o Origins) Has(origin string) bool { return slices.Contains(o.allowed, origin) }

// isOther reports whether a page at this host is on one of them that is not the main one: a name of the loopback beside localhost.
func (o Origins) isOther(host string) bool {
	return slices.Contains(o.allowed[1:], "http://"+host)
}

// Main is the one to show to people.
func (o Origins) Main() string { return o.allowed[0] }
