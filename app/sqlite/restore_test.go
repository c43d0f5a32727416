package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"porchlight/app/sqlite"
	"porchlight/app/store"
)

// backedUp returns a backup that holds one conversation.
func backedUp(t *testing.T) string {
	t.Helper()
	path, to := file(t), filepath.Join(t.TempDir(), "backup.db")
	must(t, open(t, path, store.Alone).Write(ctx, create("conversation")))
	_, err := sqlite.Backup(ctx, path, to)
	must(t, err)
	return to
}

func noting(ctx context.Context, s *sqlite.Store, _ sqlite.Contents) error {
	return s.Write(ctx, create("noted"))
}

func TestARestoredDatabaseHoldsTheBackupAndWhatWasNotedThen(t *testing.T) {
	backup := backedUp(t)
	must(t, os.Chmod(filepath.Dir(backup), 0o500)) // as on a disk that can only be read
	must(t, os.Chmod(backup, 0o400))
	path := filepath.Join(t.TempDir(), "new folder", "porchlight.db")
	r, err := sqlite.Restore(ctx, options(path, store.Alone), backup, noting)
	must(t, err)
	must(t, os.Chmod(filepath.Dir(backup), 0o700))
	if r.Conversations != 1 || len(r.SetAside) > 0 {
		t.Errorf("%+v", r)
	}
	for folder, want := range map[string][]string{filepath.Dir(path): {"porchlight.db"}, filepath.Dir(backup): {"backup.db"}} {
		if names := namesIn(t, folder); !slices.Equal(names, want) {
			t.Errorf("in %s are %q", folder, names)
		}
	}
	expect(t, open(t, path, store.Alone), "conversation", "noted")
}

func TestARestoreThatIsRefusedOrFailsChangesNothing(t *testing.T) {
	for name, c := range map[string]struct {
		prepare func(t *testing.T, path, backup string)
		then    func(context.Context, *sqlite.Store, sqlite.Contents) error
		says    string
		left    []string
	}{
		"a database is there": {func(t *testing.T, path, _ string) {
			must(t, open(t, path, store.Alone).Close())
		}, noting, "move it away with what lies beside it: mkdir -p ", []string{"porchlight.db"}},
		"a node has it": {func(t *testing.T, path, _ string) {
			open(t, path, store.Shared)
		}, noting, "is in use by a running site: stop that first", []string{"porchlight.db", "porchlight.db-shm", "porchlight.db-wal"}},
		"there is no backup": {func(t *testing.T, _, backup string) { must(t, os.Remove(backup)) }, noting, "there is no file", nil},
		"the backup is half": {func(t *testing.T, _, backup string) { must(t, os.Truncate(backup, 90<<10)) }, noting, "backup.db is damaged", nil},
		"it is no database":  {func(t *testing.T, _, backup string) { must(t, os.WriteFile(backup, []byte("text"), 0o600)) }, noting, "backup.db is no database", nil},
		"it is empty":        {func(t *testing.T, _, backup string) { must(t, os.Truncate(backup, 0)) }, noting, "is a database, but not Porchlight's", nil},
		"nothing can be noted": {func(*testing.T, string, string) {}, func(context.Context, *sqlite.Store, sqlite.Contents) error {
			return errors.New("the pen is empty")
		}, "the pen is empty", nil},
	} {
		t.Run(name, func(t *testing.T) {
			path, backup := file(t), backedUp(t)
			c.prepare(t, path, backup)
			_, err := sqlite.Restore(ctx, options(path, store.Alone), backup, c.then)
			wantWords(t, err, c.says)
			if names := namesIn(t, filepath.Dir(path)); !slices.Equal(names, c.left) {
				t.Errorf("it leaves %q", names)
			}
		})
	}
}

func TestABackupOfANewerProgramIsNotRestored(t *testing.T) {
	backup, path := backedUp(t), file(t)
	older := options(path, store.Alone)
	older.Migrations = without(t, newest(t))
	_, err := sqlite.Restore(ctx, older, backup, noting)
	wantWords(t, err, fmt.Sprintf("%s: it is from a newer Porchlight (version %d of its tables, and this one knows %d)", backup, newest(t), newest(t)-1))
	if names := namesIn(t, filepath.Dir(path)); len(names) > 0 {
		t.Errorf("it leaves %q", names)
	}
}

func TestTheLogOfAFormerDatabaseIsNotTakenForThatOfTheRestoredOne(t *testing.T) {
	backup, path := backedUp(t), file(t)
	must(t, open(t, path, store.Alone).Write(ctx, create("former")))
	log, err := os.ReadFile(path + "-wal") // as it is after kill -9, and mv of the one file alone
	must(t, err)
	path = file(t)
	must(t, os.WriteFile(path+"-wal", log, 0o600))
	must(t, os.WriteFile(path+"-shm", nil, 0o600))
	must(t, os.WriteFile(path+".restoring", []byte("a restore that was killed"), 0o600))
	r, err := sqlite.Restore(ctx, options(path, store.Alone), backup, noting)
	must(t, err)
	if len(r.SetAside) != 1 || !strings.HasPrefix(r.SetAside[0], path+".former-") || !strings.HasSuffix(r.SetAside[0], "-wal") {
		t.Errorf("set aside: %q", r.SetAside)
	}
	if kept, err := os.ReadFile(r.SetAside[0]); string(kept) != string(log) {
		t.Errorf("the log of the former one is lost: %v", err)
	}
	expect(t, open(t, path, store.Alone), "conversation", "noted")
}

// without is this program's migrations as they were before one was added.
func without(t *testing.T, version int64) fstest.MapFS {
	t.Helper()
	files := allMigrations(t)
	for name := range files {
		if strings.HasPrefix(name, fmt.Sprintf("%05d_", version)) {
			delete(files, name)
		}
	}
	return files
}

func TestAPipeIsNotWaitedFor(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "backup.db")
	must(t, syscall.Mkfifo(pipe, 0o600))
	refused := make(chan error, 1)
	go func() {
		_, err := sqlite.Restore(ctx, options(filepath.Join(t.TempDir(), "porchlight.db"), store.Alone), pipe, noting)
		refused <- err
	}()
	select {
	case err := <-refused:
		wantWords(t, err, pipe+" is no ordinary file; put the backup into one first")
	case <-time.After(10 * time.Second):
		t.Fatal("it waits for whoever writes to the pipe")
	}
}
