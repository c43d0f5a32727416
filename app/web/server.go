// Package web is the only one that knows Fiber. It asks the other packages, renders what they say and publishes it; it
// holds no rule of its own.
package web

import (
	"cmp"
	"context"
	"net"
	"sync"
	"sync/atomic"
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

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"
)

// Options are what a server is made of.
type Options struct {
	Press         *press.Press
	Conversations *conversation.Conversations
	Accounts      *account.Accounts
	Contacts      *contact.Contacts
	Broadcasts    *broadcast.Broadcasts
	Outbox        *notify.Outbox
	Lamp          *lamp.Lamp
	Audit         *audit.Log
	History       *history.History
	Health        *health.Health  // what this node counts; the server adds its own
	Mailer        *notify.Mailer  // nil: no mail is sent from here, and nothing that needs it is offered
	Pusher        *notify.Pusher  // nil: no push is sent
	Webhook       *notify.Webhook // nil: no program is called
	Roster        *presence.Roster
	Bus           live.Bus
	Limiter       limit.Limiter
	Addresses     *limit.Addresses
	Ready         func(context.Context) error // whether the store can be read

	Node           string // this process among those that share the bus
	Origins        Origins
	TrustedProxies []string // addresses and networks whose X-Real-IP is believed
	Limits         Limits
	Keep           Keep
	OnServer       bool          // the store is a server's, which overwrites what is deleted in its own time
	Tick           time.Duration // how often presence is shown
	Heal           time.Duration // how often what the nodes told is compared with what they know; 0: presence.Heal
	Dev            bool          // pages ask whether there is another edition
	Now            func() time.Time
	Log            *logging.Log
	Tracer         trace.Tracer // begins the traces of what comes in; nil: there are none
}

// Server serves the site on one listener.
type Server struct {
	Options
	app      *fiber.App
	table    []route
	hardened fasthttp.ResponseHeader // what every answer begins with; only read
	hub      *live.Hub[*session]
	ids      *requestIDs
	forms    forms
	traces   bool
	passkeys *account.Site
	deliver  *delivery
	leaving  atomic.Bool  // it is about to stop, and says so to who asks whether it is ready
	asked    atomic.Int64 // when somebody last asked that, in nanoseconds since 1970
	draining atomic.Bool  // it takes no sockets any more
	inbox    inboxState
	failures failures
	chain    atomic.Pointer[checkedChain] // of the audit log, as it was found last
	lamp     lampState
	totals   totals
	counters counters
	renewed  atomic.Pointer[time.Time] // when the bus last said that this node's lease holds; nil: never
	banners  banners
	sights   sights
	swept    atomic.Pointer[swept]
	indexing indexing
	searched searched
	gate     gate
	seeking  gate // for searches, the dearest that anybody may ask for
	bulk     gate // for much of a conversation at once
	shown    shownFrames
	tables   tableState
	board    planBoard
	news     map[string]*news // by page room
	present  atomic.Int64     // visitors at the last tick
	showing  sync.RWMutex     // held while presence is shown, so that no socket gets an older state behind a newer one

	deltas  chan presence.Delta // this node's changes on their way to the others
	untold  atomic.Bool         // one of them found no room there
	resync  chan struct{}       // asks for a fresh snapshot of the others
	stop    context.CancelFunc
	rest    context.CancelFunc // ends the sending of notices, and is called first: others send what waits
	running sync.WaitGroup

	forwarded sync.Once // the warning about forwarded headers is given once
}

const (
	bodyMost       = 128 << 10        // bytes of a request's body: what the composer takes, 9 bytes a character when escaped
	headerMost     = 16 << 10         // bytes of a request's line and headers
	writeBuffer    = 64 << 10         // above a compressed page, so that one write sends it
	requestTimeout = 15 * time.Second // to read a request, and to write its answer
	idleTimeout    = 75 * time.Second
	askTimeout     = 5 * time.Second // for what a request or a frame asks of the store
	unbounded      = 1 << 30         // connections: the limit of open files ends before it, and fasthttp would tell of one of its own in its own words
	deltaQueue     = 64
)

