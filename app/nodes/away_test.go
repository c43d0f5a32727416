package nodes

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"porchlight/app/testparts"
)

// onServer starts a node on a PostgreSQL of its own, which the test may stop. It tells its metrics.
func onServer(t *testing.T) (*testparts.Node, *testparts.PostgresServer, testparts.Settings) {
	t.Helper()
	server := testparts.Postgres(t)
	settings := unlimited.With(testparts.Settings{
		"DATABASE": server.Database(t), "OWNER_EMAIL": ownerEmail, "OWNER_PASSWORD": ownerPassword, "METRICS_ADDR": testparts.FreeAddr(t),
	})
	return testparts.StartNode(t, settings), server, settings
}

func TestWhileTheDatabaseServerIsAwayPagesAndPresenceGoOnAndNothingIsLost(t *testing.T) {
	t.Parallel()
	n, server, settings := onServer(t)
	metrics := &testparts.Node{Addr: settings["METRICS_ADDR"], URL: "http://" + settings["METRICS_ADDR"]}
	owner, visitor, reader := signIn(t, n), newBrowser(t), newBrowser(t)
	stored := visitor.write(t, n, "There is a server.")
	thread := "/inbox/" + visitor.conversation(t, n)
	page, desk, sick := visitor.follow(t, n, saw, 0), owner.follow(t, n, thread, 0), owner.open(t, n, healthPage)
	testparts.Eventually(t, "both sides are shown the message", func() bool { return page.shows(stored.id) && desk.shows(stored.id) })

	server.Stop(t)
	t.Run("pages go on", func(t *testing.T) {
		for _, path := range []string{"/", saw, "/search?q=saw", "/feed.xml", "/login", "/livez", "/readyz"} {
			if got := visitor.get(t, n, path); got.status != http.StatusOK {
				t.Errorf("%s: %d", path, got.status)
			}
		}
	})
	t.Run("what needs the store says so", func(t *testing.T) {
		for _, path := range []string{"/conversation", "/conversation/messages?after=0", "/privacy"} {
			checkAway(t, path, visitor.get(t, n, path))
		}
		for _, path := range []string{"/inbox", thread, "/admin/presence", healthPage} {
			checkAway(t, path, owner.get(t, n, path)) // and nobody is sent to the login
		}
		if err := (&tab{browser: owner, node: n, at: "/inbox"}).connect(); err == nil || !strings.Contains(err.Error(), "503") {
			t.Errorf("a page of staff that connects is told %v, want 503", err)
		}
	})
	t.Run("visitors come, whether they wrote or not, and are counted", func(t *testing.T) {
		visitor.open(t, n, saw)
		other := reader.open(t, n, saw)
		testparts.Eventually(t, "two are there", func() bool { return other.see().counts[saw].number == 2 })
	})
	late := newMessage("Is there a server?")
	t.Run("drafts are given back", func(t *testing.T) {
		keepsDraft(t, "a visitor's form", visitor, n, visitorPost)
		keepsDraft(t, "a form of somebody who has not written yet", newBrowser(t), n, visitorPost)
		keepsDraft(t, "the owner's form", owner, n, thread+"/messages")
		page.say(late)
		testparts.Eventually(t, "the socket is told that it is not stored", func() bool { return slices.Equal(page.see().errors, []string{"unavailable"}) })
	})
	t.Run("the page of health that is open, the metrics and the log say it, and nobody is logged out", func(t *testing.T) {
		testparts.Eventually(t, "the page says so", func() bool { return strings.Contains(sick.see().verdict, "the database server is away") })
		said := newBrowser(t).get(t, metrics, "/metrics").body
		for _, metric := range ofServers {
			if !strings.Contains(said, "\n# TYPE "+metric+" gauge\n") {
				t.Errorf("the metrics do not say %s", metric)
			}
		}
		if !strings.Contains(said, "\nporchlight_store_up 0\n") {
			t.Error("the metrics do not say that the server is away")
		}
		const away = "what is stored cannot be read: the server cannot be reached; see whether it runs, and whether DATABASE names it"
		testparts.Eventually(t, "the log says so", func() bool { return strings.Contains(n.Log(), away) })
		if said := strings.Count(n.Log(), away); said != 1 {
			t.Errorf("the log says it %d times, want once:\n%s", said, n.Log())
		}
		if open, _, opened := desk.state(); !open || opened != 1 {
			t.Errorf("the owner's page has had %d sockets, and one now: %t", opened, open)
		}
	})

	server.Restart(t)
	testparts.Eventually(t, "the message is stored under its id", func() bool {
		got, err := visitor.send(n, visitorPost, late)
		return err == nil && got.status == http.StatusOK
	})
	testparts.Eventually(t, "both sides are shown it", func() bool { return page.shows(late.id) && desk.shows(late.id) })
	testparts.Eventually(t, "the page of health says that it is over", func() bool { return !strings.Contains(sick.see().verdict, "the database server is away") })
	for _, path := range []string{"/inbox", thread, healthPage} {
		if got := owner.get(t, n, path); got.status != http.StatusOK {
			t.Errorf("%s, once the server is back: %d", path, got.status)
		}
	}
	if got := owner.fill(t, n, thread+"/messages", url.Values{"id": {newMessage("").id}, "body": {"Yes."}}); got.status != http.StatusSeeOther {
		t.Errorf("the owner's answer: %d", got.status)
	}
	testparts.Eventually(t, "the log says that it is over", func() bool { return strings.Contains(n.Log(), "what comes is stored again") })
	if strings.Contains(n.Log(), "request failed") {
		t.Errorf("the log takes it for a mistake of the site:\n%s", n.Log())
	}
	quietLog(t, n)
}

// checkAway wants an answer that says that nothing can be looked up, and shows nothing else.
func checkAway(t *testing.T, path string, got answer) {
	t.Helper()
	if got.status != http.StatusServiceUnavailable || !strings.Contains(got.body, "The site cannot look that up right now. Please try again in a minute.") {
		t.Errorf("%s: %d, want 503 in words: %s", path, got.status, got.body)
	}
}

// mostWarnings are the lines of what goes wrong in an outage: that nothing can be read, or stored, and a few at its edges.
const mostWarnings = 5

// quietLog wants a log that tells of an outage once, and not for each of those who meet it, and no password.
func quietLog(t *testing.T, n *testparts.Node) {
	t.Helper()
	if said := strings.Count(n.Log(), "level=WARN"); said > mostWarnings {
		t.Errorf("the log warns %d times:\n%s", said, n.Log())
	}
	for _, password := range []string{testparts.PostgresPassword, url.PathEscape(testparts.PostgresPassword), url.QueryEscape(testparts.PostgresPassword)} {
		if strings.Contains(n.Log(), password) {
			t.Errorf("the log tells the password:\n%s", n.Log())
		}
	}
}
