package postgres_test

import (
	"context"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"porchlight/app/postgres"
	"porchlight/app/store"
	"porchlight/data"
)

// node opens a database as one more node.
func node(t *testing.T, url string) *postgres.Store {
	t.Helper()
	s, err := postgres.Open(context.Background(), postgres.Options{URL: url, Sharing: store.Shared, Migrations: data.Postgres})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// says opens what cannot be opened, and returns why.
func says(t *testing.T, ctx context.Context, o postgres.Options) string {
	t.Helper()
	s, err := postgres.Open(ctx, o)
	if err == nil {
		_ = s.Close()
		t.Fatal("it was opened")
	}
	if text := err.Error(); strings.Contains(text, "\n") {
		t.Errorf("it takes more than a line to say why: %s", text)
	}
	return err.Error()
}

// beside is a connection of somebody else, for as long as the test runs.
func beside(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

func execute(t *testing.T, conn *pgx.Conn, statement string) {
	t.Helper()
	if _, err := conn.Exec(context.Background(), statement); err != nil {
		t.Error(err)
	}
}

// ask is a write that counts one more message of a conversation.
func ask(ctx context.Context, conversation string) func(store.Queries) error {
	return func(q store.Queries) error {
		_, err := q.CountFromVisitor(ctx, conversation, 1, "/")
		return err
	}
}

// asked is how many of them are stored.
func asked(t *testing.T, s *postgres.Store, conversation string) int64 {
	t.Helper()
	c, err := s.Read().Conversation(t.Context(), conversation)
	if err != nil {
		t.Error(err)
	}
	return c.LastSeq
}
