package nodes

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"porchlight/app/testparts"

	"github.com/google/uuid"
)

// answers posts an answer of the owner.
func (b *browser) answers(t *testing.T, n *testparts.Node, conversation, body string) {
	t.Helper()
	if got := b.fill(t, n, "/inbox/"+conversation+"/messages", url.Values{"id": {uuid.NewString()}, "body": {body}}); got.status != http.StatusSeeOther {
		t.Fatalf("the answer: %d %s", got.status, got.body)
	}
}

func TestConversationsAreCarriedToAnotherSiteWhileBothRun(t *testing.T) {
	t.Parallel()
	program := testparts.NewEndpoint(t)
	owner := testparts.Settings{"OWNER_EMAIL": ownerEmail, "OWNER_PASSWORD": ownerPassword}
	old := testparts.Settings{"DATABASE": filepath.Join(t.TempDir(), "old.db"), "BASE_URL": "https://old.example"}
	next := testparts.Settings{"DATABASE": filepath.Join(t.TempDir(), "new.db")}
	from := testparts.StartNode(t, owner.With(testparts.Settings{"DATABASE": old["DATABASE"]}))
	to := testparts.StartNode(t, owner.With(next).With(testparts.Settings{"WEBHOOK_URL": program.URL}))
	visitor := newBrowser(t)
	visitor.write(t, from, "Does the saw cut <b>oak</b>?")
	id := visitor.conversation(t, from)
	signIn(t, from).answers(t, from, id, "It does.")

	exported := testparts.Run(t, old, "", "export")
	if lines := strings.Count(exported.Stdout, "\n"); exported.Code != 0 || lines != 4 || !strings.HasPrefix(exported.Stdout, `{"format":"porchlight-conversations","version":1,"site":"https://old.example",`) {
		t.Fatalf("export: %d %s%s", exported.Code, exported.Stdout, exported.Stderr)
	}
	for _, want := range []string{
		"imported 1 conversation, 2 messages and 0 notes into " + next["DATABASE"] + "; there already: 0 conversations\n",
		"imported 0 conversations, 0 messages and 0 notes into " + next["DATABASE"] + "; there already: 1 conversation\n",
	} {
		if got := testparts.Run(t, next, exported.Stdout, "import", "-"); got.Code != 0 || got.Stdout != want || got.Stderr != "" {
			t.Fatalf("import: %d %q %q", got.Code, got.Stdout, got.Stderr)
		}
	}
	if got := visitor.get(t, to, "/conversation"); !strings.Contains(got.body, "Does the saw cut &lt;b&gt;oak") || !strings.Contains(got.body, "It does.") {
		t.Errorf("the visitor sees %s", got.body)
	}
	there := signIn(t, to)
	for path, want := range map[string]string{"/inbox": id, "/inbox?q=oak": id, "/inbox/" + id: "It does.", "/admin/audit": "imported conversations"} {
		if got := there.get(t, to, path); !strings.Contains(got.body, want) {
			t.Errorf("%s does not show %q", path, want)
		}
	}
	visitor.write(t, to, "And ash?")
	testparts.Eventually(t, "the program hears of the new message", func() bool { return len(program.Asked()) > 0 })
	if asked := program.Asked(); len(asked) != 1 || !strings.Contains(string(asked[0].Body), `"seq":3`) {
		t.Errorf("the program was told %d times: %s", len(asked), asked[0].Body)
	}
}

// oneLine is what a command that fails says.
var oneLine = regexp.MustCompile(`^porchlight: [^\n]+\n$`)

func TestExportAndImportSayInOneLineWhatIsWrong(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	settings := testparts.Settings{"DATABASE": filepath.Join(folder, "porchlight.db")}
	const header = `{"format":"porchlight-conversations","version":1,"site":"https://old.example","made_at":"2026-11-24T09:00:00.000Z"}` + "\n"
	const thread = `{"type":"conversation","id":"000792bc59803204474d1ec27712906f","began_at":"2020-01-01T00:00:00Z","changed_at":"2020-01-01T00:00:00Z","first_seq":1,"last_seq":1,"rev":1}` + "\n"
	const answer = `{"type":"message","conversation":"000792bc59803204474d1ec27712906f","seq":1,"rev":1,"id":"608ada8f-189c-45c3-ad35-064310415394","from":"owner","by":"who@example.com","sent_at":"2020-01-01T00:00:00Z","body":"text"}` + "\n"
	there := filepath.Join(folder, "there.jsonl")
	if err := os.WriteFile(there, []byte(header+thread+answer), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		args  []string
		stdin string
		want  string
		fails bool
	}{
		{[]string{"export"}, "", "there is no database " + settings["DATABASE"] + "; name the site's with --database (DATABASE)", true},
		{[]string{"import", filepath.Join(folder, "none.jsonl")}, "", "no such file or directory; name a file that export wrote, or - for standard input", true},
		{[]string{"import", folder}, "", folder + " is no file that can be read twice; send it on standard input, with - as the name", true},
		{[]string{"import", "-"}, header + "{", "nothing was imported: standard input: line 2 is not a JSON object; it may be cut off", true},
		{[]string{"import", there}, "", "nothing was imported: it has answers or notes of who@example.com, who have no account here; add them with `porchlight user add`, or leave out their names with --nameless", true},
		{[]string{"import", "--nameless", there}, "", "1 conversation imported without a change in 180 days: the site removes what is so old within the hour, unless KEEP_CONVERSATIONS says otherwise", false},
		{[]string{"import", "--nameless", "-"}, header + thread + strings.Replace(answer, "text", "other", 1), "nothing was imported: 1 conversation of the file is otherwise here, or was erased here: 000792bc59803204474d1ec27712906f; leave what is here as it is and import the rest with --keep-existing", true},
		{[]string{"import", "--nameless", "--keep-existing", "-"}, header + thread + strings.Replace(answer, "text", "other", 1), "1 conversation of the file left out: what is here is otherwise", false},
		{[]string{"export", there}, "", there + " is there already; choose another name, or remove it", true},
		{[]string{"export", filepath.Join(folder, "none", "x.jsonl")}, "", "no such file or directory; choose a file that can be written", true},
	} {
		got := testparts.Run(t, settings, step.stdin, step.args...)
		if (got.Code == 1) != step.fails || !oneLine.MatchString(got.Stderr) || !strings.Contains(got.Stderr, step.want) {
			t.Errorf("%q: %d %q", step.args, got.Code, got.Stderr)
		}
	}
	file := filepath.Join(folder, "new.jsonl")
	if got := testparts.Run(t, settings, "", "export", file); got.Code != 0 || got.Stdout != "exported 1 conversation, 1 message and 0 notes to "+file+"\n" {
		t.Errorf("export: %d %q %q", got.Code, got.Stdout, got.Stderr)
	}
	if info, err := os.Stat(file); err != nil || info.Mode() != 0o600 {
		t.Errorf("others may read the file: %v %v", info.Mode(), err)
	}
}