// New makes a server and starts its background work. Close ends it.
func New(o Options) *Server {
	o.Heal = cmp.Or(o.Heal, presence.Heal)
	o.Roster.Node = o.Node
	ctx, stop := context.WithCancel(context.Background())
	s := &Server{Options: o, stop: stop, ids: newRequestIDs(), forms: newForms(o.Log), gate: newGate(), seeking: newGate(), bulk: newGate(), news: map[string]*news{}, deltas: make(chan presence.Delta, deltaQueue), resync: make(chan struct{}, 1), indexing: make(indexing, 1), tables: newTables(), lamp: lampState{wake: make(chan struct{}, 1)}, counters: newCounters(), banners: banners{wake: make(chan struct{}, 1)}}
	s.passkeys = account.NewSite(o.Accounts, o.Origins.Main())
	s.hub = live.NewHub[*session](live.Options{Beat: beat})
	o.Health.Register(s, s.hub, o.Bus, o.Outbox)
	s.deliver = newDelivery(s)
	o.Conversations.Also, o.Contacts.Put = o.Outbox.Message, o.Outbox.Mail
	o.Conversations.OnErase = append(o.Conversations.OnErase[:0], o.Outbox.Forget, o.Contacts.Forget, o.Broadcasts.Forget, o.Audit.Forget)
	o.Outbox.Mails, o.Outbox.Calls = o.Mailer != nil, o.Webhook != nil
	s.searched.in(o.Press.Current().Catalog)
	config := fiber.Config{
		DisableStartupMessage: true, CaseSensitive: true, StrictRouting: true, Immutable: true, ReduceMemoryUsage: true,
		BodyLimit: bodyMost, DisablePreParseMultipartForm: true, ReadBufferSize: headerMost, WriteBufferSize: writeBuffer, ReadTimeout: requestTimeout,
		WriteTimeout: requestTimeout, IdleTimeout: idleTimeout, Concurrency: unbounded, ErrorHandler: s.misunderstood,
	}
	if len(o.TrustedProxies) > 0 {
		config.EnableTrustedProxyCheck, config.TrustedProxies, config.ProxyHeader = true, o.TrustedProxies, headerRealIP
	}
	s.app = fiber.New(config)
	s.harden(&s.hardened)
	if s.traces = o.Tracer != nil; !s.traces {
		s.Tracer = noop.NewTracerProvider().Tracer("")
	}
	o.History.Tracer = s.Tracer
	s.mount()
	s.lookFirst()
	stopListening := o.Bus.Listen(live.Listener{Event: s.onEvent, Changed: s.onChanged, Renewed: s.onRenewed, Resumed: s.onResumed})
	for _, work := range []func(context.Context){s.tickPresence, s.keepTables, s.shareRoster, s.deliver.watchStore, s.recall, s.tickInbox, s.index, s.watchSessions, s.tidy, s.keepLamp, s.keepHistory, s.keepBanners, s.sweep, s.keepHealth} {
		s.running.Go(func() { defer o.Log.LastWords(); work(ctx) })
	}
	sending, rest := context.WithCancel(ctx)
	s.rest = rest
	s.running.Go(func() { defer o.Log.LastWords(); s.sendNotices(sending) })
	context.AfterFunc(ctx, stopListening)
	return s
}

// Serve answers on the listener until Close.
func (s *Server) Serve(l net.Listener) error {
	return s.app.Listener(&patientListener{Listener: l, log: s.Log.Logger})
}

// Sockets returns how many live connections are open on this node.
func (s *Server) Sockets() int { return s.hub.Len() }

// Visitors returns how many visitors were present on all nodes at the last tick, as this one knows it: the number that pages are told.
func (s *Server) Visitors() int { return int(s.present.Load()) }
