package web_test

import (
	"bytes"
	"context"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
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
	"porchlight/app/sqlite"
	"porchlight/app/store"
	"porchlight/app/testparts"
	"porchlight/app/web"
	"porchlight/data"
)

// patience is how long a test waits for what must happen. It is no measure: a test that passes does not use it up.
const patience = 10 * time.Second

// setup is what a test may choose about its site.
type setup struct {
	empty      bool   // a database without accounts, as at the first start
	baseURL    string // empty: http on loopback
	proxies    []string
	limits     web.Limits // all off
	migrations fs.FS
	press      *press.Press // nil: that of the shipped content
	bus        live.Bus
	beside     *site // whose database and clock this one shares, as another node of the same site
	limiter    limit.Limiter
	tick, heal time.Duration
	keep       web.Keep // for ever
	troubled   bool     // errors in the log are expected

	mail, hook string                 // SMTP_URL and WEBHOOK_URL; empty: none
	push       *testparts.PushService // that is trusted; nil: none
	mails      *testparts.MailServer  // behind mail, where the test reads what visitors get
}

// site is a whole server on a loopback port, with its parts at hand.
type site struct {
	*web.Server
	*clock
	origin, address string // address: host and port to dial
	path            string // of the database file
	store           store.Store
	conversations   *conversation.Conversations
	accounts        *account.Accounts
	contacts        *contact.Contacts
	log             *logbook
	leave           func(window time.Duration) // closes the server, once
	https           bool
	mails           *testparts.MailServer // nil: it sends none
}

// newSite opens a site that ends with its test.
func newSite(t *testing.T, choose ...func(*setup)) *site {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	s := &site{clock: &clock{now: opening}, address: listener.Addr().String(), log: &logbook{}}
	o := setup{migrations: data.SQLite, tick: 5 * time.Millisecond, bus: live.NewLocal().Join("node"), limiter: limit.NewMemory(s.Now)}
	for _, c := range choose {
		c(&o)
	}
	if o.beside == nil { // whose test runs beside the others already
		t.Parallel()
	}
	node := "node"
	if s.store, s.path = openStore(t, o); o.beside != nil {
		s.store, s.clock, node = o.beside.store, o.beside.clock, "other"
	}
	s.conversations, s.accounts = conversation.New(s.store, s.Now), account.New(s.store, s.Now)
	origins, err := web.NewOrigins(o.baseURL, s.address)
	must(t, err)
	s.origin, s.https = "http://"+s.address, origins.HTTPS
	if o.baseURL != "" {
		s.origin = o.baseURL
	}
	if o.press == nil {
		o.press, err = printed()
		must(t, err)
	}
	log := logging.New(logging.Options{Out: s.log, Level: slog.LevelDebug})
	s.log.of = log
	t.Cleanup(log.Close)
	mailer, pusher, webhook := s.senders(t, o)
	s.contacts, s.mails = contact.New(s.store, s.Now), o.mails
	vitals := health.New(s.Now)
	vitals.Register(s.store)
	s.Server = web.New(web.Options{
		Health: vitals,
		Mailer: mailer, Pusher: pusher, Webhook: webhook, Contacts: s.contacts,
		Outbox: notify.New(s.store, s.Now, node, log.Logger), Lamp: lamp.New(s.store, s.Now), Broadcasts: broadcast.New(s.store, s.Now), Audit: audit.New(s.store, s.Now), History: history.New(s.store, s.Now, log.Logger),
		Press: o.press, Conversations: s.conversations, Accounts: s.accounts, Roster: presence.New(s.Now), Bus: o.bus,
		Limiter: o.limiter, Addresses: limit.NewAddresses(s.store, s.Now), Ready: s.store.Ping, Node: node, Origins: origins,
		TrustedProxies: o.proxies, Limits: o.limits, Keep: o.keep, Tick: o.tick, Heal: o.heal, Now: s.Now, Log: log,
	})
	served := make(chan error, 1)
	go func() { served <- s.Serve(listener) }()
	var once sync.Once
	s.leave = func(window time.Duration) {
		once.Do(func() {
			if err := s.Close(window); err != nil {
				t.Errorf("closing: %v", err)
			}
			if err := <-served; err != nil {
				t.Errorf("serving: %v", err)
			}
		})
	}
	t.Cleanup(func() {
		s.leave(0)
		if text := s.log.String(); !o.troubled && strings.Contains(text, "level=ERROR") {
			t.Errorf("the log holds errors:\n%s", text)
		}
	})
	return s
}

// senders are what the site sends notices with.
func (s *site) senders(t *testing.T, o setup) (*notify.Mailer, *notify.Pusher, *notify.Webhook) {
	t.Helper()
	mails, pushes := notify.MailOptions{Server: o.mail, Site: s.origin, Now: s.Now}, notify.PushOptions{Site: s.origin, Now: s.Now, Local: true}
	if o.mail != "" {
		mails.From = "Porchlight <hello@example.com>"
	}
	if o.push != nil {
		pushes.Roots = o.push.Roots
	}
	mailer, err := notify.NewMailer(mails)
	must(t, err)
	pusher, err := notify.NewPusher(t.Context(), s.store, pushes)
	must(t, err)
	webhook, err := notify.NewWebhook(t.Context(), s.store, notify.WebhookOptions{URL: o.hook, Now: s.Now})
	must(t, err)
	return mailer, pusher, webhook
}

// openStore opens a database file of the test's own.
func openStore(t *testing.T, o setup) (kept store.Store, path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "porchlight.db")
	if !o.empty {
		furnished, err := house()
		must(t, err)
		must(t, os.WriteFile(path, furnished.file, 0o600))
	}
	kept, err := sqlite.Open(context.Background(), sqlite.Options{Path: path, Migrations: o.migrations})
	must(t, err)
	t.Cleanup(func() { must(t, kept.Close()) })
	return kept, path
}

// logbook keeps what was logged.
type logbook struct {
	of   *logging.Log
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logbook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	_, _ = testparts.LastWords{}.Write(p)
	return l.text.Write(p)
}

// String returns what was logged beside the requests.
func (l *logbook) String() string {
	lines := slices.DeleteFunc(l.lines(), isRequest)
	return strings.Join(lines, "")
}

// requests returns the lines of requests and of connections that ended.
func (l *logbook) requests() []string {
	return slices.DeleteFunc(l.lines(), func(line string) bool { return !isRequest(line) })
}

func isRequest(line string) bool {
	return strings.Contains(line, " msg=request ") || strings.Contains(line, ` msg="connection ended" `)
}

func (l *logbook) lines() []string {
	l.of.Flush(patience)
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.SplitAfter(l.text.String(), "\n")
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// eventually waits until the condition holds, and fails the test when it never does.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !holds(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("never: %s", what)
		}
	}
}
