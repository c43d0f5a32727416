package nodes

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"porchlight/app/testparts"
)

func TestAStartThatCannotGoWellIsRefusedWithASentence(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = taken.Close() }) // after the parallel cases
	busy := taken.Addr().String()
	for _, c := range []struct {
		name     string
		settings testparts.Settings
		says     []string
	}{
		{
			"an address that other machines reach, without the one they use",
			testparts.Settings{"ADDR": "0.0.0.0:3000"},
			[]string{`--addr (ADDR) "0.0.0.0:3000" is open to other machines`, "say under which address they reach it with --base-url (BASE_URL)"},
		},
		{
			"an address without a host",
			testparts.Settings{"ADDR": ":3000"},
			[]string{`--addr (ADDR) ":3000" is open to other machines`},
		},
		{
			"an address without a port",
			testparts.Settings{"ADDR": "127.0.0.1"},
			[]string{`--addr (ADDR) "127.0.0.1" must be host:port, with a port from 1 to 65535; for example ADDR=127.0.0.1:3000`},
		},
		{
			"a base URL that is no origin",
			testparts.Settings{"BASE_URL": "example.com"},
			[]string{`--base-url (BASE_URL) "example.com" must be an origin, http:// or https:// with a host and nothing behind it; for example BASE_URL=https://example.com`},
		},
		{
			"a mail server that is none",
			testparts.Settings{"SMTP_URL": "mail.example.com:587", "MAIL_FROM": "porch@example.com"},
			[]string{"--smtp-url (SMTP_URL) must look like smtp://user:password@host:587", "for example SMTP_URL=smtp://user:password@mail.example.com:587"},
		},
		{
			"a password of a mail server that is not encoded",
			testparts.Settings{"SMTP_URL": "smtp://porch:top#secret@mail.example.com:587", "MAIL_FROM": "porch@example.com"},
			[]string{"--smtp-url (SMTP_URL) must look like smtp://", "in the password are written as %40 %3A %2F %3F %23 %25"},
		},
		{
			"mails from nobody",
			testparts.Settings{"SMTP_URL": "smtp://porch:secret@mail.example.com:587"},
			[]string{"--mail-from (MAIL_FROM) must be set where SMTP_URL is"},
		},
		{
			"a webhook that is none",
			testparts.Settings{"WEBHOOK_URL": "example.com/secret"},
			[]string{"--webhook-url (WEBHOOK_URL) must be the http:// or https:// address of a program"},
		},
		{
			"a short password of the first owner",
			testparts.Settings{"OWNER_EMAIL": ownerEmail, "OWNER_PASSWORD": "eleven char"},
			[]string{"--owner-password (OWNER_PASSWORD) is refused: A password needs at least 12 characters."},
		},
		{
			"a password without an owner",
			testparts.Settings{"OWNER_PASSWORD": ownerPassword},
			[]string{"--owner-email (OWNER_EMAIL) must be set where OWNER_PASSWORD is; for example OWNER_EMAIL=owner@example.com"},
		},
		{
			"counts that are shown all the time",
			testparts.Settings{"PRESENCE_TICK": "0s"},
			[]string{"--presence-tick (PRESENCE_TICK) 0s must be more than 0; for example PRESENCE_TICK=250ms"},
		},
		{
			"a first owner without a password",
			testparts.Settings{"OWNER_EMAIL": ownerEmail},
			[]string{"--owner-password (OWNER_PASSWORD) must be set where OWNER_EMAIL is"},
		},
		{
			"a first owner who is nobody",
			testparts.Settings{"OWNER_EMAIL": "owner", "OWNER_PASSWORD": ownerPassword},
			[]string{`--owner-email (OWNER_EMAIL) "owner" is refused: This is not an e-mail address`},
		},
		{
			"mails without a server",
			testparts.Settings{"MAIL_FROM": "porch@example.com"},
			[]string{`--mail-from (MAIL_FROM) "porch@example.com" needs the server that takes mails: set SMTP_URL too`},
		},
		{
			"a base URL below a path",
			testparts.Settings{"BASE_URL": "https://example.com/porch"},
			[]string{`--base-url (BASE_URL) "https://example.com/porch" must be an origin`},
		},
		{
			"quotes that are a part of the value",
			testparts.Settings{"BASE_URL": `"https://example.com"`},
			[]string{"must be an origin", "quotes are a part of the value, so leave them out"},
		},
		{
			"a database of another server",
			testparts.Settings{"DATABASE": "mysql://porch:secret@127.0.0.1/porch"},
			[]string{`--database (DATABASE) "mysql://***@127.0.0.1" must be the path of a file, or postgres://user:password@host/database`},
		},
		{
			"a database of a server with a stroke too few",
			testparts.Settings{"DATABASE": "postgres:/porch:secret@127.0.0.1/porch"},
			[]string{`--database (DATABASE) must be the path of a file, or postgres://user:password@host/database`},
		},
		{
			"a database in the words of libpq",
			testparts.Settings{"DATABASE": "host=127.0.0.1 dbname=porch password=secret"},
			[]string{`--database (DATABASE) must be the path of a file, or postgres://user:password@host/database`},
		},
		{
			"a proxy that is none",
			testparts.Settings{"TRUSTED_PROXIES": "127.0.0.1,caddy"},
			[]string{`--trusted-proxies (TRUSTED_PROXIES) "127.0.0.1,caddy" must be addresses or networks with commas between them, and "caddy" is neither; for example TRUSTED_PROXIES=127.0.0.1,10.0.0.0/8`},
		},
		{
			"metrics where the site is",
			testparts.Settings{"ADDR": busy, "METRICS_ADDR": busy},
			[]string{"--metrics-addr (METRICS_ADDR) \"" + busy + "\" must be another address than --addr (ADDR)"},
		},
		{
			"a port that is none",
			testparts.Settings{"METRICS_ADDR": "127.0.0.1:metrics"},
			[]string{`--metrics-addr (METRICS_ADDR) "127.0.0.1:metrics" must be host:port, with a port from 1 to 65535; for example METRICS_ADDR=127.0.0.1:9100`},
		},
		{
			"a time without its unit",
			testparts.Settings{"DRAIN": "5"},
			[]string{`--drain (DRAIN) "5" must be a time with its unit (ms, s, m or h); for example DRAIN=10s`},
		},
		{
			"a time below zero",
			testparts.Settings{"DRAIN": "-5s"},
			[]string{"--drain (DRAIN) -5s must be 0 or more; for example DRAIN=10s"},
		},
		{
			"a number that is none",
			testparts.Settings{"MESSAGE_BURST": "many"},
			[]string{`--message-burst (MESSAGE_BURST) "many" must be a whole number; for example MESSAGE_BURST=5`},
		},
		{
			"a switch that is neither on nor off",
			testparts.Settings{"DEV": "maybe"},
			[]string{`--dev (DEV) "maybe" must be true or false; for example DEV=true`},
		},
		{
			"a history that is over before it began",
			testparts.Settings{"KEEP_HISTORY": "-1"},
			[]string{"--keep-history (KEEP_HISTORY) -1 must be 0, which keeps for ever, or a number of days up to 36500"},
		},
		{
			"backups into what is no folder",
			testparts.Settings{"BACKUP_DIR": "/dev/null"},
			[]string{"--backup-dir (BACKUP_DIR) /dev/null cannot be written to: ", "; let the user that runs the site write there, or name another folder"},
		},
		{
			"backups all the time",
			testparts.Settings{"BACKUP_EVERY": "1s"},
			[]string{"--backup-every (BACKUP_EVERY) 1s must be 1m0s or more; for example BACKUP_EVERY=24h"},
		},
		{
			"a limit below zero",
			testparts.Settings{"MESSAGE_BURST": "-5"},
			[]string{"--message-burst (MESSAGE_BURST) -5 must be 0, which switches the limit off, or more"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			checkRefusal(t, start(t, c.settings), c.says...)
		})
	}
}

