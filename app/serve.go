package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
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
	"porchlight/app/logging"
	"porchlight/app/notify"
	"porchlight/app/presence"
	"porchlight/app/settings"
	"porchlight/app/store"
	"porchlight/app/tracing"
	"porchlight/app/web"
)

// quiet leaves out the kernel's own probes: requests have deadlines and sockets are pinged, and setting the probes costs each
// connection four system calls.
var quiet = net.ListenConfig{KeepAlive: -1}

// Run opens, wires and serves until the context ends, and then stops in order.
func (serveCmd) Run(s *Settings, all settings.List, log *logging.Log, ctx *running) error {
	signal.Ignore(syscall.SIGPIPE) // where whoever read the log has ended, the site goes on
	node := nodeName()
	log = log.WithConstant("node", node)
	slog.SetDefault(log.Logger)
	for _, unknown := range all.Unknown(os.Environ()) {
		log.Warn(unknown)
	}
	origins, err := web.NewOrigins(s.BaseURL, s.Addr)
	if err != nil {
		return err
	}
	tracer, stopTraces, err := tracing.Send(ctx, s.See.OTLPEndpoint, node, log.Logger)
	if err != nil {
		return err
	}
	defer stopTraces()
	printed, err := s.print(origins.Main(), log.Logger)
	if err != nil {
		return contentError(err)
	}
	debug.FreeOSMemory() // printing takes many times what the prints do
	schedule, err := s.schedule(log.Logger)
	if err != nil {
		return err
	}
	kept, err := s.open(ctx, s.sharing())
	if err != nil {
		return err
	}
	defer kept.Close()
	bus, limiter, err := s.bus(ctx, node, log.Logger)
	if err != nil {
		return err
	}
	defer bus.Close()
	accounts, records, light := account.New(kept, time.Now), audit.New(kept, time.Now), lamp.New(kept, time.Now)
	mailer, pusher, webhook, err := s.senders(ctx, kept, origins.Main())
	if err != nil {
		return err
	}
	outbox := notify.New(kept, time.Now, node, log.Logger)
	if s.sharing() == store.Alone {
		if err := outbox.Recover(ctx); err != nil {
			return err
		}
	}
	vitals := health.New(time.Now)
	vitals.Register(kept)
	if schedule != nil {
		vitals.Register(schedule)
	}
	if schedule != nil && tracer != nil {
		schedule.Tracer = tracer
	}
	roster := presence.New(time.Now)
	roster.Alone = s.sharing() == store.Alone
	listener, err := quiet.Listen(ctx, "tcp", s.Addr)
	if err != nil {
		return cannotListen("--addr (ADDR)", s.Addr, err)
	}
	site := web.New(web.Options{
		Press: printed, Conversations: conversation.New(kept, time.Now), Accounts: accounts, Outbox: outbox, Contacts: contact.New(kept, time.Now), Roster: roster, Bus: bus,
		Mailer: mailer, Pusher: pusher, Webhook: webhook, Lamp: light, Broadcasts: broadcast.New(kept, time.Now), Audit: records, History: history.New(kept, time.Now, log.Logger), Health: vitals,
		Limiter: limiter, Addresses: limit.NewAddresses(kept, time.Now), Ready: s.ready(kept), Node: node, Origins: origins,
		TrustedProxies: s.TrustedProxies, Limits: s.limits(), Keep: s.keep(), OnServer: s.onServer(), Tick: s.PresenceTick, Dev: s.Dev, Now: time.Now, Log: log,
		Tracer: tracer,
	})
	stopMetrics, err := s.serveMetrics(vitals, log.Logger)
	if err != nil {
		return errors.Join(err, site.Close(0))
	}
	defer stopMetrics()
	link, err := s.firstOwner(ctx, accounts, records)
	if err != nil {
		return errors.Join(err, site.Close(0))
	}
	if s.Dev {
		go reprintOnChange(ctx, s.contentFolder(), printed, log.Logger)
	}
	defer keepBackingUp(ctx, schedule)()
	served := make(chan error, 1)
	go func() { served <- site.Serve(listener) }()
	standing{s, node, s.size(ctx, kept), origins, printed.Current().Catalog, bus, mailer, webhook, light, link == ""}.banner().show(os.Stderr, log, s.See.LogFormat == "json")
	if link != "" {
		fmt.Fprintf(os.Stderr, "\n  There is no owner yet. Open this link within an hour to become it:\n\n    %s/setup#%s\n\n", origins.Main(), link)
	}
	tellSystemd(log, ready)
	select {
	case err := <-served:
		return err
	case <-ctx.Done():
		tellSystemd(log, stopping)
		log.Info("stopping", "drain", s.Drain.String())
		return site.Close(s.Drain)
	}
}

// firstOwner makes the first owner, or returns the token of a link that does; none where there is an owner. The link goes past the log,
// which others may read.
func (s *Settings) firstOwner(ctx context.Context, accounts *account.Accounts, log *audit.Log) (token string, err error) {
	if s.OwnerEmail == "" && s.OwnerPassword == "" {
		token, _, err = accounts.SetupLink(ctx)
		return token, err
	}
	ctx = log.Along(ctx, record("account.add", s.OwnerEmail, "as the first owner"))
	if _, err := accounts.FirstOwner(ctx, s.OwnerEmail, s.OwnerPassword); err != nil {
		return "", fmt.Errorf("OWNER_EMAIL, OWNER_PASSWORD: %w", err)
	}
	return "", nil
}

// nodeName is new with every start: a node that comes back is another one to the roster.
func nodeName() string {
	b := make([]byte, 6)
	_, _ = rand.Read(b) // never fails (crypto/rand)
	return hex.EncodeToString(b)
}
