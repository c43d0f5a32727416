package nodes

import (
	"compress/gzip"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"porchlight/app/sqlite"
	"porchlight/app/testparts"
)

// What testdata/first-issue.db.gz holds: the program of commit 999144c stored it, asked over HTTP by two visitors and an owner who answered.
// Its owner has ownerEmail and ownerPassword.
const firstCookie = "tBCp3dQKoiApRHL4n6pTspg7-QeEh1mcBKMWkfk8H-8" // of the visitor with the longer conversation

var (
	firstAsked = map[string][]string{
		"148eb3ca7bcaf505e0207431c06ed7ba": {
			"Does Redis keep what it is told when the power goes?", "Only with appendonly yes, and then up to a second is at risk.", "So for messages you would not use it?",
			"No: they are in SQLite, flushed before you see them stored. Größe spielt keine Rolle. 🏮", `if (a < b && c) { return "<b>" }`,
		},
		"181b6443da2d991286a677704c7e52ab": {"Is anybody home?", "Yes.", "Why no Socket.IO?"},
	}
	markedWord = regexp.MustCompile(`</?mark>`)
)

func TestADatabaseOfTheFirstIssueIsUpgradedWithEveryMessage(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	settings := testparts.Settings{"DATABASE": unpack(t, "testdata/first-issue.db.gz"), "BACKUP_DIR": folder, "KEEP_CONVERSATIONS": "0"}
	n := testparts.StartNode(t, settings)

	before := names(t, folder)
	if len(before) != 1 {
		t.Fatalf("before the upgrade these backups were made: %q", before)
	}
	if held, err := sqlite.Inspect(t.Context(), filepath.Join(folder, before[0])); err != nil || held.Version != 1 || held.Messages != 8 {
		t.Errorf("the backup from before the upgrade holds %+v, %v", held, err)
	}
	owner := signIn(t, n)
	for id, texts := range firstAsked {
		thread := owner.follow(t, n, "/inbox/"+id, 0)
		testparts.Eventually(t, "the thread is there", func() bool { return len(thread.see().log) == len(texts) })
		checkScreen(t, "the owner's page of "+id, thread.see(), texts)
	}
	visitor := newBrowser(t)
	visitor.become(t, n, firstCookie)
	visitor.write(t, n, "It still knows me.")
	testparts.Eventually(t, "search finds what was written then, and now", func() bool {
		found := markedWord.ReplaceAllString(owner.get(t, n, "/inbox?q=appendonly").body+owner.get(t, n, "/inbox?q=knows").body, "")
		return strings.Contains(found, "Only with appendonly yes") && strings.Contains(found, "It still knows me.")
	})
	to := filepath.Join(t.TempDir(), "upgraded.db")
	backup(t, settings, to)
	restored := restore(t, to)
	if held, err := sqlite.Inspect(t.Context(), restored["DATABASE"]); err != nil || held.Messages != 9 {
		t.Errorf("restored is %+v, %v", held, err)
	}
	again := testparts.StartNode(t, restored.With(testparts.Settings{"KEEP_CONVERSATIONS": "0"}))
	texts := append(slices.Clone(firstAsked["148eb3ca7bcaf505e0207431c06ed7ba"]), "It still knows me.")
	page := visitor.follow(t, again, saw, 0)
	testparts.Eventually(t, "the visitor has it all", func() bool { return len(page.see().log) == len(texts) })
	checkScreen(t, "the visitor's page", page.see(), texts)
}

// become gives a browser the cookie that names a visitor.
func (b *browser) become(t *testing.T, n *testparts.Node, secret string) {
	t.Helper()
	request, err := http.NewRequest(http.MethodGet, n.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	b.Jar.SetCookies(request.URL, []*http.Cookie{{Name: "visitor", Value: secret, Path: "/"}})
}

// unpack returns the path of a database that is kept compressed.
func unpack(t *testing.T, packed string) string {
	t.Helper()
	f, err := os.Open(packed)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	unpacked, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(unpacked)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "porchlight.db")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
