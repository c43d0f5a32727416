package nodes

import (
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"porchlight/app/testparts"

	"github.com/fasthttp/websocket"
)

const adminEmail, adminPassword = "admin@example.com", "a password of theirs"

func addAdmin(t *testing.T, settings testparts.Settings) {
	t.Helper()
	if added := testparts.Run(t, settings, adminPassword, "user", "add", "--role", "admin", adminEmail); added.Code != 0 {
		t.Fatalf("user add: %q", added.Stderr)
	}
}

func TestADisabledAccountLosesItsSocketsOnAllNodesWithinFiveSeconds(t *testing.T) {
	t.Parallel()
	p := newPair(t, nil)
	addAdmin(t, p.settings)
	admin := newBrowser(t)
	admin.fill(t, p.a, "/login", url.Values{"email": {adminEmail}, "password": {adminPassword}})
	pages := []*tab{admin.open(t, p.a, "/admin/presence"), admin.open(t, p.b, "/admin/presence")}

	got := testparts.Run(t, p.settings, "", "user", "disable", strings.ToUpper(adminEmail))
	from := time.Now()
	if got.Code != 0 || got.Stdout != "disabled "+adminEmail+"; its sessions are over\n" {
		t.Fatalf("user disable: %d %q %q", got.Code, got.Stdout, got.Stderr)
	}
	for _, page := range pages {
		testparts.Eventually(t, "the page is closed", func() bool { _, code, _ := page.state(); return code == websocket.ClosePolicyViolation })
	}
	if took := time.Since(from); took > 5*time.Second {
		t.Errorf("that took %s", took)
	}
	if got := logIn(t, p.b, adminEmail, adminPassword); got.status != http.StatusUnprocessableEntity {
		t.Errorf("logging in: %d", got.status)
	}
	if got := testparts.Run(t, p.settings, "", "user", "enable", adminEmail); got.Code != 0 {
		t.Fatalf("user enable: %q", got.Stderr)
	}
	if got := logIn(t, p.b, adminEmail, adminPassword); got.status != http.StatusSeeOther {
		t.Errorf("logging in, enabled again: %d", got.status)
	}
}

// Only the store says that a session is over: the word of it needs no Redis.
func TestASessionThatEndsInAnyWayLosesItsSocketsOnAllNodesWhileRedisIsAway(t *testing.T) {
	t.Parallel()
	p := newPair(t, nil)
	addAdmin(t, p.settings)
	login := func(email, password string) *browser {
		b := newBrowser(t)
		if a := b.fill(t, p.a, "/login", url.Values{"email": {email}, "password": {password}}); a.status != http.StatusSeeOther {
			t.Fatalf("logging in: %d", a.status)
		}
		return b
	}
	here, phone, laptop, admin := login(ownerEmail, ownerPassword), login(ownerEmail, ownerPassword), login(ownerEmail, ownerPassword), login(adminEmail, adminPassword)
	p.redis.Stop(t)
	for _, c := range []struct {
		how, path string
		ends, by  *browser
		form      url.Values
	}{
		{"logging out", "/logout", phone, phone, nil},
		{"ending all others", "/admin/you/sessions/end", laptop, here, nil},
		{"another role", "/admin/accounts/2/role", admin, here, url.Values{"role": {"owner"}}},
		{"another password", "/admin/you/password", here, here, url.Values{"current": {ownerPassword}, "password": {"another lamp in the porch"}}},
	} {
		pages := []*tab{c.ends.open(t, p.a, "/admin/presence"), c.ends.open(t, p.b, "/admin/presence")}
		from := time.Now()
		if a := c.by.fill(t, p.a, c.path, c.form); a.status != http.StatusSeeOther {
			t.Fatalf("%s: %d %s", c.how, a.status, a.body)
		}
		for i, page := range pages {
			testparts.Eventually(t, c.how+": the page is closed", func() bool { _, code, _ := page.state(); return code == websocket.ClosePolicyViolation })
			if took := time.Since(from); took > 5*time.Second {
				t.Errorf("%s: that took %s on node %d", c.how, took, i)
			}
		}
	}
}

func TestTheCommandLineListsAccountsKeepsAnOwnerAndIsRecorded(t *testing.T) {
	t.Parallel()
	database := testparts.Settings{"DATABASE": filepath.Join(t.TempDir(), "porchlight.db"), "OWNER_EMAIL": ownerEmail, "OWNER_PASSWORD": ownerPassword}
	n := testparts.StartNode(t, database)
	addAdmin(t, database)
	checkRefusal(t, testparts.Run(t, database, "", "user", "disable", ownerEmail), ownerEmail+" is the only owner who can log in. Make somebody else an owner first.")
	checkRefusal(t, testparts.Run(t, database, "", "user", "disable", "nobody@example.com"), "There is no such account.")
	if got := testparts.Run(t, database, "", "user", "disable", adminEmail); got.Code != 0 {
		t.Fatalf("user disable: %q", got.Stderr)
	}
	owner := signIn(t, n)
	list := testparts.Run(t, database, "", "user", "list")
	for _, want := range []string{`(?m)^` + ownerEmail + ` +owner +can log in +since \d{4}-\d\d-\d\d +used \d{4}-\d\d-\d\d$`, `(?m)^` + adminEmail + ` +admin +disabled +since \d{4}-\d\d-\d\d +never used$`} {
		if !regexp.MustCompile(want).MatchString(list.Stdout) {
			t.Errorf("user list says %q, want %s", list.Stdout, want)
		}
	}
	page := owner.get(t, n, "/admin/audit").body
	for _, want := range []string{"disabled", "added", "as the first owner", "logged in"} {
		if !strings.Contains(page, want) {
			t.Errorf("the log does not say %q", want)
		}
	}
	if got := strings.Count(page, `<th scope="row">command line</th>`); got != 3 {
		t.Errorf("the command line did %d things, want 3: %s", got, page)
	}
	if got := testparts.Run(t, database, "", "audit", "check"); got.Code != 0 || !regexp.MustCompile(`^4 records fit together; the last has the hash [0-9a-f]{64}\n$`).MatchString(got.Stdout) {
		t.Errorf("audit check: %d %q %q", got.Code, got.Stdout, got.Stderr)
	}
}
