package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	readyWithin = 3 * time.Second // to answer: what asks every few seconds must not pile up
	reasonMost  = 200             // bytes shown of an answer, which may come from anything
)

// Run asks the running site whether it is ready for visitors.
func (r readyCmd) Run(s *Settings, ctx *running) error {
	site := strings.TrimSuffix(r.URL, "/")
	if site == "" {
		site = reachable(s.Addr)
	}
	asking, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	if err := askReady(asking, site); err != nil {
		return err
	}
	fmt.Printf("%s is ready\n", site)
	return nil
}

// reachable is where this machine reaches a site that listens on addr, which may be all addresses.
func reachable(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return "http://" + addr // which the doctor says is none
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// innermost is what the network said, without who called whom: that stands beside it.
func innermost(err error) error {
	for {
		within := errors.Unwrap(err)
		if within == nil {
			return err
		}
		err = within
	}
}

func askReady(ctx context.Context, site string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, site+"/readyz", nil)
	if err != nil || request.URL.Host == "" {
		return fmt.Errorf("%q is no address of a site; give one such as http://localhost:3000", site)
	}
	answer, err := http.DefaultClient.Do(request)
	var failed *url.Error
	switch {
	case errors.As(err, &failed) && failed.Timeout():
		return fmt.Errorf("%s did not answer within %s; if that goes on, look at its log", site, readyWithin)
	case errors.As(err, &failed):
		return fmt.Errorf("nothing answers at %s (%w); start the site, or say where it is, such as porchlight ready http://localhost:3000", site, innermost(failed.Err))
	}
	defer answer.Body.Close()
	reason, _ := io.ReadAll(io.LimitReader(answer.Body, reasonMost))
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s is not ready: %d %s; its log says why", site, answer.StatusCode, strings.TrimSpace(string(reason)))
	}
	return nil
}
