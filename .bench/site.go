package main

import (
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

// site is a server under measurement: a Porchlight node, or a baseline.
type site struct {
	*proc
	addr string // host:port
	url  string // http://host:port
}

// offLimits switches off every limit, openly: all load comes from one address.
var offLimits = []string{
	"SOCKETS_PER_VISITOR=0", "SOCKETS_PER_ADDRESS=0", "HANDSHAKES_PER_MINUTE=0", "FRAMES_PER_SECOND=0", "MESSAGES_PER_SECOND=0", "MESSAGE_BURST=0",
	"CONVERSATIONS_PER_HOUR=0", "LOGINS_PER_ACCOUNT=0", "LOGINS_PER_ADDRESS=0",
}

// logsNothing keeps requests out of the log, as nginx's "access_log off" does beside it, and as the other baselines have none. What the log
// costs has a row of its own.
const logsNothing = "LOG_LEVEL=warn"

// site starts Porchlight with its shipped content, its defaults and no limits, on a fresh database unless env names one, and
// waits until it is ready.
func (k *kit) site(env ...string) (*site, error) {
	addr, err := freeAddr()
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp(k.scratch, "site-")
	if err != nil {
		return nil, err
	}
	set := append([]string{"ADDR=" + addr, "DATABASE=" + filepath.Join(folder, "porchlight.db"), logsNothing}, offLimits...)
	p, err := k.start(k.bin, append(set, env...))
	if err != nil {
		return nil, err
	}
	s := &site{proc: p, addr: addr, url: "http://" + addr}
	return s, p.ready(func() bool { return answers(s.url + "/readyz") })
}

// baseline starts one of this binary's own servers and waits until it listens.
func (k *kit) baseline(kind string, args ...string) (*site, error) {
	return k.listening(func(addr string) (*proc, error) {
		return k.start(k.self, nil, append([]string{"serve", kind, addr}, args...)...)
	})
}

// listening starts a server on an address and waits until it listens there.
func (k *kit) listening(start func(addr string) (*proc, error)) (*site, error) {
	addr, err := freeAddr()
	if err != nil {
		return nil, err
	}
	p, err := start(addr)
	if err != nil {
		return nil, err
	}
	return &site{proc: p, addr: addr, url: "http://" + addr}, p.ready(func() bool { return listens(addr) })
}

// freeAddr returns an address on loopback that nobody listens on.
func freeAddr() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

func listens(addr string) bool {
	c, err := net.DialTimeout("tcp", addr, time.Second)
	if err != nil {
		return false
	}
	return c.Close() == nil
}

func answers(url string) bool {
	r, err := http.Get(url)
	if err != nil {
		return false
	}
	return r.StatusCode == http.StatusOK && r.Body.Close() == nil
}
