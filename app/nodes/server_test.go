package nodes

import (
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"porchlight/app/doctor"
	"porchlight/app/testparts"
)

func TestASiteIsServedAskedAndLookedAfterOnAServersDatabase(t *testing.T) {
	t.Parallel()
	server, receiver := testparts.Postgres(t), testparts.NewTraceReceiver(t)
	settings := unlimited.With(tracedTo(receiver.URL)).With(testparts.Settings{"DATABASE": server.Database(t), "OWNER_EMAIL": ownerEmail, "OWNER_PASSWORD": ownerPassword, "CONTENT_DIR": testparts.Content(t)})
	e, code := examine(t, settings)
	e.says(t, "store", doctor.Wrong, "PostgreSQL 15", "empty: the first start makes its tables, in use by 0 nodes")
	if code != 1 {
		t.Errorf("exit code %d, of a server that flushes nothing", code)
	}
	n := testparts.StartNode(t, settings)
	testparts.Eventually(t, "the banner tells of it", func() bool {
		return strings.Contains(n.Log(), "store       PostgreSQL, test1 on "+server.Addr+", ") && strings.Contains(n.Log(), " MB, for this node alone") && strings.Contains(n.Log(), "backups     the database server's own: pg_dump")
	})
	serves(t, n)
	t.Run("traces", func(t *testing.T) { namesItsSpans(t, receiver) })
	t.Run("the doctor", func(t *testing.T) { examineServer(t, n, server, settings) })
	t.Run("commands", func(t *testing.T) { commands(t, server, settings) })

	server.Stop(t)
	e, _ = examine(t, settings)
	e.says(t, "store", doctor.Wrong, "test1 on "+server.Addr+", not usable", "The server cannot be reached. See whether it runs, and whether DATABASE names it.")
	n.Kill(t)
	knocked := whenKnocked(t, server.Addr, func() { server.Restart(t) })
	n.Restart(t)
	<-knocked
	if got := newBrowser(t).signIn(t, n).get(t, n, "/inbox"); got.status != http.StatusOK {
		t.Errorf("the inbox of a node that waited for the server: %d", got.status)
	}
	quietLog(t, n)
}

// serves goes through what a site is for: a question, its answer, search, a change, and that all of it is erased.
func serves(t *testing.T, n *testparts.Node) {
	t.Helper()
	owner, visitor := signIn(t, n), newBrowser(t)
	asked := visitor.write(t, n, "Does the saw cut oak?")
	id := visitor.conversation(t, n)
	thread := "/inbox/" + id
	page, desk := visitor.follow(t, n, saw, 0), owner.follow(t, n, thread, 0)
	answered := newMessage("It does, slowly.")
	owner.fill(t, n, thread+"/messages", url.Values{"id": {answered.id}, "body": {answered.body}})
	testparts.Eventually(t, "both sides are shown both", func() bool { return page.shows(answered.id) && desk.shows(asked.id) && desk.shows(answered.id) })
	found := func(word string) bool { return strings.Contains(owner.get(t, n, "/inbox?q="+word).body, id) }
	testparts.Eventually(t, "the owner finds it by a word", func() bool { return found("oak") })
	visitor.fill(t, n, "/conversation/messages/"+asked.id+"/edit", url.Values{"body": {"Does the saw cut beech?"}})
	testparts.Eventually(t, "it is found by its new words alone", func() bool { return found("beech") && !found("oak") })
	owner.fill(t, n, thread+"/notes", url.Values{"body": {"A carpenter."}})
	for path, want := range map[string]string{"/conversation": "It does, slowly.", "/privacy": "A carpenter.", "/privacy/export": "cut beech"} {
		if got := visitor.get(t, n, path); got.status != http.StatusOK || !strings.Contains(got.body, want) {
			t.Errorf("%s: %d, without %q: %s", path, got.status, want, got.body)
		}
	}
	if told := visitor.get(t, n, "/privacy").body; !strings.Contains(told, "overwritten when the server needs it") || strings.Contains(told, "overwritten in the database file") {
		t.Error("the policy does not say what a server does with what is erased")
	}
	for _, path := range []string{"/inbox/gaps", "/inbox/reach", "/admin/presence", "/admin/history", "/admin/audit", "/admin/accounts", "/admin/broadcasts", healthPage} {
		if got := owner.get(t, n, path); got.status != http.StatusOK {
			t.Errorf("%s: %d", path, got.status)
		}
	}
	if told := owner.get(t, n, healthPage).body; !strings.Contains(told, ">answers<") || strings.Contains(told, "Left on the disk") || !strings.Contains(told, "All is well.") {
		t.Errorf("the health page does not tell of a server: %s", told)
	}
	visitor.fill(t, n, "/privacy/erase", nil)
	testparts.Eventually(t, "nothing of it is found any more", func() bool { return !found("beech") && !found("slowly") })
	if got := owner.get(t, n, thread).body; strings.Contains(got, "beech") || strings.Contains(got, "carpenter") {
		t.Errorf("the owner still reads what was erased: %s", got)
	}
}

