package nodes

import (
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"porchlight/app/catalog"
	"porchlight/app/testparts"
)

// author runs a command on a content folder and returns what it says; it must go well.
func author(t *testing.T, dir string, args ...string) string {
	t.Helper()
	result := testparts.Run(t, testparts.Settings{"CONTENT_DIR": dir}, "", args...)
	if result.Code != 0 {
		t.Fatalf("%q ended with %d:\n%s", args, result.Code, result.Stderr)
	}
	return result.Stdout
}

func TestWhatNewWritesIsWellAtOnceAndItSaysWhatToDoNext(t *testing.T) {
	t.Parallel()
	dir := testparts.Content(t)
	said := author(t, dir, "new", "ecosystem", "message-queues", "--title", "Queues & streams")
	for _, want := range []string{"wrote " + filepath.Join(dir, "message-queues/ecosystem.md"), "Next: ", "/message-queues"} {
		if !strings.Contains(said, want) {
			t.Errorf("new ecosystem does not say %q but\n%s", want, said)
		}
	}
	said = author(t, dir, "new", "topic", "message-queues/dead-letters")
	for _, want := range []string{"technologies/dead-letters.md", "topics/dead-letters.md", "changed " + filepath.Join(dir, "message-queues/ecosystem.md"), "/message-queues/topics/dead-letters"} {
		if !strings.Contains(said, want) {
			t.Errorf("new topic does not say %q but\n%s", want, said)
		}
	}
	if want, got := "content is well: 2 ecosystems, 12 places\n", author(t, dir, "content", "check"); got != want {
		t.Errorf("the check says %q, want %q", got, want)
	}
}

// What the site stores is for its own user; what an author writes may be served by another one.
func TestWhatNewWritesCanBeReadByAnyone(t *testing.T) {
	t.Parallel()
	dir := testparts.Content(t)
	author(t, dir, "new", "ecosystem", "message-queues")
	err := filepath.WalkDir(filepath.Join(dir, "message-queues"), func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil && info.Mode().Perm()&0o444 != 0o444 {
			t.Errorf("%s has the mode %v", name, info.Mode())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestNewRefusesWithASentence(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"new", "ecosystem", "inbox"}, `"inbox" is reserved: the site has a page of its own there; choose another one`},
		{[]string{"new", "ecosystem", "workshop"}, "is there already: choose another slug, or delete it first"},
		{[]string{"new", "topic", "saws"}, `"saws" must name an ecosystem and a slug, such as message-queues/dead-letters`},
		{[]string{"new", "topic", "workshop/saw", "--technology", "axe"}, `there is no technology "axe"`},
		{[]string{"content", "schema", "page"}, `must be one of "","site","ecosystem","technology","decision","topic","reply"`},
	} {
		t.Run(strings.Join(c.args, " "), func(t *testing.T) {
			t.Parallel()
			checkRefusal(t, testparts.Run(t, testparts.Settings{"CONTENT_DIR": testparts.Content(t)}, "", c.args...), c.says)
		})
	}
}

func TestASchemaIsPrintedOrAllAreWritten(t *testing.T) {
	t.Parallel()
	dir := testparts.Content(t)
	author(t, dir, "content", "schema")
	for _, kind := range catalog.Kinds {
		printed := author(t, dir, "content", "schema", kind)
		written, err := os.ReadFile(filepath.Join(dir, "schema", kind+".json"))
		if err != nil || printed != string(written) || !strings.Contains(printed, `"additionalProperties": false`) {
			t.Errorf("%s: printed\n%s\nwritten (%v)\n%s", kind, printed, err, written)
		}
	}
}

var fileOfPage = regexp.MustCompile(`"(/static/[^"]+\.(?:js|css))"`)

// traces counts what a page and all its files say of --dev.
func traces(t *testing.T, node *testparts.Node, path string) (n int) {
	t.Helper()
	_, page := answered(t, node.URL+path)
	files := fileOfPage.FindAllStringSubmatch(page, -1)
	if len(files) < 2 {
		t.Fatalf("%s has no files", path)
	}
	all := page
	for _, file := range files {
		_, text := answered(t, node.URL+file[1])
		all += text
	}
	return strings.Count(all, "/static/dev.") + strings.Count(all, "live/edition") + strings.Count(all, "mistakes") + strings.Count(all, "data-stamp")
}

func TestWithoutDevThereIsNoTraceOfIt(t *testing.T) {
	t.Parallel()
	plain, dev := testparts.StartNode(t, nil), testparts.StartNode(t, testparts.Settings{"DEV": "true"})
	for _, path := range []string{"/", "/workshop", "/workshop/topics/hammer", "/conversation", "/login", "/nothing"} {
		if n := traces(t, plain, path); n != 0 {
			t.Errorf("%s: %d traces of --dev without it", path, n)
		}
		if traces(t, dev, path) == 0 {
			t.Errorf("%s: no trace of --dev with it", path)
		}
	}
	for node, want := range map[*testparts.Node]int{plain: http.StatusNotFound, dev: http.StatusOK} {
		if status, _ := answered(t, node.URL+"/live/edition"); status != want {
			t.Errorf("the edition is answered with %d, want %d", status, want)
		}
	}
}

func answered(t *testing.T, url string) (status int, body string) {
	t.Helper()
	answer, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}
