package copier_test

import (
	"context"
	"crypto/sha256"
	"errors"
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
	"porchlight/app/postgres"
	"porchlight/app/sqlite"
	"porchlight/app/store"
	"porchlight/app/testparts"
	"porchlight/data"

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

// cut is a target that fails after some batches were put.
type cut struct {
	copier.Target
	left *int
}

var errCut = errors.New("the cable is cut")

func (c cut) Put(ctx context.Context, of store.Table, gone, rows []store.Row) error {
	if *c.left--; *c.left < 0 {
		return errCut
	}
	return c.Target.Put(ctx, of, gone, rows)
}

func (c cut) Finish(ctx context.Context) error {
	if *c.left--; *c.left < 0 {
		return errCut
	}
	return c.Target.Finish(ctx)
}

func testGoesOnWhereItWasCutShort(t *testing.T, server *testparts.PostgresServer) {
	from := site(t, 1100)
	file, database := filepath.Join(t.TempDir(), "to.db"), server.Database(t)
	for _, to := range []string{file, database} {
		tries, written := 0, int64(0)
		var c copier.Copied
		for err := errCut; errors.Is(err, errCut); tries++ {
			left := 12
			if c, err = copyOf(from, to, func(t copier.Target) copier.Target { return cut{t, &left} }); err != nil && !errors.Is(err, errCut) {
				t.Fatal(err)
			}
			if tries == 1 {
				isNoSiteYet(t, to)
			}
		}
		if written = c.Written; tries < 3 || written > 1000 || !c.Moved {
			t.Errorf("%s: %d tries, the last of which wrote %d rows", to, tries, written)
		}
		if again := copied(t, from, to); !again.Whole || !reflect.DeepEqual(again.Tables, c.Tables) {
			t.Errorf("once more: %+v", again)
		}
	}
}

// isNoSiteYet makes sure that nobody takes a part of a copy for a site.
func isNoSiteYet(t *testing.T, to string) {
	t.Helper()
	if !postgres.IsURL(to) {
		if _, err := os.Stat(to); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("the file has its name: %v", err)
		}
		return
	}
	for _, sharing := range []store.Sharing{store.Alone, store.Shared, store.Beside} {
		_, err := postgres.Open(ctx, postgres.Options{URL: to, Sharing: sharing, Migrations: data.Postgres})
		wantWords(t, err, "holds a copy of a site that is not whole: have porchlight copy finish it, or make the database anew")
	}
	_, err := openSource(to)
	wantWords(t, err, "holds a copy of a site that is not whole")
}

// Everything that a store does with a row: it comes, changes, goes, and goes with another.
const meanwhile = `
UPDATE account SET used_at = 77 WHERE id = 1;
DELETE FROM account WHERE id = 7;
UPDATE account SET email = 'new@example.com' WHERE id = 1;
DELETE FROM conversation WHERE id = (SELECT id FROM conversation WHERE id LIKE '0000%' ORDER BY id LIMIT 1 OFFSET 3);
UPDATE message SET body = 'edited', rev = 100, first_hash = x'' WHERE seq = 5 AND body LIKE 'Word1%';
DELETE FROM session;
INSERT INTO session (token_hash, account_id, created_at, used_at, id) VALUES (x'02', 1, 1, 2, 'a1');
DELETE FROM notice;
INSERT INTO notice (uid, key, channel, kind, data, created_at, due_at) VALUES ('u', 'k', 'mail', 'test', '{}', 1, 2);
UPDATE conversation SET rev = 100, indexed_rev = 20 WHERE id LIKE '%f';
DELETE FROM history_span WHERE place_id = 3;
`

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

func testIsRefusedWithASentence(t *testing.T, server *testparts.PostgresServer) {
	small, other := site(t, 20), site(t, 40)
	backup := filepath.Join(t.TempDir(), "backup.db")
	_, err := sqlite.Backup(ctx, small, backup)
	must(t, err)
	older := site(t, 20)
	change(t, older, "DELETE FROM goose_db_version WHERE version_id = 11")
	newer := site(t, 20)
	change(t, newer, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, 1)")
	byHand := site(t, 20)
	change(t, byHand, "ALTER TABLE message ADD COLUMN mood TEXT")
	unknown := site(t, 20)
	change(t, unknown, "ALTER TABLE message ADD COLUMN mood REAL")
	begun := filepath.Join(t.TempDir(), "begun.db")
	left := 2
	if _, err := copyOf(other, begun, func(t copier.Target) copier.Target { return cut{t, &left} }); !errors.Is(err, errCut) {
		t.Fatal(err)
	}
	begunThere := server.Database(t)
	left = 2
	if _, err := copyOf(other, begunThere, func(t copier.Target) copier.Target { return cut{t, &left} }); !errors.Is(err, errCut) {
		t.Fatal(err)
	}
	former := filepath.Join(t.TempDir(), "former.db")
	must(t, os.WriteFile(former+"-wal", []byte("of another database"), 0o600))
	inUse := server.Database(t)
	node := testparts.OpenStore(t, inUse, store.Shared)
	defer node.Close()
	strange := server.Database(t)
	run(t, strange, "CREATE TABLE cheese (name TEXT)")
	for _, c := range []struct{ from, to, says string }{
		{filepath.Join(t.TempDir(), "none.db"), "to.db", "it is not there: name the file that the site has, or the address of its server"},
		{backup, "to.db", "it is a backup, which would let in again who was shut out since: have porchlight restore make a database of it, and copy that"},
		{older, "to.db", "it is of version 10, and this program copies version 11: start the site with this program first"},
		{newer, "to.db", "it is from a newer Porchlight (version 99 of its tables, and this one knows 11)"},
		{byHand, "to.db", "do not have the same tables: somebody changed one of them by hand"},
		{unknown, "to.db", `message.mood is of the type "REAL", which a copy does not know`},
		{server.Database(t), "to.db", "holds no site: name the database that the site has"},
		{small, small, "cannot be copied to itself"},
		{small, other, "holds a site already, which is not the same (conversation: 3 rows, and 2 in " + small + "); nothing is overwritten"},
		{small, begun, "it holds the beginning of a copy of " + other + ": finish that one, or remove " + begun + ".copying*"},
		{small, begunThere, "holds the beginning of a copy of " + other + ": finish that one, or make the database anew"},
		{small, former, "of a former one " + former + "-wal is left, which SQLite would take for the new one's: move that away"},
		{small, inUse, "is in use by a node, or by another copy"},
		{small, strange, "holds something else, such as a table cheese: make a database for the site alone"},
		{small, server.URL("nothing"), "there is no such database on the server"},
	} {
		if c.to == "to.db" {
			c.to = filepath.Join(t.TempDir(), c.to)
		}
		_, err := copyOf(c.from, c.to, asItIs)
		wantWords(t, err, c.says)
		if err != nil && strings.Contains(err.Error(), "of/tests") {
			t.Errorf("it shows the password: %v", err)
		}
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
