package copier_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"porchlight/app/audit"
	"porchlight/app/conversation"
	"porchlight/app/copier"
	"porchlight/app/store"
	"porchlight/app/testparts"

	"github.com/jackc/pgx/v5"
)

func TestACopyOfASite(t *testing.T) {
	server := testparts.Postgres(t)
	for name, test := range map[string]func(*testing.T, *testparts.PostgresServer){
		"is the same there and back":                      testIsTheSameThereAndBack,
		"goes on where it was cut short":                  testGoesOnWhereItWasCutShort,
		"brings what changed since":                       testBringsWhatChangedSince,
		"is refused with a sentence":                      testIsRefusedWithASentence,
		"sees what is not the same at its end":            testSeesWhatIsNotTheSameAtItsEnd,
		"has every table there is":                        testHasEveryTableThereIs,
		"tells what PostgreSQL has no text for":           testTellsWhatPostgreSQLHasNoTextFor,
		"goes from a file to a file, and between servers": testGoesBetweenStoresOfOneKind,
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); test(t, server) })
	}
}

func testIsTheSameThereAndBack(t *testing.T, server *testparts.PostgresServer) {
	here, there, back := site(t, 2000), server.Database(t), filepath.Join(t.TempDir(), "back.db")
	before := contents(t, here)
	first, second := copied(t, here, there), copied(t, there, back)
	if after := contents(t, here); after != before {
		t.Errorf("the source was\n%s\nand is\n%s", before, after)
	}
	if !reflect.DeepEqual(first.Tables, second.Tables) {
		t.Errorf("there %v, back %v", first.Tables, second.Tables)
	}
	for _, sum := range first.Tables {
		if sum.Rows == 0 {
			t.Errorf("the test puts nothing into %s", sum.Table)
		}
	}
	var was string
	for _, address := range []string{here, there, back} {
		kept := openStore(t, address)
		defer kept.Close()
		chain, err := audit.New(kept, clock).Check(ctx)
		if err != nil || !chain.Holds() || chain.Records != 2 {
			t.Errorf("%s: the audit log %+v, %v", address, chain, err)
		}
		for words, want := range map[string]int{"naive saw word7": 1000, "ol": 3, "word1999": 1, "longer": 1000} {
			if found, err := conversation.New(kept, clock).Search(ctx, words, 1000); err != nil || len(found) > want || len(found) == 0 {
				t.Errorf("%s: %q is found %d times, %v", address, words, len(found), err)
			}
		}
		if now := exported(t, kept); was != "" && withoutTime(now) != was {
			t.Errorf("%s: the export is otherwise", address)
		} else {
			was = withoutTime(now)
		}
		givesNewIDs(t, address, kept)
	}
}

// givesNewIDs makes sure that no id is given twice, even where the row that had it is gone.
func givesNewIDs(t *testing.T, address string, kept store.Store) {
	t.Helper()
	side, err := openSource(address)
	must(t, err)
	defer side.Close()
	tables, err := side.Tables(ctx)
	must(t, err)
	for _, table := range tables {
		if want := map[string]int64{"notice": 41, "passkey": 9, "record": 2, "note": 11}[table.Name]; want > 0 {
			if id, err := side.LastID(ctx, table); id != want || err != nil {
				t.Errorf("%s: the last id of %s is %d, %v", address, table.Name, id, err)
			}
		}
	}
	must(t, kept.Write(ctx, func(q store.Queries) error {
		made, err := q.CreateAccount(ctx, store.CreateAccountParams{Email: "new@example.com", Role: "admin"})
		if made.ID != 8 {
			t.Errorf("%s: a new account has the id %d", address, made.ID)
		}
		return err
	}))
	must(t, audit.New(kept, clock).Add(ctx, audit.Record{Email: "owner@example.com", Action: "login.out"}))
	if chain, err := audit.New(kept, clock).Check(ctx); err != nil || !chain.Holds() || chain.Records != 3 {
		t.Errorf("%s: the audit log goes on as %+v, %v", address, chain, err)
	}
}

// withoutTime is an export without when it was made.
func withoutTime(export string) string {
	_, rest, _ := strings.Cut(export, "\n")
	return rest
}

// contents are the files of a folder, and what is in them.
func contents(t *testing.T, path string) (all string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	must(t, err)
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(filepath.Dir(path), e.Name()))
		must(t, err)
		all += fmt.Sprintf("%s %x\n", e.Name(), sha256.Sum256(text))
	}
	return all
}

