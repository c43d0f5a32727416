package testparts

import (
	"sync"
	"testing"

	"porchlight/app/store"
)

// everyTests is the server that all tests of a package share which ask for a store and not for a server.
var everyTests sharedPostgres

// sharedPostgres is a server whose databases are quickly made: copies of one that has its tables. Its clients log in quickly, too.
type sharedPostgres struct {
	once   sync.Once
	server *PostgresServer
	model  string // the name of that one
}

// database makes one that holds nothing, and has its tables.
func (s *sharedPostgres) database(t testing.TB) string {
	t.Helper()
	s.once.Do(func() { s.start(t) })
	if s.model == "" {
		t.Fatal("the PostgreSQL of all tests could not be started")
	}
	return s.server.create(t, "TEMPLATE "+s.model)
}

func (s *sharedPostgres) start(t testing.TB) {
	t.Helper()
	s.server = newPostgres(t, "md5")
	model := s.server.Database(t)
	must(t, OpenStore(t, model, store.Beside).Close())
	s.model = nameOf(model)
}

func (s *sharedPostgres) end() {
	if s.server != nil {
		s.server.end()
	}
}
