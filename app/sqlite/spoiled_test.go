package sqlite_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"porchlight/app/sqlite"
	"porchlight/app/store"
)

const frame = 24 + page // bytes of a frame of the log, which begin at 32

// stored are conversations enough for pages below pages.
const stored = 100

func TestAFileWithASpoiledPageIsRefusedWithHowToRestoreWhicheverItIs(t *testing.T) {
	t.Parallel()
	from := file(t)
	kept := open(t, from, store.Alone)
	must(t, kept.Write(ctx, func(q store.Queries) (err error) {
		for i := range stored {
			_, failed := q.CountFromVisitor(ctx, fmt.Sprintf("a visitor %d %s", i, strings.Repeat("x", 200)), 1, "/somewhere")
			err = errors.Join(err, failed)
		}
		return err
	}))
	must(t, kept.Close())
	whole, err := os.ReadFile(from)
	must(t, err)
	for name, spoil := range map[string]func(page []byte){
		"nothing":      func(page []byte) { clear(page) },
		"other header": func(page []byte) { turn(page[:8]) },
	} {
		step := page
		if name != "nothing" {
			step = 5 * page
		}
		for at := 0; at < len(whole); at += step {
			text := append([]byte(nil), whole...)
			spoil(text[at : at+page])
			if got := refused(t, text, nil); !strings.Contains(got, "restore a backup: mkdir -p ") {
				t.Errorf("with %s in page %d: %q", name, at/page+1, got)
			}
		}
	}
}

func turn(bytes []byte) {
	for i := range bytes {
		bytes[i] = ^bytes[i]
	}
}

func TestWhatSQLiteWouldPassOverIsRefused(t *testing.T) {
	t.Parallel()
	from := file(t)
	kept := open(t, from, store.Alone)
	must(t, kept.Write(ctx, create("conversation")))
	whole, err := os.ReadFile(from)
	must(t, err)
	log, err := os.ReadFile(from + "-wal")
	must(t, err)
	for name, c := range map[string]struct {
		file, log []byte
		says      string
	}{
		"an empty file":               {[]byte{}, nil, "it is empty, which a database never is; move it away and restore a backup: "},
		"an empty file with its log":  {[]byte{}, log, "and the file itself is empty; put back the file"},
		"a log alone":                 {nil, log, "and the file itself is not there; put back the file"},
		"a log that lost its header":  {whole, append(make([]byte, 32), log[32:]...), "-wal is damaged, and would lose what was stored last; copy both"},
		"a file that is cut to bytes": {whole[:50], nil, "it is damaged; move it away and restore a backup: "},
		"a file of nothing but zeros": {make([]byte, len(whole)), nil, "it is no SQLite database, or has lost its beginning; set DATABASE to the right file; if it is the right one, move it away and restore a backup: "},
	} {
		if got := refused(t, c.file, c.log); !strings.Contains(got, c.says) {
			t.Errorf("%s: %q, want %q", name, got, c.says)
		}
	}
}

func TestALogThatIsDamagedBeforeItsLastCommitIsRefusedAndACommitThatWasCutShortIsNot(t *testing.T) {
	t.Parallel()
	from := file(t)
	must(t, open(t, from, store.Alone).Close()) // so that the log has these commits alone
	kept := open(t, from, store.Alone)
	for i := range 4 {
		must(t, kept.Write(ctx, create(fmt.Sprint("conversation ", i))))
	}
	whole, err := os.ReadFile(from)
	must(t, err)
	log, err := os.ReadFile(from + "-wal")
	must(t, err)
	last := 0 // the first frame of the last commit
	frames := (len(log) - 32) / frame
	for n := range frames - 1 {
		if binary.BigEndian.Uint32(log[32+n*frame+4:]) > 0 {
			last = n + 1
		}
	}
	for n := range frames {
		for _, at := range []int{5, 9, 17, 24 + page - 1} { // its mark, its salt, its sum, its page
			text := append([]byte(nil), log...)
			text[32+n*frame+at]++
			got := refused(t, whole, text)
			if acknowledged := n < last-2; acknowledged && !strings.Contains(got, "-wal is damaged") {
				t.Errorf("byte %d of frame %d of %d, the last commit begins with %d: %q", at, n, frames, last, got)
			} else if n >= last && got != "" {
				t.Errorf("byte %d of frame %d of %d, in the last commit: %q", at, n, frames, got)
			}
		}
	}
	for cut := len(log) - 1; cut > 0; cut -= frame * 2 / 3 { // the end of what a crash left
		if got := refused(t, whole, log[:cut]); got != "" {
			t.Errorf("cut after %d bytes: %q", cut, got)
		}
	}
}

func TestAnEmptyFileThatWasNeverADatabaseBecomesOne(t *testing.T) {
	t.Parallel()
	path := file(t)
	for _, lock := range []string{path + ".lock", path + ".migrate.lock", path} { // as a first start that was killed leaves them
		must(t, os.WriteFile(lock, nil, 0o600))
	}
	must(t, open(t, path, store.Alone).Close())
	must(t, os.Truncate(path, 0))
	if _, err := sqlite.Open(ctx, options(path, store.Alone)); err == nil || !strings.Contains(err.Error(), "it is empty") {
		t.Errorf("once it was one, and is empty: %v", err)
	}
}

// refused is how a start on these files is refused; empty: it is not. A file that is nil is not there.
func refused(t *testing.T, text, log []byte) string {
	t.Helper()
	path := file(t)
	for kind, text := range map[string][]byte{"": text, "-wal": log, ".migrate.lock": []byte("a database was made here")} {
		if text != nil {
			must(t, os.WriteFile(path+kind, text, 0o600))
		}
	}
	kept, err := sqlite.Open(ctx, options(path, store.Alone))
	if err == nil {
		must(t, kept.Close())
		return ""
	}
	if left, _ := os.ReadFile(path + "-wal"); string(left) != string(log) {
		t.Errorf("it was refused (%v), and its log is another one", err)
	}
	return err.Error()
}
