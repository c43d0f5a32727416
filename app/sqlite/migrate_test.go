package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"testing"
	"testing/fstest"

	"porchlight/app/sqlite"
	"porchlight/app/store"
	"porchlight/data"
)

func allMigrations(t *testing.T) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	names, err := fs.Glob(data.SQLite, "*.sql")
	must(t, err)
	for _, name := range names {
		text, err := fs.ReadFile(data.SQLite, name)
		must(t, err)
		files[name] = &fstest.MapFile{Data: text}
	}
	return files
}

// newest is the version of this program.
func newest(t *testing.T) int64 { return int64(len(allMigrations(t))) }

// next is this program with two migrations more.
func next(t *testing.T, path, second string) sqlite.Options {
	t.Helper()
	o := options(path, store.Alone)
	files := allMigrations(t)
	files["00098_good.sql"] = &fstest.MapFile{Data: []byte("-- +goose Up\nALTER TABLE conversation ADD COLUMN mood TEXT NOT NULL DEFAULT 'fair';\nCREATE TABLE mood (name TEXT PRIMARY KEY) STRICT;\n")}
	files["00099_second.sql"] = &fstest.MapFile{Data: []byte("-- +goose Up\nINSERT INTO mood VALUES ('fair');\n" + second)}
	o.Migrations = files
	return o
}

const broken = "UPDATE conversation SET humour = 'good';\n"

func TestAnUpgradeWhoseSecondMigrationFailsLeavesTheVersionBeforeAbleToRun(t *testing.T) {
	path := file(t)
	kept := open(t, path, store.Alone)
	must(t, kept.Write(ctx, create("before")))
	must(t, kept.Close())
	_, err := sqlite.Open(ctx, next(t, path, broken))
	wantWords(t, err, fmt.Sprintf("the upgrade from version %d to 99 failed and was undone, so that the program it comes from can go on", newest(t)))

	again := open(t, path, store.Alone) // the version before
	must(t, again.Write(ctx, create("after")))
	expect(t, again, "before", "after")
	must(t, again.Close())
	c, err := sqlite.Inspect(ctx, path)
	if err != nil || c.Version != newest(t) {
		t.Errorf("it is at version %d, %v", c.Version, err)
	}
	mended, err := sqlite.Open(ctx, next(t, path, "")) // the next one, once it is mended
	must(t, err)
	expect(t, mended, "before", "after")
	must(t, mended.Close())
}

func TestANodeThatRunsGoesOnWhileTheNextVersionUpgradesItsFile(t *testing.T) {
	path := file(t)
	old := open(t, path, store.Shared)
	must(t, old.Write(ctx, create("before")))
	o := next(t, path, "")
	o.Sharing = store.Shared
	upgraded, err := sqlite.Open(ctx, o)
	must(t, err)
	must(t, old.Write(ctx, create("by the old one")))
	must(t, upgraded.Write(ctx, create("by the new one")))
	expect(t, old, "before", "by the old one", "by the new one")
	must(t, upgraded.Close())
}

func TestADatabaseOfANewerProgramIsRefusedWithWhatToDo(t *testing.T) {
	path := file(t)
	newer, err := sqlite.Open(ctx, next(t, path, ""))
	must(t, err)
	must(t, newer.Close())
	_, err = sqlite.Open(ctx, options(path, store.Alone))
	wantWords(t, err, fmt.Sprintf("it is from a newer Porchlight (version 99 of its tables, and this one knows %d): start that one, or restore a backup from before the upgrade", newest(t)))
}

func TestWhatComesBeforeAnUpgradeComesBeforeNothingElse(t *testing.T) {
	path := file(t)
	called, refusal := 0, error(nil)
	openWith := func(o sqlite.Options) error {
		o.BeforeUpgrade = func(context.Context) error { called++; return refusal }
		kept, err := sqlite.Open(ctx, o)
		if err != nil {
			return err
		}
		return kept.Close()
	}
	must(t, openWith(options(path, store.Alone))) // a new file
	must(t, openWith(options(path, store.Alone))) // nothing to upgrade
	if called != 0 {
		t.Fatalf("it was called %d times", called)
	}
	refusal = errors.New("the disk is full")
	wantWords(t, openWith(next(t, path, "")), "it was not upgraded, since the backup that is made before failed: the disk is full")
	must(t, openWith(options(path, store.Alone)))
	refusal = nil
	must(t, openWith(next(t, path, "")))
	if called != 2 {
		t.Errorf("it was called %d times, want 2", called)
	}
	if _, err := os.Stat(path + "-wal"); err == nil {
		t.Error("a log is left")
	}
}