func TestADatabaseInUseIsRefusedWithASentenceThatTellsTheWayOut(t *testing.T) {
	t.Parallel()
	redis := testparts.Redis(t)
	file := func(t *testing.T) testparts.Settings {
		return testparts.Settings{"DATABASE": filepath.Join(t.TempDir(), "porchlight.db")}
	}
	shared := testparts.Settings{"REDIS_URL": redis.URL()}
	for _, c := range []struct {
		name         string
		running, new testparts.Settings
		says         string
	}{
		{"by a node alone, wanted by another one alone", nil, nil, "is in use by another node: give all nodes the same REDIS_URL, or this one a DATABASE of its own"},
		{"by a node alone, wanted by one with a Redis", nil, shared, "is in use by a node without Redis: stop it, or start it with the same REDIS_URL"},
		{"by a node with a Redis, wanted by one alone", shared, nil, "is in use by another node: give all nodes the same REDIS_URL, or this one a DATABASE of its own"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			database := file(t)
			testparts.StartNode(t, database.With(c.running))
			checkRefusal(t, start(t, database.With(c.new)), "database "+database["DATABASE"]+" "+c.says)
		})
	}
}

func TestAContentErrorIsNamedByFileLineAndKeyInACheckAndAtTheStart(t *testing.T) {
	t.Parallel()
	dir := testparts.Content(t)
	edit(t, filepath.Join(dir, "workshop", "technologies", "saw.md"), "kind: hand tool", "kinds: hand tool")
	edit(t, filepath.Join(dir, "site.yaml"), "Europe/Paris", "Europe/Atlantis")
	settings := testparts.Settings{"CONTENT_DIR": dir}
	for name, result := range map[string]testparts.Result{
		"content check": testparts.Run(t, settings, "", "content", "check"),
		"the start":     start(t, settings),
	} {
		t.Run(name, func(t *testing.T) {
			checkRefusal(t, result, "workshop/technologies/saw.md:4: kinds: ", "site.yaml:5: time_zone: ", "Europe/Atlantis")
		})
	}
}

