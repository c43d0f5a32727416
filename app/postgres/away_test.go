package postgres_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"porchlight/app/fault"
	"porchlight/app/postgres"
	"porchlight/app/store"
	"porchlight/app/testparts"
	"porchlight/data"

	"github.com/jackc/pgx/v5"
)

func open(t *testing.T, url string) *postgres.Store {
	t.Helper()
	s, err := postgres.Open(t.Context(), postgres.Options{URL: url, Sharing: store.Beside, Migrations: data.Postgres})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func testWhatIsErasedDoesNotLieInItsTableForLong(t *testing.T, server database) {
	url := server.Database(t)
	s := open(t, url)
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	run := func(sql string) {
		t.Helper()
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	lies := func() (rows int) { // also what no query finds any more
		t.Helper()
		if err := conn.QueryRow(t.Context(), "SELECT count(t_data) FROM heap_page_items(get_raw_page('message', 0))").Scan(&rows); err != nil {
			t.Fatal(err)
		}
		return rows
	}
	run("CREATE EXTENSION pageinspect")
	err = s.Write(t.Context(), func(q store.Queries) error {
		if _, err := q.CountFromVisitor(t.Context(), "somebody", 1, "/"); err != nil {
			return err
		}
		_, err := q.CreateMessage(t.Context(), store.CreateMessageParams{ConversationID: "somebody", Seq: 1, Rev: 1, ID: "id", Sender: "visitor", Body: "to be erased", Place: "/", CreatedAt: 1})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	run("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
	if lies() != 1 {
		t.Fatal("the message is not there")
	}
	err = s.Write(t.Context(), func(q store.Queries) error {
		_, err := q.DeleteMessages(t.Context(), "somebody")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if done, err := s.Forget(t.Context()); done || err != nil || lies() != 1 {
		t.Errorf("while somebody still reads it: %t, %v, %d there", done, err, lies())
	}
	run("ROLLBACK")
	if done, err := s.Forget(t.Context()); done || err != nil {
		t.Errorf("a moment later: %t, %v; want it put off", done, err)
	}
	testparts.Eventually(t, "another node does it once nobody reads it, the server's own vacuum included", func() bool {
		done, err := open(t, url).Forget(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return done
	})
	if lies() != 0 {
		t.Error("it is said to be gone, and lies there")
	}
}

func testAServerThatIsSilentIsWaitedForByOne(t *testing.T, server database) {
	url := server.Database(t)
	link := testparts.NewLink(t, server.Addr)
	s := open(t, strings.Replace(url, server.Addr, link.Addr, 1))
	asks := func() (took time.Duration) {
		t.Helper()
		began := time.Now()
		if _, err := s.Read().CountOwners(t.Context()); !fault.Is(err, fault.Unavailable) || !fault.IsNoted(err) {
			t.Errorf("a server that says nothing: %v", err)
		}
		return time.Since(began)
	}
	link.Spoil(t, `{"type": "timeout", "stream": "downstream", "attributes": {"timeout": 0}}`)
	first := asks()
	gone, leave := context.WithCancel(t.Context())
	leave()
	testparts.Eventually(t, "the turn to ask is that of somebody who leaves", func() bool {
		_, err := s.Read().CountOwners(gone)
		return errors.Is(err, context.Canceled)
	})
	var others time.Duration
	for range 5 {
		others += asks()
	}
	began := time.Now()
	err := s.Write(t.Context(), func(store.Queries) error { return nil })
	if others += time.Since(began); !fault.Is(err, fault.Unavailable) {
		t.Errorf("a write: %v", err)
	}
	if others > first/2 {
		t.Errorf("the first waited for %s, and 6 behind it for %s", first, others)
	}
	link.Clear()
	testparts.Eventually(t, "it is asked again once it answers", func() bool { return s.Ping(t.Context()) == nil })
	if err := s.Write(t.Context(), func(store.Queries) error { return nil }); err != nil {
		t.Errorf("a write, once it answers: %v", err)
	}
}
