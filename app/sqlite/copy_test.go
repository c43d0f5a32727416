package sqlite_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"

	"porchlight/app/sqlite"
	"porchlight/app/store"
)

func TestABackupHoldsWhatWasStoredBeforeItBeganWhateverIsWrittenMeanwhile(t *testing.T) {
	path, to := file(t), filepath.Join(t.TempDir(), "backup.db")
	nodes := []*sqlite.Store{open(t, path, store.Shared), open(t, path, store.Shared)}
	var before []string
	for i := range 200 {
		before = append(before, fmt.Sprint("before ", i))
		must(t, nodes[i%2].Write(ctx, create(before[i])))
	}
	var writers sync.WaitGroup
	over := make(chan struct{})
	for n, node := range nodes {
		writers.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-over:
					return
				default:
					must(t, node.Write(ctx, create(fmt.Sprint("meanwhile ", n, i))))
				}
			}
		})
	}
	c, err := sqlite.Backup(ctx, path, to)
	close(over)
	writers.Wait()
	must(t, err)
	info, err := os.Stat(to)
	must(t, err)
	if info.Mode() != 0o600 || info.Size() != c.Bytes || c.Conversations < 200 || c.Version != newest(t) || c.Changed.IsZero() {
		t.Errorf("%s, %d bytes; it is said to hold %+v", info.Mode(), info.Size(), c)
	}
	if names := namesIn(t, filepath.Dir(to)); !slices.Equal(names, []string{"backup.db"}) {
		t.Errorf("beside it are %q", names)
	}
	db, err := sql.Open("sqlite3", "file:"+to+"?mode=ro")
	must(t, err)
	defer db.Close()
	journal := ""
	if must(t, db.QueryRow("PRAGMA journal_mode").Scan(&journal)); journal != "delete" {
		t.Errorf("its journal is of the kind %q, which needs a place to be written to", journal)
	}
	restored := open(t, to, store.Alone)
	for _, id := range before {
		if _, err := restored.Read().Conversation(ctx, id); err != nil {
			t.Fatalf("%q is not in it: %v", id, err)
		}
	}
}

func TestABackupOfAFileThatNoNodeHasOpenLeavesNothingBesideIt(t *testing.T) {
	for name, end := range map[string]func(t *testing.T, from, to string){
		"that was closed": func(t *testing.T, from, to string) {
			kept := open(t, from, store.Alone)
			must(t, kept.Write(ctx, create("conversation")))
			must(t, kept.Close())
			must(t, os.Rename(from, to))
		},
		"that a killed node left, with its log": func(t *testing.T, from, to string) {
			must(t, open(t, from, store.Alone).Write(ctx, create("conversation")))
			for _, kind := range []string{"", "-wal"} {
				data, err := os.ReadFile(from + kind)
				must(t, err)
				must(t, os.WriteFile(to+kind, data, 0o600))
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			from, to := file(t), filepath.Join(t.TempDir(), "backup.db")
			end(t, file(t), from)
			c, err := sqlite.Backup(ctx, from, to)
			if err != nil || c.Conversations != 1 {
				t.Errorf("%+v, %v", c, err)
			}
			if names := namesIn(t, filepath.Dir(from)); !slices.Equal(names, []string{"porchlight.db"}) {
				t.Errorf("beside the database are %q", names)
			}
		})
	}
}

