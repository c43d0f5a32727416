package web

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
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
		u, err := parseBaseURL(baseURL)
		if err != nil {
			return Origins{}, fmt.Errorf("--base-url (BASE_URL) %q %w", baseURL, err)
		}
		return Origins{allowed: []string{origin(u.Scheme, strings.ToLower(u.Host))}, HTTPS: u.Scheme == "https"}, nil
	}
	if err := CheckAddr(addr, false); err != nil {
		return Origins{}, fmt.Errorf("--addr (ADDR) %q %w", addr, err)
	}
	_, port, _ := net.SplitHostPort(addr) // it was checked
	o := Origins{}
	for _, name := range []string{"localhost", "127.0.0.1", "[::1]"} {
		o.allowed = append(o.allowed, origin("http", name+":"+port))
	}
	return o, nil
}

// CheckBaseURL says what a base URL must be; nil for one that is it. As the next one, it repeats nothing of what it is given.
func CheckBaseURL(baseURL string) error {
	_, err := parseBaseURL(baseURL)
	return err
}

// CheckAddr says what an address to listen on must be. One that other machines reach needs a base URL.
func CheckAddr(addr string, hasBaseURL bool) error {
	host, port, err := net.SplitHostPort(addr)
	if number, notOne := strconv.ParseUint(port, 10, 16); err != nil || notOne != nil || number == 0 {
		return errors.New("must be host:port, with a port from 1 to 65535")
	}
	if ip := net.ParseIP(host); !hasBaseURL && host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return errors.New("is open to other machines: say under which address they reach it with --base-url (BASE_URL), such as https://example.com")
	}
	return nil
}

func parseBaseURL(baseURL string) (*url.URL, error) {
	u, err := url.Parse(baseURL)
	if err != nil || u.Hostname() == "" || u.Scheme != "http" && u.Scheme != "https" || u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return nil, errors.New("must be an origin, http:// or https:// with a host and nothing behind it")
	}
	return u, nil
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

// CheckProxies says what Options.TrustedProxies must be; nil where they are.
func CheckProxies(proxies []string) error {
	for _, proxy := range proxies {
		_, address := netip.ParseAddr(proxy)
		if _, network := netip.ParsePrefix(proxy); address != nil && network != nil {
			return fmt.Errorf("must be addresses or networks with commas between them, and %q is neither", proxy)
		}
	}
	return nil
}
