package postgres_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"porchlight/app/postgres"
)

// soon is far less than the second by which a store is looked at that nobody tells of, and enough for a busy machine.
const soon = 10 * time.Second

func unheard(t *testing.T, s *postgres.Store, are bool) (others bool) {
	t.Helper()
	others, err := s.Unheard(are)
	if err != nil {
		t.Fatal(err)
	}
	return others
}

// hears waits until a node is told that something was written.
func hears(t *testing.T, s *postgres.Store, of string) {
	t.Helper()
	select {
	case <-s.Changed():
	case <-time.After(soon):
		t.Errorf("nothing is told of %s", of)
	}
}

func testANodeThatIsNotHeardIsToldOfEveryWriteAndTellsOfIts(t *testing.T, server database) {
	url := server.Database(t)
	deaf, other := node(t, url+"?pool_max_conns=5"), node(t, url) // which is for the pools alone
	if unheard(t, other, false) {
		t.Error("somebody is said not to be heard")
	}
	unheard(t, deaf, true)
	hears(t, deaf, "what was written before")
	hears(t, other, "what was written before")
	if !unheard(t, other, false) {
		t.Error("nobody is said not to be heard")
	}
	hears(t, deaf, "what the other has written before")
	before, err := deaf.Version(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := other.WriteIn(t.Context(), "one", ask(t.Context(), "one")); err != nil {
		t.Fatal(err)
	}
	hears(t, deaf, "a write of the other")
	if now, err := deaf.Version(t.Context()); err != nil || now == before {
		t.Errorf("the version is %d as before, %v", now, err)
	}
	drain(other)
	if err := deaf.Write(t.Context(), ask(t.Context(), "two")); err != nil {
		t.Fatal(err)
	}
	hears(t, other, "a write of the one that is not heard")
	_ = deaf.Close() // as a node ends that is killed, too: its connections go
	eventually(t, "what is gone says nothing any more", func() bool { return !unheard(t, other, false) })
}

func drain(s *postgres.Store) {
	select {
	case <-s.Changed():
	default:
	}
}

func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(soon); !is(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not so after %s: %s", soon, what)
		}
	}
}

// A notification has commits wait for each other: it would cost every message something.
func testNobodyIsToldWhileAllHearEachOther(t *testing.T, server database) {
	url := server.Database(t)
	nodes := []*postgres.Store{node(t, url), node(t, url), node(t, url)}
	listener := beside(t, url)
	execute(t, listener, "LISTEN porchlight")
	var asking sync.WaitGroup
	for _, n := range nodes {
		asking.Go(func() { // each says so once a second, at any moment of it
			for range 100 {
				if others, err := n.Unheard(false); others || err != nil {
					t.Errorf("another node is said not to be heard: %t, %v", others, err)
					return
				}
			}
		})
		asking.Go(func() {
			if err := n.Write(t.Context(), ask(t.Context(), "one")); err != nil {
				t.Error(err)
			}
		})
	}
	asking.Wait()
	execute(t, beside(t, url), "NOTIFY porchlight, 'the end'")
	if first, err := listener.WaitForNotification(t.Context()); err != nil || first.Payload != "the end" {
		t.Errorf("somebody was told of a write: %v", err)
	}
}

func testANodeListensAgainWhenItsConnectionBreaks(t *testing.T, server database) {
	url := server.Database(t)
	s := node(t, url)
	conn := beside(t, url)
	execute(t, conn, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()")
	eventually(t, "it listens again", func() bool {
		execute(t, conn, "NOTIFY porchlight")
		time.Sleep(50 * time.Millisecond)
		select {
		case <-s.Changed():
			return true
		default:
			return false
		}
	})
	if text := says(t, t.Context(), alone(url)); !strings.Contains(text, "REDIS_URL") { // it still is in use
		t.Error(text)
	}
}
