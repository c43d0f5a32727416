package nodes

import (
	"net/http"
	"os"
	"strings"
	"testing"

	"porchlight/app/testparts"
)

// TestACommitThatIsNotFlushedIsNeverCalledStored is the step that matters most; make torture breaks all of them.
func TestACommitThatIsNotFlushedIsNeverCalledStored(t *testing.T) {
	t.Parallel()
	settings := unlimited.With(testparts.Settings{"DATABASE": t.TempDir() + "/porchlight.db"})
	n := testparts.StartNode(t, settings)
	testparts.Eventually(t, "the node has looked through its file, and emptied the log", func() bool {
		log, err := os.Stat(settings["DATABASE"] + "-wal")
		return err == nil && log.Size() == 0
	})
	visitor := newBrowser(t)
	stored := map[string]bool{visitor.write(t, n, "before").id: true}
	for _, does := range []string{"error=EIO", "error=ENOSPC", "signal=KILL"} {
		isFound(t, settings["DATABASE"])
		m := newMessage("with " + does)
		fault := n.Inject(t, testparts.Fault{Database: settings["DATABASE"], Call: "fsync", Nth: 1, Does: does})
		got, err := visitor.send(n, visitorPost, m)
		if !fault.Lift(t) {
			t.Fatalf("%s: the message is stored without a flush", does)
		}
		if err == nil && (got.status != http.StatusServiceUnavailable || !strings.Contains(got.body, m.body)) {
			t.Errorf("%s: %d, want 503 and the draft: %s", does, got.status, got.body)
		}
		if died := !n.Runs(); died != (does == "signal=KILL") || died != (err != nil) {
			t.Fatalf("%s: the node has died: %v; the answer: %v", does, died, err)
		} else if died {
			n.Ended(t)
			n.Restart(t)
		}
		if got, err := visitor.send(n, visitorPost, m); err != nil || got.status != http.StatusOK {
			t.Fatalf("the same once more, after %s: %d %v", does, got.status, err)
		}
		stored[m.id] = true
	}
	n.Kill(t)
	checkStored(t, settings["DATABASE"], stored)
}

// isFound waits until search knows all that was said, which it learns within a second: the next commit is then that of the next message.
func isFound(t *testing.T, database string) {
	t.Helper()
	db := testparts.Beside(t, database)
	testparts.Eventually(t, "search knows all that was said", func() bool {
		var unknown int
		must(t, db.QueryRow("SELECT count(*) FROM conversation WHERE indexed_rev < rev").Scan(&unknown))
		return unknown == 0
	})
	must(t, db.Close()) // a node that starts after a kill is to be the first that opens the file
}
