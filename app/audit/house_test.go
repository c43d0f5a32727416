package audit_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"porchlight/app/audit"
	"porchlight/app/postgres"
	"porchlight/app/store"
	"porchlight/app/testparts"
)

func TestMain(m *testing.M) { testparts.EveryStore(m) }

var ctx = context.Background()

const ownerEmail = "owner@example.com"

// book is a log in a store, with a clock that stands still until a test moves it.
type book struct {
	*audit.Log
	store store.Store
	path  string
	clock time.Time
}

func newBook(t *testing.T) *book {
	t.Helper()
	b := &book{path: testparts.NewDatabase(t), clock: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	b.store = b.open(t, store.Alone)
	b.Log = audit.New(b.store, func() time.Time { return b.clock })
	return b
}

func (b *book) open(t *testing.T, sharing store.Sharing) store.Store {
	t.Helper()
	kept := testparts.OpenStore(t, b.path, sharing)
	t.Cleanup(func() { must(t, kept.Close()) })
	return kept
}

// note adds records of an owner.
func (b *book) note(t *testing.T, actions ...string) {
	t.Helper()
	for _, action := range actions {
		must(t, b.Add(ctx, audit.Record{AccountID: 1, Email: ownerEmail, Action: action}))
	}
}

// behind does something to the store that the site does not do.
func (b *book) behind(t *testing.T, statements ...string) error {
	t.Helper()
	db := testparts.Beside(t, b.path)
	for _, statement := range statements {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// without takes the guards of the store away, as somebody can who writes to it.
func (b *book) without() (statements []string) {
	for trigger, table := range map[string]string{"record_stays": "record", "record_kept": "record", "record_front_advances": "record_front"} {
		statement := "DROP TRIGGER " + trigger
		if postgres.IsURL(b.path) { // where it belongs to its table
			statement += " ON " + table
		}
		statements = append(statements, statement)
	}
	return statements
}

func (b *book) check(t *testing.T) audit.Chain {
	t.Helper()
	chain, err := b.Check(ctx)
	must(t, err)
	return chain
}

// actions are those of all records, the newest first.
func (b *book) actions(t *testing.T, f audit.Filter) string {
	t.Helper()
	var actions []string
	must(t, b.Each(ctx, f, func(r audit.Record) error {
		actions = append(actions, r.Action)
		return nil
	}))
	return strings.Join(actions, " ")
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
