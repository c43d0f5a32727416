package copier_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"porchlight/app/copier"
	"porchlight/app/sqlite"
	"porchlight/app/store"
	"porchlight/app/testparts"
)

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
