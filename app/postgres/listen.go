package postgres

import (
	"context"
	"errors"
	"hash/fnv"
	"time"

	"porchlight/app/store"

	"github.com/jackc/pgx/v5"
)

// channel is what writes are told of on, while a node does not hear the others over the bus
// (https://www.postgresql.org/docs/current/sql-notify.html). A notification makes commits wait for each other, so none is sent else.
const (
	channel = "porchlight"
	notify  = "SELECT pg_notify('" + channel + "', '')"
)

// askWithin is how long may be spent on saying that this node is unheard, and on ending a connection that is one of its kind.
const askWithin = 3 * time.Second

const (
	listenAgain = time.Second // until a connection that broke is made anew
	holdWithin  = time.Second // a node that just ended may be known still
	holdRetry   = 100 * time.Millisecond
)

// ears are a connection that listens, and that holds what keeps nodes apart that do not hear each other. It is made again when it breaks.
type ears struct {
	config *pgx.ConnConfig
	hold   string // the statement that takes the node's lock; empty: it is no node
	heard  chan struct{}
	cancel context.CancelFunc
	over   chan struct{}
}

// listen fails where another node refuses this one.
func listen(ctx context.Context, config *pgx.ConnConfig, sharing store.Sharing) (*ears, error) {
	config = config.Copy()
	config.Tracer = nil
	delete(config.RuntimeParams, "idle_in_transaction_session_timeout")
	e := &ears{config: config, hold: holds[sharing], heard: make(chan struct{}, 1), over: make(chan struct{})}
	conn, err := e.connect(ctx)
	if err != nil {
		return nil, err
	}
	ctx, e.cancel = context.WithCancel(context.WithoutCancel(ctx))
	go e.run(ctx, conn)
	return e, nil
}

// holds are the statements that keep nodes apart, true where they may go on.
var holds = map[store.Sharing]string{
	store.Alone:  "SELECT pg_try_advisory_lock(5, 0)",
	store.Shared: "SELECT pg_try_advisory_lock_shared(5, 0)",
}

// connect listens on a new connection. What cannot be taken for a moment is tried again: the server notices late that a node has ended.
func (e *ears) connect(ctx context.Context) (*pgx.Conn, error) {
	conn, err := pgx.ConnectConfig(ctx, e.config)
	if err != nil {
		return nil, err
	}
	if e.hold != "" {
		err = e.take(ctx, conn)
	}
	if err == nil { // no copy is under way: that has the lock for itself
		err = refuseUnfinished(ctx, conn)
	}
	if err == nil {
		_, err = conn.Exec(ctx, "LISTEN "+channel)
	}
	if err != nil {
		_ = conn.Close(context.WithoutCancel(ctx))
		return nil, err
	}
	return conn, nil
}

func (e *ears) take(ctx context.Context, conn *pgx.Conn) error {
	ctx, cancel := context.WithTimeout(ctx, holdWithin)
	defer cancel()
	for {
		var mine bool
		if err := conn.QueryRow(ctx, e.hold).Scan(&mine); err != nil || mine {
			return err
		}
		select {
		case <-time.After(holdRetry):
		case <-ctx.Done():
			if e.hold == holds[store.Shared] {
				return errors.New("is in use by a node without Redis: stop it, or start it with the same REDIS_URL")
			}
			return errors.New("is in use by another node: give all nodes the same REDIS_URL, or this one a DATABASE of its own")
		}
	}
}

// run makes the connection again, and again. Meanwhile the store is looked at by the second.
func (e *ears) run(ctx context.Context, conn *pgx.Conn) {
	defer close(e.over)
	for {
		if conn != nil {
			e.wait(ctx, conn)
		}
		select {
		case <-time.After(listenAgain):
		case <-ctx.Done():
			return
		}
		conn, _ = e.connect(ctx) // what is wrong with the server, writes and reads tell
	}
}

func (e *ears) wait(ctx context.Context, conn *pgx.Conn) {
	defer conn.Close(context.WithoutCancel(ctx))
	for {
		if _, err := conn.WaitForNotification(ctx); err != nil {
			return
		}
		select {
		case e.heard <- struct{}{}:
		default: // one is waiting to be seen
		}
	}
}

func (e *ears) close() {
	e.cancel()
	<-e.over
}

// Changed implements store.Store by LISTEN.
func (s *Store) Changed() <-chan struct{} { return s.ears.heard }

// Version implements store.Store: which transactions are over changes with each that wrote, in any database of the server
// (https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-INFO-SNAPSHOT). It is what makes sure; NOTIFY makes it quick.
func (s *Store) Version(ctx context.Context) (int64, error) {
	var snapshot string
	err := s.reader().QueryRow(ctx, "SELECT pg_current_snapshot()::text").Scan(&snapshot)
	if err != nil {
		return 0, err
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte(snapshot)) // never fails
	return int64(h.Sum64() >> 1), nil
}
