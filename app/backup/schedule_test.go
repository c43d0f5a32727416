package backup_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"porchlight/app/backup"
	"porchlight/app/sqlite"
)

func TestABackupIsMadeAtTheFirstStartAndThenEachDay(t *testing.T) {
	h := newHouse(t)
	n := h.node()
	h.write("first")
	n.Look(t.Context())
	h.expect("at the start", "porchlight-20261126T120000Z.db")
	h.write("second")
	h.passes(day-5*time.Minute, n)
	h.expect("a moment before it is due", "porchlight-20261126T120000Z.db")
	h.passes(5*time.Minute, n)
	h.expect("when it is due", "porchlight-20261126T120000Z.db", "porchlight-20261127T120000Z.db")
	for name, want := range map[string]int64{"porchlight-20261126T120000Z.db": 1, "porchlight-20261127T120000Z.db": 2} {
		if c, err := sqlite.Inspect(t.Context(), filepath.Join(h.folder, name)); err != nil || c.Conversations != want {
			t.Errorf("%s holds %+v, %v", name, c, err)
		}
	}
	if at := h.counts(n, "porchlight_backup_last_success_timestamp_seconds"); at != float64(h.now.Unix()) {
		t.Errorf("the last is said to be from %v", at)
	}
}

func TestABackupThatWasMissedIsMadeAtTheNextStartAndOneThatWasNotIsNot(t *testing.T) {
	h := newHouse(t)
	h.node().Look(t.Context())
	h.now = h.now.Add(20 * time.Hour)
	again := h.node()
	again.Look(t.Context())
	h.expect("restarted before it is due", "porchlight-20261126T120000Z.db")
	if at := h.counts(again, "porchlight_backup_last_success_timestamp_seconds"); at != float64(h.now.Add(-20*time.Hour).Unix()) {
		t.Errorf("a node that has made none says that the last is from %v", at)
	}
	h.now = h.now.Add(52 * time.Hour)
	h.node().Look(t.Context())
	h.expect("restarted days later", "porchlight-20261126T120000Z.db", "porchlight-20261129T120000Z.db")
}

func TestOfNodesThatShareADatabaseOneMakesEachBackup(t *testing.T) {
	h := newHouse(t)
	nodes := []*backup.Schedule{h.node(), h.node(), h.node()}
	for range 5 {
		var looking sync.WaitGroup
		for _, n := range nodes {
			looking.Go(func() { n.Look(context.Background()) })
		}
		looking.Wait()
		h.now = h.now.Add(day)
	}
	if names := h.names(); len(names) != 5 {
		t.Errorf("in five days they made %q", names)
	}
	h.now = h.now.Add(-day + time.Minute)
	for i, n := range nodes {
		n.Look(t.Context())
		if at := h.counts(n, "porchlight_backup_last_success_timestamp_seconds"); at != float64(h.now.Add(-time.Minute).Unix()) {
			t.Errorf("node %d says that the last is from %v", i, at)
		}
		if failed := h.counts(n, "porchlight_backup_failures_total"); failed > 0 {
			t.Errorf("node %d failed %v times", i, failed)
		}
	}
}

func TestABackupThatFailsIsCountedLoggedInALineAndTriedAgain(t *testing.T) {
	h := newHouse(t)
	n := h.node()
	away := h.database + ".away"
	h.must(os.Rename(h.database, away))
	h.passes(time.Hour, n)
	if failed := h.counts(n, "porchlight_backup_failures_total"); failed != 4 {
		t.Errorf("in an hour it failed %v times, want 4", failed)
	}
	if log := h.log.String(); strings.Count(log, "\n") != 4 || !strings.Contains(log, `level=ERROR msg="backups are not as they should be; the next try is at 12:20:00 UTC" error="there is no database`) {
		t.Errorf("the log says\n%s", log)
	}
	if h.expect("meanwhile"); h.counts(n, "porchlight_backup_last_success_timestamp_seconds") != 0 {
		t.Error("it is said that there is one")
	}
	h.must(os.Rename(away, h.database))
	h.passes(15*time.Minute, n)
	if names := h.names(); len(names) != 1 {
		t.Errorf("once it is mended: %q", names)
	}
}

func TestABackupThatANodeStopsInIsNotMissedAndNoFailure(t *testing.T) {
	h := newHouse(t)
	n := h.node()
	stopped, stop := context.WithCancel(t.Context())
	stop()
	n.Look(stopped)
	if h.expect("stopped"); h.counts(n, "porchlight_backup_failures_total") != 0 || h.log.Len() > 0 {
		t.Errorf("it is counted as a failure: %s", &h.log)
	}
	h.node().Look(t.Context())
	h.expect("started again", "porchlight-20261126T120000Z.db")
}

func TestWhatADeadProcessHasNotFinishedIsRemoved(t *testing.T) {
	h := newHouse(t)
	n := h.node()
	h.put("porchlight-20261125T120000Z.db.partial", "half")
	h.put("others.db.partial", "not ours")
	n.Look(t.Context())
	h.expect("then", "others.db.partial", "porchlight-20261126T120000Z.db")
}

func TestAFolderThatCannotBeWrittenToIsRefusedWithWhatToDo(t *testing.T) {
	h := newHouse(t)
	for name, folder := range map[string]string{"a file": h.database, "in no folder": filepath.Join(h.folder, "of", "nobody")} {
		_, err := backup.New(backup.Options{Database: h.database, Folder: folder})
		if err == nil || !strings.Contains(err.Error(), "--backup-dir (BACKUP_DIR) "+folder+" cannot be written to: ") || !strings.Contains(err.Error(), "; let the user that runs the site write there, or name another folder") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