func TestABackupOverwritesNothingAndTakesOverWhatADeadProcessLeft(t *testing.T) {
	path, to := file(t), filepath.Join(t.TempDir(), "backup.db")
	open(t, path, store.Alone)
	must(t, os.WriteFile(to, []byte("precious"), 0o600))
	_, err := sqlite.Backup(ctx, path, to)
	wantWords(t, err, to+" exists and is not overwritten")
	if kept, err := os.ReadFile(to); string(kept) != "precious" {
		t.Errorf("it holds %q now, %v", kept, err)
	}
	must(t, os.Remove(to))
	must(t, os.WriteFile(to+".partial", []byte("half of a backup"), 0o644))
	left, err := os.Open(to + ".partial")
	must(t, err)
	must(t, syscall.Flock(int(left.Fd()), syscall.LOCK_EX)) // whoever writes it is alive
	_, err = sqlite.Backup(ctx, path, to)
	wantWords(t, err, "another process is writing it")
	must(t, left.Close())
	_, err = sqlite.Backup(ctx, path, to)
	must(t, err)
	if info, err := os.Stat(to); err != nil || info.Mode() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

func TestABackupThatFailsLeavesNothing(t *testing.T) {
	stopped, stop := context.WithCancel(ctx)
	stop()
	for name, c := range map[string]struct {
		ctx   context.Context
		spoil func(path string)
		says  string
	}{
		"stopped":            {stopped, func(string) {}, "it was stopped"},
		"of no database yet": {ctx, func(path string) { must(t, os.Remove(path)) }, "there is no database"},
		"of a text":          {ctx, func(path string) { must(t, os.WriteFile(path, []byte(strings.Repeat("no database", 1000)), 0o600)) }, "is no database"},
		"of a database that lost its end": {ctx, func(path string) {
			must(t, os.Truncate(path, 40<<10))
		}, "is damaged"},
		"of a database with a page of another": {ctx, func(path string) {
			f, err := os.OpenFile(path, os.O_RDWR, 0)
			must(t, err)
			page := make([]byte, 4096)
			_, err = f.ReadAt(page, 4096)
			must(t, err)
			_, err = f.WriteAt(page, 20*4096)
			must(t, errors.Join(err, f.Close()))
		}, "is damaged"},
		"of a database whose index is not true": {ctx, func(path string) {
			text, err := os.ReadFile(path)
			must(t, err)
			at := bytes.LastIndex(text, []byte("/somewhere")) // in the index by place; the conversation itself has it, too
			copy(text[at:], "/elsewhere")
			must(t, os.WriteFile(path, text, 0o600))
		}, "missing from index conversation_place"},
	} {
		t.Run(name, func(t *testing.T) {
			path, to := file(t), filepath.Join(t.TempDir(), "backup.db")
			kept := open(t, path, store.Alone)
			must(t, kept.Write(ctx, func(q store.Queries) error {
				_, err := q.CountFromVisitor(ctx, "conversation", 1, "/somewhere")
				return err
			}))
			must(t, kept.Close())
			c.spoil(path)
			_, err := sqlite.Backup(c.ctx, path, to)
			wantWords(t, err, c.says)
			if names := namesIn(t, filepath.Dir(to)); len(names) > 0 {
				t.Errorf("it leaves %q", names)
			}
		})
	}
}

func namesIn(t *testing.T, folder string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	must(t, err)
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".lock") {
			names = append(names, e.Name())
		}
	}
	return names
}

func wantWords(t *testing.T, err error, words string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), words) {
		t.Fatalf("got %v, want %q in it", err, words)
	}
}

func TestABackupTouchesNoFileThatSomebodyPutInItsWay(t *testing.T) {
	path := file(t)
	open(t, path, store.Shared)
	for name, put := range map[string]func(target, partial string) error{"a symbolic link": os.Symlink, "a second name": os.Link} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			precious, to := filepath.Join(folder, "precious"), filepath.Join(folder, "backup.db")
			must(t, os.WriteFile(precious, []byte("precious"), 0o644))
			must(t, put(precious, to+".partial"))
			if _, err := sqlite.Backup(ctx, path, to); err == nil || !strings.Contains(err.Error(), "is a link, or another user's") {
				t.Errorf("it says %v", err)
			}
			if text, err := os.ReadFile(precious); err != nil || string(text) != "precious" {
				t.Errorf("the file holds %.20q (%v)", text, err)
			}
		})
	}
}

func TestALinkToNothingInTheWayOfABackupMakesNoFile(t *testing.T) {
	path := file(t)
	open(t, path, store.Shared)
	folder := t.TempDir()
	elsewhere, to := filepath.Join(folder, "elsewhere"), filepath.Join(folder, "backup.db")
	must(t, os.Symlink(elsewhere, to+".partial"))
	if _, err := sqlite.Backup(ctx, path, to); err == nil {
		t.Error("it is made")
	}
	if _, err := os.Stat(elsewhere); err == nil {
		t.Error("the link leads to a file now")
	}
}

func TestClearingUpBehindAProcessThatDiedInItsLastMomentLeavesTheBackupWhole(t *testing.T) {
	path, to := file(t), filepath.Join(t.TempDir(), "backup.db")
	open(t, path, store.Shared)
	made, err := sqlite.Backup(ctx, path, to)
	must(t, err)
	must(t, os.Link(to, to+".partial")) // which it had before, and was about to lose
	must(t, sqlite.Clear(to+".partial"))
	if names := namesIn(t, filepath.Dir(to)); !slices.Equal(names, []string{"backup.db"}) {
		t.Errorf("there are %q", names)
	}
	if found, err := sqlite.Inspect(ctx, to); err != nil || found != made {
		t.Errorf("the backup holds %+v (%v), want %+v", found, err, made)
	}
}

func TestClearingUpLeavesLinks(t *testing.T) {
	folder := t.TempDir()
	precious, partial := filepath.Join(folder, "precious"), filepath.Join(folder, "backup.db.partial")
	must(t, os.WriteFile(precious, []byte("precious"), 0o644))
	must(t, os.Symlink(precious, partial))
	must(t, sqlite.Clear(partial))
	if text, err := os.ReadFile(precious); err != nil || string(text) != "precious" {
		t.Errorf("the file holds %.20q (%v)", text, err)
	}
}
