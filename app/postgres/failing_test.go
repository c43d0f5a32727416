package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"porchlight/app/fault"
	"porchlight/app/postgres"
	"porchlight/app/store"
	"porchlight/app/testparts"
	"porchlight/data"
)

func alone(url string) postgres.Options {
	return postgres.Options{URL: url, Sharing: store.Alone, Migrations: data.Postgres}
}

// over is a node whose server is at the other end of a link.
func over(t *testing.T, server database, url string) (*postgres.Store, *testparts.Link) {
	t.Helper()
	link := testparts.NewLink(t, server.Addr)
	return node(t, strings.Replace(url, server.Addr, link.Addr, 1)), link
}

// apart returns a node over a link, which has written once so that what its connection is to say was prepared, and a node without one.
func apart(t *testing.T, server database) (s *postgres.Store, link *testparts.Link, direct *postgres.Store) {
	t.Helper()
	url := server.Database(t)
	s, link = over(t, server, url)
	if err := s.Write(t.Context(), ask(t.Context(), "zero")); err != nil {
		t.Fatal(err)
	}
	return s, link, node(t, url)
}

// A commit that the server did, and whose answer was lost, must not be done again, nor be said to have failed.
func testACommitWhoseAnswerIsLostIsStoredOnce(t *testing.T, server database) {
	s, link, direct := apart(t, server)
	runs := 0
	err := s.Write(t.Context(), func(q store.Queries) error {
		runs++
		if err := ask(t.Context(), "one")(q); err != nil {
			return err
		}
		link.Spoil(t, `{"type": "limit_data", "stream": "downstream", "attributes": {"bytes": 0}}`)
		go func() {
			for !stored(direct, "one") {
				time.Sleep(10 * time.Millisecond)
			}
			link.Clear()
		}()
		return nil
	})
	if err != nil || runs != 1 || asked(t, direct, "one") != 1 {
		t.Errorf("it ran %d times and stored %d: %v", runs, asked(t, direct, "one"), err)
	}
}

// The successor of a server gives the numbers of what it did not hear of to other transactions. What became of one it does not know, and who
// sent it asks again under the same id.
func testASuccessorIsNotAskedWhatBecameOfACommit(t *testing.T, server database) {
	s, link, direct := apart(t, server)
	outcome := make(chan error, 1)
	go func() {
		outcome <- s.Write(t.Context(), func(q store.Queries) error {
			defer link.Spoil(t, `{"type": "limit_data", "stream": "downstream", "attributes": {"bytes": 0}}`)
			return ask(t.Context(), "one")(q)
		})
	}()
	testparts.Eventually(t, "the server commits", func() bool { return stored(direct, "one") })
	server.Succeed(t)
	link.Clear()
	if err := <-outcome; !fault.Is(err, fault.Unavailable) {
		t.Errorf("a successor is believed: %v", err)
	}
	if err := s.Write(t.Context(), ask(t.Context(), "two")); err != nil {
		t.Errorf("a write to the successor: %v", err)
	}
}

func stored(s *postgres.Store, conversation string) bool {
	_, err := s.Read().Conversation(context.Background(), conversation)
	return err == nil
}

func testACommitThatDidNotReachTheServerIsRunAgain(t *testing.T, server database) {
	url := server.Database(t)
	s, link := over(t, server, url)
	for _, write := range []func(context.Context, func(store.Queries) error) error{
		s.Write, func(ctx context.Context, do func(store.Queries) error) error { return s.WriteIn(ctx, "one", do) },
	} {
		before, runs := int64(0), 0
		if stored(s, "one") {
			before = asked(t, s, "one")
		}
		err := write(t.Context(), func(q store.Queries) error {
			if err := ask(t.Context(), "one")(q); err != nil {
				return err
			}
			if runs++; runs == 1 {
				link.Cut()
				link.Mend(t)
			}
			return nil
		})
		if err != nil || runs != 2 || asked(t, s, "one") != before+1 {
			t.Errorf("it ran %d times and stored %d more: %v", runs, asked(t, s, "one")-before, err)
		}
	}
}

// A node that freezes in the middle of a write holds its locks. The server ends it before the others give up.
func testANodeThatFreezesInAWriteHoldsUpTheOthersForAMoment(t *testing.T, server database) {
	url := server.Database(t)
	frozen, other := node(t, url), node(t, url)
	thaw, writes, runs := make(chan struct{}), make(chan struct{}), 0
	var freezing error
	var over sync.WaitGroup
	over.Go(func() {
		freezing = frozen.Write(t.Context(), func(q store.Queries) error {
			if err := ask(t.Context(), "frozen")(q); err != nil {
				return err
			}
			if runs++; runs == 1 {
				close(writes)
				<-thaw
			}
			return nil
		})
	})
	<-writes
	began := time.Now()
	err := other.WriteIn(t.Context(), "other", ask(t.Context(), "other"))
	if took := time.Since(began); err != nil || took > postgres.IdleMost+soon/5 {
		t.Errorf("the other waited for %s: %v", took, err)
	}
	close(thaw)
	over.Wait()
	if freezing != nil || runs != 2 || asked(t, other, "frozen") != 1 {
		t.Errorf("once it went on, the frozen write ran %d times and stored %d: %v", runs, asked(t, other, "frozen"), freezing)
	}
}