func testBringsWhatChangedSince(t *testing.T, server *testparts.PostgresServer) {
	from := site(t, 1100)
	for _, to := range []string{filepath.Join(t.TempDir(), "to.db"), server.Database(t)} {
		node := testparts.OpenStore(t, from, store.Alone)
		if c, err := copyOf(from, to, asItIs); err != nil || c.Moved {
			t.Errorf("beside a node: %v %v", c.Moved, err)
		}
		isNoSiteYet(t, to)
		must(t, conversation.New(node, clock).Erase(ctx, conversation.IDOf("a visitor")))
		if gone, err := audit.New(node, clock).Keep(ctx, begin.Add(time.Minute)); gone != 2 || err != nil {
			t.Fatal(gone, err)
		}
		must(t, node.Close())
		change(t, from, meanwhile)
		c := copied(t, from, to)
		if c.Written == 0 || c.Written > 1000 {
			t.Errorf("%s: %d rows were written", to, c.Written)
		}
		must(t, os.Remove(from))
		from = site(t, 1100) // as it was
	}
}

// run has a server run a statement, past the program.
func run(t testing.TB, address, statement string) {
	t.Helper()
	conn, err := pgx.Connect(ctx, address)
	must(t, err)
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, statement)
	must(t, err)
}

// careless is a target that changes what it is given.
type careless struct {
	copier.Target
	change func(of store.Table, rows []store.Row) []store.Row
}

func (c careless) Put(ctx context.Context, of store.Table, gone, rows []store.Row) error {
	return c.Target.Put(ctx, of, gone, c.change(of, rows))
}

func testSeesWhatIsNotTheSameAtItsEnd(t *testing.T, server *testparts.PostgresServer) {
	from := site(t, 20)
	for says, change := range map[string]func(of store.Table, rows []store.Row) []store.Row{
		"rows of message (checksum": func(of store.Table, rows []store.Row) []store.Row {
			if of.Name == "message" {
				return rows[1:]
			}
			return rows
		},
		"1 rows of secret (checksum": func(of store.Table, rows []store.Row) []store.Row {
			if of.Name == "secret" {
				return []store.Row{{rows[0][0], []byte("another")}}
			}
			return rows
		},
	} {
		_, err := copyOf(from, server.Database(t), func(t copier.Target) copier.Target { return careless{t, change} })
		wantWords(t, err, says)
	}
}

func testHasEveryTableThereIs(t *testing.T, server *testparts.PostgresServer) {
	file, database := site(t, 20), server.Database(t)
	must(t, openStore(t, database).Close())
	from, err := openSource(file)
	must(t, err)
	defer from.Close()
	to, err := openSource(database)
	must(t, err)
	defer to.Close()
	here, err := from.Tables(ctx)
	must(t, err)
	there, err := to.Tables(ctx)
	must(t, err)
	if !reflect.DeepEqual(here, there) {
		t.Errorf("SQLite has\n%v\nand PostgreSQL\n%v", here, there)
	}
	for _, table := range here {
		if len(table.Key) == 0 {
			t.Errorf("%s has no primary key, by which a copy finds its rows", table.Name)
		}
	}
}

func testTellsWhatPostgreSQLHasNoTextFor(t *testing.T, server *testparts.PostgresServer) {
	from := site(t, 20)
	change(t, from, "UPDATE session SET browser = 'a' || char(0) || 'b'")
	if c := copied(t, from, server.Database(t)); c.Changed != 1 {
		t.Errorf("%d texts were changed", c.Changed)
	}
}

func testGoesBetweenStoresOfOneKind(t *testing.T, server *testparts.PostgresServer) {
	from, one, other, back := site(t, 20), server.Database(t), server.Database(t), filepath.Join(t.TempDir(), "back.db")
	first := copied(t, from, back)
	copied(t, back, one)
	node := testparts.OpenStore(t, one, store.Shared)
	if c, err := copyOf(one, other, asItIs); err != nil || c.Moved {
		t.Errorf("beside a node: %v %v", c.Moved, err)
	}
	must(t, node.Close())
	if last := copied(t, one, other); !reflect.DeepEqual(first.Tables, last.Tables) {
		t.Errorf("%v is %v", first, last)
	}
}
