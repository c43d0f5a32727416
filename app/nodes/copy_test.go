package nodes

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"porchlight/app/testparts"
)

func TestASiteGoesToPostgreSQLAndComesBackWithAllThatItHas(t *testing.T) {
	t.Parallel()
	server := testparts.Postgres(t)
	here, there, back := filepath.Join(t.TempDir(), "here.db"), server.Database(t), filepath.Join(t.TempDir(), "back.db")
	node := func(database string) *testparts.Node {
		return testparts.StartNode(t, testparts.Settings{"DATABASE": database, "OWNER_EMAIL": ownerEmail, "OWNER_PASSWORD": ownerPassword})
	}
	copies := func(from, to string) testparts.Result { return testparts.Run(t, nil, "", "copy", from, to) }

	first := node(here)
	visitor, owner := newBrowser(t), signIn(t, first)
	visitor.write(t, first, "Does the saw cut oak?")
	id := visitor.conversation(t, first)
	early := copies(here, there)
	if early.Code != 1 || !strings.Contains(early.Stderr, "the site still runs on "+here+", and goes on without ") {
		t.Errorf("beside a node: %d %s", early.Code, early.Stderr)
	}
	refused := testparts.Run(t, testparts.Settings{"DATABASE": there}, "", "user", "list")
	if refused.Code != 1 || !strings.Contains(refused.Stderr, "holds a copy of a site that is not whole") {
		t.Errorf("half of a copy is taken for a site: %+v", refused)
	}
	owner.answers(t, first, id, "It does.")
	first.Stop(t)

	for _, step := range [][2]string{{here, there}, {there, back}} {
		got := copies(step[0], step[1])
		if got.Code != 0 || !strings.Contains(got.Stdout, " hold the same: ") {
			t.Fatalf("%d %s%s", got.Code, got.Stdout, got.Stderr)
		}
		for _, said := range []string{got.Stdout, early.Stderr, refused.Stderr} {
			if strings.Contains(said, "of/tests") || strings.Contains(said, "of%2Ftests") {
				t.Errorf("the password is shown: %s", said)
			}
		}
		next := node(step[1])
		if thread := visitor.get(t, next, "/conversation"); !strings.Contains(thread.body, "cut oak") || !strings.Contains(thread.body, "It does.") {
			t.Errorf("the visitor sees %s", thread.body)
		}
		for path, want := range map[string]string{"/inbox/" + id: "It does.", "/inbox?q=oak": id, "/admin/audit?check=now": "<b>Yes.</b>"} {
			if got := owner.get(t, next, path); got.status != http.StatusOK || !strings.Contains(got.body, want) { // still logged in
				t.Errorf("%s: %d, without %q", path, got.status, want)
			}
		}
		next.Stop(t)
	}
}

func TestCopySaysInOneLineWhatIsWrong(t *testing.T) {
	t.Parallel()
	none := filepath.Join(t.TempDir(), "none.db")
	for _, c := range []struct{ from, to, says string }{
		{none, "postgres://porch:of/tests@127.0.0.1:1/porch", "TO must be postgres://user:password@host/database"},
		{none, "mysql://porch:of-tests@127.0.0.1/porch", "TO must be "},
		{none, "postgres://porch:of-tests@127.0.0.1:1/porch", "database " + none + ": it is not there: name the file that the site has, or the address of its server"},
		{"postgres://porch:of-tests@127.0.0.1:1/porch", none, "database porch on 127.0.0.1:1: the server cannot be reached"},
	} {
		got := testparts.Run(t, nil, "", "copy", c.from, c.to)
		if got.Code != 1 || !oneLine.MatchString(got.Stderr) || !strings.Contains(got.Stderr, c.says) || strings.Contains(got.Stderr, "tests") {
			t.Errorf("copy %s %s: %d %s", c.from, c.to, got.Code, got.Stderr)
		}
	}
	if got := testparts.Run(t, nil, "", "copy", none, none, "postgres://porch:of-tests@127.0.0.1:1/porch"); got.Code != 1 || strings.Contains(got.Stderr, "tests") {
		t.Errorf("with one argument too many: %d %s", got.Code, got.Stderr)
	}
}
