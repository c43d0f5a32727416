package nodes

import (
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"porchlight/app/testparts"
)

var setupLink = regexp.MustCompile(`(?m)^ +(http://localhost:\d+)/setup#(\S+)$`)

// tokenOf is the code of the link that a node showed last.
func tokenOf(t *testing.T, n *testparts.Node) string {
	t.Helper()
	var found [][]string
	testparts.Eventually(t, "the node shows a setup link", func() bool { // what it writes passes through a pipe
		found = setupLink.FindAllStringSubmatch(n.Log(), -1)
		return len(found) > 0
	})
	last := found[len(found)-1]
	if _, port, _ := strings.Cut(n.Addr, ":"); last[1] != "http://localhost:"+port {
		t.Errorf("the link leads to %s", last[1])
	}
	return last[2]
}

func setUp(t *testing.T, n *testparts.Node, token string) (*browser, answer) {
	t.Helper()
	b := newBrowser(t)
	return b, b.fill(t, n, "/setup", url.Values{"token": {token}, "email": {ownerEmail}, "password": {ownerPassword}})
}

// noOwner are settings without an owner.
var noOwner = testparts.Settings{"OWNER_EMAIL": "", "OWNER_PASSWORD": ""}

func TestTheSetupLinkMakesTheFirstOwnerOnceOverAllNodesAndIsNotLogged(t *testing.T) {
	t.Parallel()
	p := newPair(t, noOwner)
	old, token := tokenOf(t, p.a), tokenOf(t, p.b)
	for _, n := range p.nodes() {
		for line := range strings.Lines(n.Log()) {
			if strings.Contains(line, "level=") && (strings.Contains(line, token) || strings.Contains(line, old)) {
				t.Errorf("the link is in the log: %s", line)
			}
		}
	}
	owner, got := setUp(t, p.a, token) // the link of B, used at A
	if got.status != http.StatusSeeOther || got.header.Get("Location") != "/inbox" {
		t.Fatalf("setup: %d %s", got.status, got.body)
	}
	for name, n := range map[string]*testparts.Node{"A": p.a, "B": p.b} {
		if got := owner.get(t, n, "/inbox"); got.status != http.StatusOK {
			t.Errorf("the new owner's inbox on %s: %d", name, got.status)
		}
		for _, used := range []string{token, old} {
			if _, got := setUp(t, n, used); got.status != http.StatusForbidden {
				t.Errorf("a link once there is an owner, on %s: %d, want 403", name, got.status)
			}
		}
	}
	signIn(t, p.b)
	p.a.Restart(t)
	if shown := len(setupLink.FindAllString(p.a.Log(), -1)); shown != 1 {
		t.Errorf("after a restart with an owner the node has shown %d links, want the first one only", shown)
	}
}

func TestOwnerEmailMakesTheFirstOwnerAndIsIgnoredOnceThereIsOne(t *testing.T) {
	t.Parallel()
	database := testparts.Settings{"DATABASE": filepath.Join(t.TempDir(), "porchlight.db")}
	first := testparts.StartNode(t, database.With(testparts.Settings{"OWNER_EMAIL": ownerEmail, "OWNER_PASSWORD": ownerPassword}))
	signIn(t, first)
	first.Kill(t)

	again := testparts.StartNode(t, database.With(testparts.Settings{"OWNER_EMAIL": "second@example.com", "OWNER_PASSWORD": "short"}))
	signIn(t, again)
	if got := logIn(t, again, "second@example.com", "short"); got.status != http.StatusUnprocessableEntity {
		t.Errorf("login of the ignored owner: %d, want 422", got.status)
	}
	if setupLink.MatchString(again.Log()) {
		t.Error("a setup link is shown although there is an owner")
	}
}

func logIn(t *testing.T, n *testparts.Node, email, password string) answer {
	t.Helper()
	return newBrowser(t).fill(t, n, "/login", url.Values{"email": {email}, "password": {password}})
}

func TestAccountsAreAddedAndChangedWhileANodeIsRunning(t *testing.T) {
	t.Parallel()
	redis := testparts.Redis(t)
	for name, settings := range map[string]testparts.Settings{
		"a node without Redis": {},
		"a node with Redis":    {"REDIS_URL": redis.URL()},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			database := testparts.Settings{"DATABASE": filepath.Join(t.TempDir(), "porchlight.db")}
			n := testparts.StartNode(t, database.With(settings))
			const email, one, two = "admin@example.com", "the first password", "the second password"

			added := testparts.Run(t, database, one+"\n", "user", "add", "--role", "admin", email)
			if want := "added " + email + " as admin\n"; added.Code != 0 || added.Stdout != want {
				t.Fatalf("user add: %d %q %q", added.Code, added.Stdout, added.Stderr)
			}
			admin := newBrowser(t)
			admin.fill(t, n, "/login", url.Values{"email": {email}, "password": {one}})
			if got := admin.get(t, n, "/admin/presence"); got.status != http.StatusOK {
				t.Fatalf("the new admin's page: %d", got.status)
			}

			changed := testparts.Run(t, database, two, "user", "passwd", email)
			if changed.Code != 0 || !strings.Contains(changed.Stdout, email) {
				t.Fatalf("user passwd: %d %q %q", changed.Code, changed.Stdout, changed.Stderr)
			}
			if got := admin.get(t, n, "/admin/presence"); got.status != http.StatusSeeOther {
				t.Errorf("the session from before: %d, want 303 to the login", got.status)
			}
			if got := logIn(t, n, email, one); got.status != http.StatusUnprocessableEntity {
				t.Errorf("the old password: %d, want 422", got.status)
			}
			if got := logIn(t, n, email, two); got.status != http.StatusSeeOther {
				t.Errorf("the new password: %d, want 303", got.status)
			}
		})
	}
}

func TestACommandOnAccountsSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	database := testparts.Settings{"DATABASE": filepath.Join(t.TempDir(), "porchlight.db")}
	for _, c := range []struct {
		name, stdin string
		args        []string
		says        string
	}{
		{"a short password", "short\n", []string{"user", "add", "--role", "owner", ownerEmail}, "A password needs at least 12 characters."},
		{"no password", "", []string{"user", "add", "--role", "owner", ownerEmail}, "no password was given"},
		{"no e-mail address", ownerPassword, []string{"user", "add", "--role", "owner", "owner"}, "This is not an e-mail address"},
		{"no role", ownerPassword, []string{"user", "add", ownerEmail}, "missing flags: --role=ROLE"},
		{"a made-up role", ownerPassword, []string{"user", "add", "--role", "king", ownerEmail}, `--role must be one of "owner","admin" but got "king"`},
		{"an unknown account", ownerPassword, []string{"user", "passwd", "nobody@example.com"}, "There is no account with this e-mail address."},
	} {
		t.Run(c.name, func(t *testing.T) {
			checkRefusal(t, testparts.Run(t, database, c.stdin, c.args...), c.says)
		})
	}
}