func TestContentThatIsWellIsCounted(t *testing.T) {
	t.Parallel()
	result := testparts.Run(t, testparts.Settings{"CONTENT_DIR": testparts.Content(t)}, "", "content", "check")
	if want := "content is well: 1 ecosystem, 6 places\n"; result.Code != 0 || result.Stdout != want {
		t.Errorf("exit code %d, %q, want 0, %q", result.Code, result.Stdout, want)
	}
}

// start runs a node that should not get far.
func start(t *testing.T, settings testparts.Settings) testparts.Result {
	t.Helper()
	return testparts.Run(t, testparts.Settings{"ADDR": testparts.FreeAddr(t), "CONTENT_DIR": testparts.Content(t)}.With(settings), "")
}

// checkRefusal checks that the program ended with 1 and said these things to a person, and nothing to a programmer.
func checkRefusal(t *testing.T, got testparts.Result, says ...string) {
	t.Helper()
	if got.Code != 1 {
		t.Errorf("exit code %d, want 1", got.Code)
	}
	said := strings.Join(strings.Fields(got.Stderr), " ")
	for _, want := range says {
		if !strings.Contains(said, strings.TrimSpace(want)) {
			t.Errorf("it does not say %q", want)
		}
	}
	if !strings.HasPrefix(got.Stderr, "porchlight: ") || strings.Contains(got.Stderr, "goroutine") || strings.Contains(got.Stderr, "secret") || t.Failed() {
		t.Errorf("it says:\n%s", got.Stderr)
	}
}

func edit(t *testing.T, file, old, text string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Count(string(data), old) != 1 {
		t.Fatalf("%s does not hold %q once", file, old)
	}
	if err := os.WriteFile(file, []byte(strings.Replace(string(data), old, text, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
}
