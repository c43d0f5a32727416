package testparts

import (
	"context"
	"flag"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"porchlight/app/account"
	"porchlight/app/audit"
	"porchlight/app/broadcast"
	"porchlight/app/contact"
	"porchlight/app/conversation"
	"porchlight/app/health"
	"porchlight/app/history"
	"porchlight/app/lamp"
	"porchlight/app/limit"
	"porchlight/app/live"
	"porchlight/app/logging"
	"porchlight/app/notify"
	"porchlight/app/presence"
	"porchlight/app/press"
	"porchlight/app/store"
	"porchlight/app/web"
	shipped "porchlight/content"
	"porchlight/static"
	"porchlight/views"
)

// The owner that every site of the tests has.
const (
	OwnerEmail    = "owner@example.com"
	OwnerPassword = "correct horse battery"
)

// Site is a whole site in the test's process, on a port of its own and with a database file of its own.
type Site struct {
	URL      string
	Addr     string
	Server   *web.Server
	Store    store.Store
	Accounts *account.Accounts
	Bus      *live.Local // which other nodes may join; another one after a restart
	options  web.Options
	ahead    *atomic.Int64
}

// Now is the site's clock, which Forward moves.
func (s *Site) Now() time.Time { return time.Now().Add(time.Duration(s.ahead.Load())) }

// Forward has time pass for whatever the site waits for.
func (s *Site) Forward(by time.Duration) { s.ahead.Add(int64(by)) }

// isFuzzing reports whether the test binary fuzzes: what it runs is then slowed down by being counted, compressing most of all.
func isFuzzing() bool {
	target := flag.Lookup("test.fuzz")
	return target != nil && target.Value.String() != ""
}

// Printed is the shipped content, shared by all sites of a test binary: it is immutable, and compressing it takes a second.
var Printed = sync.OnceValues(func() (*press.Press, error) {
	return press.New(press.Sources{Content: shipped.Files, Views: views.Files, Static: static.Files, Reserved: web.ReservedSlugs(), Origin: "https://porchlight.example", Quick: Race || isFuzzing()})
})

// NewSite starts a site with the shipped content; change may adjust its options. It is closed with the test.
func NewSite(t testing.TB, change ...func(*web.Options)) *Site {
	t.Helper()
	ctx := context.Background()
	edition, err := Printed()
	must(t, err)
	listener, err := net.Listen("tcp", FreeAddr(t))
	must(t, err)
	store := furnish(t)
	origins, err := web.NewOrigins("", listener.Addr().String())
	must(t, err)
	s := &Site{ahead: new(atomic.Int64), Addr: listener.Addr().String(), URL: "http://" + listener.Addr().String(), Store: store, Accounts: account.New(store, time.Now)}
	log := logging.New(logging.Options{Out: LastWords{}})
	t.Cleanup(log.Close)
	s.options = web.Options{
		Outbox: notify.New(store, s.Now, "test", log.Logger), Contacts: contact.New(store, s.Now), Broadcasts: broadcast.New(store, func() time.Time { return s.options.Now() }), Lamp: lamp.New(store, func() time.Time { return s.options.Now() }),
		Press: edition, Conversations: conversation.New(store, s.Now), Accounts: s.Accounts, Limiter: limit.NewMemory(time.Now),
		Addresses: limit.NewAddresses(store, time.Now), Ready: store.Ping, Node: "test", Origins: origins, Tick: 50 * time.Millisecond,
		Audit: audit.New(store, s.Now), Now: s.Now, Log: log,
	}
	// The endpoints of the tests all show the same certificate.
	s.options.Pusher, err = notify.NewPusher(ctx, store, notify.PushOptions{Site: s.URL, Now: time.Now, Roots: NewSecretEndpoint(t).Roots, Local: true})
	must(t, err)
	for _, c := range change {
		c(&s.options)
	}
	s.serve(t, listener)
	t.Cleanup(func() {
		s.Stop(t)
		must(t, store.Close())
	})
	return s
}

func (s *Site) serve(t testing.TB, listener net.Listener) {
	s.Bus = live.NewLocal()
	s.options.Roster, s.options.Bus = presence.New(time.Now), s.Bus.Join(s.options.Node)
	s.options.History = history.New(s.Store, s.Now, s.options.Log.Logger)
	s.options.Health = health.New(time.Now)
	s.options.Health.Register(s.Store)
	s.Server = web.New(s.options)
	server := s.Server
	go func() {
		if err := server.Serve(listener); err != nil {
			t.Errorf("serve: %v", err)
		}
	}()
}

// Change restarts the site with other options.
func (s *Site) Change(t testing.TB, change func(*web.Options)) {
	t.Helper()
	Eventually(t, "the site has begun to answer, and can be stopped", func() bool {
		answer, err := http.Get(s.URL + "/livez")
		return err == nil && answer.Body.Close() == nil
	})
	s.Stop(t)
	change(&s.options)
	s.Start(t)
}

// Stop closes the site's sockets and its listener, as a restart does; the database stays.
func (s *Site) Stop(t testing.TB) {
	t.Helper()
	if s.Server != nil {
		must(t, s.Server.Close(0))
		s.Server = nil
	}
}

// Start serves again on the same port.
func (s *Site) Start(t testing.TB) {
	t.Helper()
	listener, err := net.Listen("tcp", s.Addr)
	must(t, err)
	s.serve(t, listener)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
