// Package postgres keeps what has to last in PostgreSQL, for a site of more than one machine, and holds the queries generated from
// data/queries/postgres.
//
// SQLite has one writer, and every rule of the program was written for writes that come one after the other. Here advisory locks keep
// that (see scope): a whole Write is alone on all nodes, and writes in different conversations go side by side. The server's own
// durability is asked for (synchronous_commit), which is what makes "stored" a promise.
package postgres

import (
	"context"
	"io/fs"
	"sync"
	"sync/atomic"
	"time"

	"porchlight/app/store"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"
)

var _ store.Store = (*Store)(nil)

// Store is an open database.
type Store struct {
	name    string // of the database and its server
	write   *pgxpool.Pool
	read    *pgxpool.Pool
	writing sync.WaitGroup
	closing sync.RWMutex
	closed  bool
	close   func() error
	metrics *store.Metrics
	tells   *complaints
	reach   *reach
	ears    *ears
	tell    atomic.Bool // writes end with a notification: some node does not hear the others
	unheard *claim      // only who calls Unheard touches it
	size    size

	forgetting sync.Mutex
	forgot     time.Time // when this node last tried
}

// Options say which database to open.
type Options struct {
	URL        string // postgres://user:password@host:port/database?sslmode=… (https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS)
	Sharing    store.Sharing
	Migrations fs.FS // *.sql
}

// Open migrates and opens the database. The error says what to do in terms of the settings, in one line, without the password.
func Open(ctx context.Context, o Options) (*Store, error) {
	reading, writing, err := pools(o.URL)
	if err != nil {
		return nil, err
	}
	s := &Store{name: nameOf(reading.ConnConfig), reach: newReach()}
	s.metrics = store.NewMetrics(s.reach.up, s.sizes())
	s.tells = newComplaints(s.name, s.metrics.Damaged)
	s.close = sync.OnceValue(s.stop)
	if err := s.open(ctx, reading, writing, o); err != nil {
		return nil, inWords(s.name, err)
	}
	return s, nil
}

func (s *Store) open(ctx context.Context, reading, writing *pgxpool.Config, o Options) (err error) {
	if err := waitForServer(ctx, reading.ConnConfig); err != nil {
		return err
	}
	if err := migrate(ctx, writing.ConnConfig, o.Migrations); err != nil {
		return err
	}
	reading.ConnConfig.Tracer = timed{s.metrics.Read}
	if s.read, err = pgxpool.NewWithConfig(context.WithoutCancel(ctx), reading); err != nil {
		return err
	}
	if s.write, err = pgxpool.NewWithConfig(context.WithoutCancel(ctx), writing); err != nil {
		s.read.Close()
		return err
	}
	if s.ears, err = listen(ctx, reading.ConnConfig, o.Sharing); err != nil {
		s.write.Close()
		s.read.Close()
	}
	return err
}

// Read implements store.Store, by connections that the server lets read only.
func (s *Store) Read() store.Queries { return New(s.reader()) }

func (s *Store) reader() reader { return reader{s.read, s.tells, s.reach} }

// Describe implements prometheus.Collector.
func (s *Store) Describe(to chan<- *prometheus.Desc) { s.metrics.Describe(to) }

// Collect implements prometheus.Collector.
func (s *Store) Collect(to chan<- prometheus.Metric) { s.metrics.Collect(to) }

// Ping implements store.Store.
func (s *Store) Ping(ctx context.Context) error {
	_, err := s.Read().CountOwners(ctx)
	return err
}

// WriteBack implements store.Store: the server does that by itself.
func (s *Store) WriteBack(context.Context) error { return nil }

// Close implements store.Store.
func (s *Store) Close() error { return s.close() }

func (s *Store) stop() error {
	s.closing.Lock()
	s.closed = true
	s.closing.Unlock()
	s.writing.Wait()
	s.unheard.end()
	s.ears.close()
	s.write.Close()
	s.read.Close()
	return nil
}
