package nodes

import (
	"bytes"
	"database/sql"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"porchlight/app/testparts"
)

func TestDamageThatIsMetWhileANodeRunsIsToldOnceAndNothingOfItIsShown(t *testing.T) {
	t.Parallel()
	settings := unlimited.With(testparts.Settings{"DATABASE": filepath.Join(t.TempDir(), "porchlight.db"), "OWNER_EMAIL": ownerEmail, "OWNER_PASSWORD": ownerPassword})
	n := testparts.StartNode(t, settings)
	visitor := newBrowser(t)
	visitor.write(t, n, "quagga")
	thread := "/inbox/" + visitor.conversation(t, n)
	n.Terminate(t) // so that all is in the one file
	spoilTable(t, settings["DATABASE"], "message")
	n.Restart(t)
	owner := signIn(t, n)
	visitor.follow(t, n, saw, 0) // its thread is read again and again

	for who, got := range map[string]answer{"the visitor": visitor.get(t, n, "/conversation"), "the owner": owner.get(t, n, thread)} {
		if got.status != http.StatusServiceUnavailable || !strings.Contains(got.body, "cannot look that up right now") || strings.Contains(got.body, "quagga") {
			t.Errorf("%s reads the thread: %d, want 503 and a sentence: %s", who, got.status, got.body)
		}
	}
	keepsDraft(t, "a visitor's form", visitor, n, visitorPost)
	keepsDraft(t, "the owner's form", owner, n, thread+"/messages")
	for _, path := range []string{"/", saw, "/readyz", "/livez"} {
		if got := visitor.get(t, n, path); got.status != http.StatusOK {
			t.Errorf("%s beside it: %d", path, got.status)
		}
	}
	page := owner.get(t, n, healthPage).body
	for _, want := range []string{"the database is damaged", "restore a backup"} {
		if !strings.Contains(page, want) {
			t.Errorf("the health page does not say %q: %s", want, page)
		}
	}
	const damaged = "a part of what is stored is lost, and what needs it is refused: it is damaged; move it away and restore a backup: "
	testparts.Eventually(t, "the log says so", func() bool { return strings.Contains(n.Log(), damaged) })
	if said := strings.Count(n.Log(), "it is damaged"); said != 1 || strings.Contains(n.Log(), "level=ERROR") {
		t.Errorf("the log says it %d times, want once:\n%s", said, n.Log())
	}
	doctor := testparts.Run(t, settings, "", "doctor")
	if said := strings.Join(strings.Fields(doctor.Stdout), " "); doctor.Code != 1 || !strings.Contains(said, "It is damaged") || !strings.Contains(said, "porchlight restore BACKUP") {
		t.Errorf("the doctor ends with %d: %s", doctor.Code, doctor.Stdout)
	}
}

// spoilTable overwrites where a table begins, in a file that is made too large to be looked through at the start.
func spoilTable(t *testing.T, file, table string) {
	t.Helper()
	db, err := sql.Open("sqlite3", file)
	must(t, err)
	_, err = db.Exec("CREATE TABLE ballast (b); INSERT INTO ballast VALUES (zeroblob(70000000)); DROP TABLE ballast; PRAGMA wal_checkpoint(TRUNCATE)")
	must(t, err)
	var root, size int64
	must(t, db.QueryRow("SELECT rootpage FROM sqlite_schema WHERE name = ?", table).Scan(&root))
	must(t, db.QueryRow("PRAGMA page_size").Scan(&size))
	must(t, db.Close())
	f, err := os.OpenFile(file, os.O_WRONLY, 0)
	must(t, err)
	_, err = f.WriteAt(bytes.Repeat([]byte("spoiled!"), int(size)/8), (root-1)*size)
	must(t, err)
	must(t, f.Close())
}
