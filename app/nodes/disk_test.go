package nodes

import (
	"database/sql"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"porchlight/app/testparts"

	"github.com/google/uuid"
)

// mostTries is more than what a small disk takes.
const mostTries = 1000

func TestAFullDiskKeepsPagesAndDraftsAndStoresAgainOnceThereIsSpace(t *testing.T) {
	t.Parallel()
	disk := testparts.SmallDisk(t, "8m")
	n := disk.StartNode(t, unlimited.With(testparts.Settings{"OWNER_EMAIL": ownerEmail, "OWNER_PASSWORD": ownerPassword}))
	owner, visitor := signIn(t, n), newBrowser(t)
	stored := map[string]bool{visitor.write(t, n, "There is space.").id: true}
	tab := visitor.open(t, n, saw)
	thread := "/inbox/" + visitor.conversation(t, n)

	disk.Fill(t)
	refused := 0
	for tries := 0; refused < 5; tries++ { // what the files of the database have is used first
		m := newMessage("Is there space? " + strings.Repeat("x", 1000))
		got, err := visitor.send(n, visitorPost, m)
		switch {
		case err != nil || tries == mostTries:
			t.Fatalf("after %d messages: %v", tries, err)
		case got.status == http.StatusOK:
			stored[m.id] = true
		case got.status != http.StatusServiceUnavailable || !strings.Contains(got.body, m.body):
			t.Fatalf("a message on a full disk: %d, want 503 and the draft: %s", got.status, got.body)
		default:
			refused++
		}
	}
	for _, path := range []string{"/", saw, "/readyz", "/livez", "/conversation"} {
		if got := visitor.get(t, n, path); got.status != http.StatusOK {
			t.Errorf("%s on a full disk: %d", path, got.status)
		}
	}
	if got := owner.get(t, n, thread); got.status != http.StatusOK || !strings.Contains(got.body, "There is space.") {
		t.Errorf("the owner reads the thread on a full disk: %d", got.status)
	}
	keepsDraft(t, "a visitor's form", visitor, n, visitorPost)
	keepsDraft(t, "the owner's form", owner, n, thread+"/messages")
	tab.say(newMessage("By socket " + strings.Repeat("x", 1000)))
	testparts.Eventually(t, "the socket is told that nothing can be stored", func() bool { return slices.Equal(tab.see().errors, []string{"unavailable"}) })
	page := owner.get(t, n, healthPage).body
	for _, want := range []string{"the disk is full", "Free some space there"} {
		if !strings.Contains(page, want) {
			t.Errorf("the health page does not say %q: %s", want, page)
		}
	}
	const full = "nothing can be stored: the disk is full; free some space on it"
	testparts.Eventually(t, "the log says so", func() bool { return strings.Contains(n.Log(), full) })
	if said := strings.Count(n.Log(), full); said != 1 || strings.Contains(n.Log(), "request failed") {
		t.Errorf("the log says it %d times, want once:\n%s", said, n.Log())
	}

	disk.Free(t)
	stored[visitor.write(t, n, "There is space again.").id] = true
	testparts.Eventually(t, "the log says that it is over", func() bool { return strings.Contains(n.Log(), "what comes is stored again") })
	if page := owner.get(t, n, healthPage).body; strings.Contains(page, "the disk is full") {
		t.Error("the health page still says that the disk is full")
	}
	if strings.Contains(n.Log(), "Your text is kept") {
		t.Errorf("the log tells the operator what visitors are told:\n%s", n.Log())
	}
	n.Kill(t)
	checkStored(t, disk.Copy(t, "porchlight.db", "porchlight.db-wal"), stored)
}

// keepsDraft sends a message without a script, which must be refused with all that was typed.
func keepsDraft(t *testing.T, what string, b *browser, n *testparts.Node, to string) {
	t.Helper()
	body := "Kept as it is " + strings.Repeat("x", 1000)
	got := b.fill(t, n, to, url.Values{"id": {uuid.NewString()}, "body": {body}})
	if got.status != http.StatusServiceUnavailable || !strings.Contains(got.body, body) || !strings.Contains(got.body, "Nothing can be stored right now. Your text is kept") {
		t.Errorf("%s: %d, want 503 and the draft: %s", what, got.status, got.body)
	}
}

// checkStored looks into the file: it is whole, and holds all of these messages.
func checkStored(t *testing.T, file string, ids map[string]bool) {
	t.Helper()
	db, err := sql.Open("sqlite3", file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var sound string
	if err := db.QueryRow("PRAGMA integrity_check").Scan(&sound); err != nil || sound != "ok" {
		t.Errorf("integrity_check: %q %v", sound, err)
	}
	rows, err := db.Query("SELECT id FROM message")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			t.Fatal(err)
		}
		delete(ids, id)
	}
	if err := rows.Err(); err != nil || len(ids) > 0 {
		t.Errorf("%d messages that were stored are not there: %v", len(ids), err)
	}
}

func TestAStartOnAFullDiskIsRefusedInALineAndGoesWellOnceThereIsSpace(t *testing.T) {
	t.Parallel()
	disk := testparts.SmallDisk(t, "4m")
	disk.Fill(t)
	settings := testparts.Settings{"ADDR": testparts.FreeAddr(t), "CONTENT_DIR": testparts.Content(t)}
	checkLine(t, disk.Run(t, settings), "database "+disk.Folder+"/porchlight.db: the disk is full; free some space on it, or set DATABASE to a file on another disk")
	said := strings.Join(strings.Fields(disk.Run(t, settings, "doctor").Stdout), " ")
	for _, want := range []string{"wrong store", "Its disk is full: nothing can be stored, or soon nothing. Free some space there.", "It lies on tmpfs, where a database does not keep its promises."} {
		if !strings.Contains(said, want) {
			t.Errorf("the doctor does not say %q: %s", want, said)
		}
	}
	disk.Free(t)
	disk.StartNode(t, nil)
}