func testWritesThatWaitForEachOtherAreRunAgain(t *testing.T, server database) {
	url := server.Database(t)
	nodes := []*postgres.Store{node(t, url), node(t, url)}
	for _, id := range []string{"0", "1"} {
		if err := nodes[0].Write(t.Context(), ask(t.Context(), id)); err != nil {
			t.Fatal(err)
		}
	}
	var runs atomic.Int64
	var both, writing sync.WaitGroup
	both.Add(2)
	for n, s := range nodes {
		writing.Go(func() {
			first := true
			err := s.WriteIn(t.Context(), fmt.Sprint("scope ", n), func(q store.Queries) error { // which touches what it should not
				runs.Add(1)
				if err := ask(t.Context(), fmt.Sprint(n))(q); err != nil {
					return err
				}
				if first {
					first = false
					both.Done()
					both.Wait()
				}
				return ask(t.Context(), fmt.Sprint(1-n))(q)
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	writing.Wait()
	if one, two := asked(t, nodes[0], "0"), asked(t, nodes[0], "1"); one != 3 || two != 3 || runs.Load() < 3 {
		t.Errorf("%d and %d are stored after %d runs, want 3 each", one, two, runs.Load())
	}
}

func testConnectionsThatTheServerEndedAreNoTrouble(t *testing.T, server database) {
	url := server.Database(t)
	s := node(t, url)
	var writing sync.WaitGroup
	for i := range 8 { // so many connections wait to be used again
		writing.Go(func() { _ = s.WriteIn(t.Context(), fmt.Sprint(i), ask(t.Context(), fmt.Sprint(i))) })
	}
	writing.Wait()
	execute(t, beside(t, url), "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
	if err := s.Write(t.Context(), ask(t.Context(), "one")); err != nil {
		t.Error("a write:", err)
	}
	server.Restart(t)
	if err := s.Write(t.Context(), ask(t.Context(), "one")); err != nil {
		t.Error("a write after a restart:", err)
	}
	if asked(t, s, "one") != 2 {
		t.Error("something was lost")
	}
}

func testAStandbyIsNamedAsSuch(t *testing.T, server database) {
	url := server.Database(t)
	conn := beside(t, url)
	readOnly := func(is string) {
		execute(t, conn, "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = "+is+"', current_database()); END $$")
	}
	readOnly("on") // which is how a standby answers
	if text := says(t, t.Context(), alone(url)); !strings.Contains(text, "it is a standby") {
		t.Error(text)
	}
	conn = beside(t, url)
	execute(t, conn, "SET default_transaction_read_only = off")
	readOnly("off")
	s := node(t, url)
	readOnly("on")
	err := s.Write(t.Context(), ask(t.Context(), "one"))
	var trouble *postgres.Trouble
	if !fault.Is(err, fault.Unavailable) || !errors.As(err, &trouble) || !strings.Contains(trouble.What, "standby") {
		t.Error(err)
	}
}

func testOfSeveralServersTheOneThatTakesWritesIsUsed(t *testing.T, server database) {
	url := strings.Replace(server.Database(t), server.Addr, "127.0.0.1:1,"+server.Addr, 1)
	s := node(t, url+"?target_session_attrs=read-write")
	if err := s.Write(t.Context(), ask(t.Context(), "one")); err != nil || asked(t, s, "one") != 1 {
		t.Error(err)
	}
	if _, err := s.Read().CountFromVisitor(t.Context(), "one", 1, "/"); err == nil {
		t.Error("something is written by reading")
	}
}

// After an error the server stores nothing of a transaction, and answers its end with that it undid it.
func testAWriteThatWentOnAfterAnErrorIsNotStored(t *testing.T, server database) {
	s := node(t, server.Database(t))
	err := s.Write(t.Context(), func(q store.Queries) error {
		if err := ask(t.Context(), "one")(q); err != nil {
			return err
		}
		_ = q.CreateNote(t.Context(), store.CreateNoteParams{ConversationID: "of nobody"})
		return nil
	})
	if err == nil || stored(s, "one") {
		t.Errorf("it is said to be stored: %v", err)
	}
}

// A server that is frozen keeps none of the limits that it was told.
func testAWriteEndsThatIsCutOffFromTheServerInItsMiddle(t *testing.T, server database) {
	t.Parallel() // it waits
	url := server.Database(t)
	s, conn := node(t, url), beside(t, url)
	began := time.Now()
	err := s.Write(t.Context(), func(q store.Queries) error {
		var pid int
		if err := conn.QueryRow(t.Context(), "SELECT pid FROM pg_stat_activity WHERE state = 'idle in transaction' AND datname = current_database()").Scan(&pid); err != nil {
			return err
		}
		t.Cleanup(func() { _ = syscall.Kill(pid, syscall.SIGCONT) })
		if err := syscall.Kill(pid, syscall.SIGSTOP); err != nil {
			return err
		}
		return ask(t.Context(), "one")(q)
	})
	if took := time.Since(began); !fault.Is(err, fault.Unavailable) || took < postgres.WriteWithin || took > 2*postgres.WriteWithin {
		t.Errorf("after %s: %v", took, err)
	}
}