// namesItsSpans wants what the store did in the traces, by the names of queries alone.
func namesItsSpans(t *testing.T, receiver testparts.TraceReceiver) {
	for _, name := range []string{"postgres write", "postgres commit", "postgres MessageByID"} {
		testparts.Eventually(t, "a span is called "+name, func() bool { return len(traced(receiver.Spans(t)).find(name)) > 0 })
	}
	for _, asked := range receiver.Asked() {
		if strings.Contains(string(asked.Body), "beech") {
			t.Error("a span has the words of a message")
		}
	}
}

func examineServer(t *testing.T, n *testparts.Node, server *testparts.PostgresServer, settings testparts.Settings) {
	e, _ := examine(t, settings.With(testparts.Settings{"ADDR": n.Addr, "KEEP_BACKUPS": "30"}))
	e.says(t, "site", doctor.OK, "the node on "+n.Addr+" is ready")
	e.says(t, "store", doctor.Wrong, "PostgreSQL 15", "version 11, 1 owner, in use by 1 node", "(fsync is off). Switch fsync on", "logs in as a superuser")
	e.says(t, "push", doctor.OK, "the key is there; 0 devices asked for them")
	e.says(t, "backups", doctor.Off, "the server's own: pg_dump")
	if _, said := e.check("clock"); !strings.Contains(said, " from that of PostgreSQL") {
		t.Errorf("of the clock it says %s", said)
	}
}

func commands(t *testing.T, server *testparts.PostgresServer, settings testparts.Settings) {
	if got := testparts.Run(t, settings, ownerPassword+"\n", "user", "add", "--role", "admin", "admin@example.com"); got.Code != 0 {
		t.Errorf("user add beside a node: %s", got.Stderr)
	}
	if got := testparts.Run(t, settings, "", "user", "list"); got.Code != 0 || !strings.Contains(got.Stdout, ownerEmail) || !strings.Contains(got.Stdout, "admin@example.com") {
		t.Errorf("user list: %s%s", got.Stdout, got.Stderr)
	}
	exported := testparts.Run(t, settings, "", "export")
	if got := testparts.Run(t, settings, exported.Stdout, "import", "-"); exported.Code != 0 || got.Code != 0 || !strings.Contains(got.Stdout, "into test1 on "+server.Addr) {
		t.Errorf("export and import: %s%s%s", exported.Stderr, got.Stdout, got.Stderr)
	}
	const instead = " is for the database file of SQLite, and DATABASE names a server: "
	strange, err := url.Parse(settings["DATABASE"])
	must(t, err)
	strange.User = url.UserPassword("porchlight", notToBeSaid)
	for _, refused := range []struct {
		change testparts.Settings
		says   string
		args   []string
	}{
		{nil, "backup" + instead + "use its own pg_dump", []string{"backup", "file.db"}},
		{nil, "restore" + instead + "use its own pg_restore", []string{"restore", "file.db"}},
		{testparts.Settings{"BACKUP_DIR": t.TempDir()}, "--backup-dir (BACKUP_DIR)", nil},
		{testparts.Settings{"DATABASE": "postgres://porchlight:" + notToBeSaid + "@:none/site"}, `--database (DATABASE) must be postgres://user:password@host/database`, nil},
		{testparts.Settings{"DATABASE": strange.String()}, "database test1 on " + server.Addr + ": the server refuses the password; set DATABASE to the right one", []string{"user", "list"}},
		{testparts.Settings{"DATABASE": server.URL("none")}, "database none on " + server.Addr + ": there is no such database on the server; make it with createdb, or set DATABASE to the right one", []string{"user", "list"}},
		{testparts.Settings{"ADDR": testparts.FreeAddr(t)}, "database test1 on " + server.Addr + " is in use by another node: give all nodes the same REDIS_URL, or this one a DATABASE of its own", nil},
	} {
		got := testparts.Run(t, settings.With(refused.change), "", refused.args...)
		checkRefusal(t, got, refused.says)
		if strings.Contains(got.Stderr, notToBeSaid) || strings.Contains(got.Stderr, testparts.PostgresPassword) {
			t.Errorf("it tells a password: %s", got.Stderr)
		}
	}
}

// whenKnocked takes the address of a server that is away, and makes way for it as soon as somebody has tried to connect.
func whenKnocked(t *testing.T, addr string, then func()) (knocked chan struct{}) {
	t.Helper()
	listener, err := net.Listen("tcp", addr)
	must(t, err)
	knocked = make(chan struct{})
	go func() {
		defer close(knocked)
		if conn, err := listener.Accept(); err == nil {
			_ = conn.Close()
		}
		_ = listener.Close()
		then()
	}()
	return knocked
}
