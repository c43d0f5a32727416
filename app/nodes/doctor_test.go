package nodes

import (
	"database/sql"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"porchlight/app/doctor"
	"porchlight/app/testparts"

	"github.com/redis/go-redis/v9"
)

// examined is what the doctor says.
type examined struct {
	Well    bool
	Verdict string
	Checks  []doctor.Report
}

func examine(t *testing.T, settings testparts.Settings, args ...string) (e examined, code int) {
	t.Helper()
	got := testparts.Run(t, settings, "", append([]string{"doctor", "--json"}, args...)...)
	if err := json.Unmarshal([]byte(got.Stdout), &e); err != nil {
		t.Fatalf("%v: %s%s", err, got.Stdout, got.Stderr)
	}
	if strings.Contains(got.Stdout+got.Stderr, "secret") {
		t.Errorf("it tells a password: %s%s", got.Stdout, got.Stderr)
	}
	return e, got.Code
}

// check is what it says of one thing; all findings follow the state.
func (e examined) check(name string) (state doctor.State, said string) {
	i := slices.IndexFunc(e.Checks, func(r doctor.Report) bool { return r.Check == name })
	if i < 0 {
		return "", "nothing"
	}
	said = e.Checks[i].Says
	for _, f := range e.Checks[i].Findings {
		said += "\n" + f.What + " " + f.Do
	}
	return e.Checks[i].State, said
}

// says checks that it says so of one thing.
func (e examined) says(t *testing.T, name string, state doctor.State, says ...string) {
	t.Helper()
	is, said := e.check(name)
	for _, want := range says {
		if is != state || !strings.Contains(said, want) {
			t.Errorf("%s is %s, want %s, and says nothing of %q:\n%s", name, is, state, want, said)
		}
	}
}

func TestTheDoctorFindsARunningSiteWellAndChangesNothing(t *testing.T) {
	t.Parallel()
	server := testparts.Redis(t)
	mails := testparts.NewMailServer(t, testparts.MailServerOptions{})
	folder := t.TempDir()
	settings := testparts.Settings{
		"DATABASE": filepath.Join(folder, "porchlight.db"), "REDIS_URL": server.URL(), "CONTENT_DIR": testparts.Content(t), "BACKUP_DIR": t.TempDir(),
		"OWNER_EMAIL": ownerEmail, "OWNER_PASSWORD": ownerPassword, "SMTP_URL": mails.URL(), "MAIL_FROM": "porch@example.com",
	}
	n := testparts.StartNode(t, settings)
	settings["ADDR"], settings["BASE_URL"] = n.Addr, n.URL
	newBrowser(t).write(t, n, "Is the doctor in?")
	testparts.Eventually(t, "the first backup is there", func() bool { return strings.Contains(listed(t, settings["BACKUP_DIR"]), ".db -") })
	before := listed(t, folder)

	e, code := examine(t, settings)
	if after := listed(t, folder); after != before {
		t.Errorf("the folder of the database was\n%sand is\n%s", before, after)
	}
	if !e.Well || code != 0 {
		t.Errorf("exit code %d: %+v", code, e)
	}
	e.says(t, "site", doctor.OK, "the node on "+settings["ADDR"]+" is ready, and "+settings["BASE_URL"]+" leads to it")
	e.says(t, "content", doctor.OK, "1 ecosystem, 6 places, Europe/Paris, in "+settings["CONTENT_DIR"])
	_, said := e.check("store") // the machine of a test may be short of space
	for _, want := range []string{"sound", "1 owner", "in use by 1 node (process "} {
		if !strings.Contains(said, want) {
			t.Errorf("of the store it does not say %q: %s", want, said)
		}
	}
	e.says(t, "redis", doctor.OK, "Redis ", "standalone, answers in ")
	e.says(t, "mail", doctor.OK, "takes mails from porch@example.com (without TLS, on this machine, without a login)")
	e.says(t, "push", doctor.OK, "the key is there; 0 devices asked for them")
	e.says(t, "webhook", doctor.Off, "not set")
	e.says(t, "backups", doctor.OK, "newest ", " s old, every 1 d, in "+settings["BACKUP_DIR"])
	e.says(t, "files", doctor.OK, " for process ")
	if n := len(mails.Delivered()); n != 0 {
		t.Errorf("%d mails were sent", n)
	}

	if e, _ := examine(t, settings, "--mail-to", "me@example.com"); len(mails.Delivered()) != 1 || mails.Delivered()[0].To != "me@example.com" {
		t.Errorf("after a test mail was asked for: %+v, %+v", mails.Delivered(), e)
	}
}

// listed are the files of a folder with what a change of them would change.
func listed(t *testing.T, folder string) (all string) {
	t.Helper()
	files, err := os.ReadDir(folder)
	must(t, err)
	for _, f := range files {
		info, err := f.Info()
		must(t, err)
		all += f.Name() + " " + info.Mode().String() + "\n"
	}
	return all
}

func TestTheDoctorMakesNothing(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	e, code := examine(t, testparts.Settings{"DATABASE": filepath.Join(folder, "data", "porchlight.db"), "ADDR": testparts.FreeAddr(t)})
	if made := listed(t, folder); made != "" || code != 0 {
		t.Errorf("exit code %d; it made %s", code, made)
	}
	e.says(t, "site", doctor.OK, "no node runs on")
	_, said := e.check("store")
	if !strings.Contains(said, "not there yet: the first start makes ") {
		t.Error(said)
	}

	database := testparts.Settings{"DATABASE": filepath.Join(folder, "porchlight.db")}
	testparts.StartNode(t, database).Terminate(t)
	before := listed(t, folder)
	e, _ = examine(t, database)
	if after := listed(t, folder); after != before {
		t.Errorf("the folder was\n%sand is\n%s", before, after)
	}
	e.says(t, "store", doctor.Warning, "sound", "in use by no node", "No owner can log in. Start the site and open the link")
}

func TestTheDoctorSaysOfAllThatIsWrongWhatToDo(t *testing.T) {
	t.Parallel()
	locked := testparts.Redis(t)
	client := redis.NewClient(&redis.Options{Addr: locked.Addr})
	defer client.Close()
	must(t, client.ConfigSet(t.Context(), "requirepass", "sesame").Err())
	mails := testparts.NewMailServer(t, testparts.MailServerOptions{})
	mails.At(testparts.MailFrom, testparts.MailRefuse(550, "Not from there"))
	content := testparts.Content(t)
	edit(t, filepath.Join(content, "workshop", "technologies", "saw.md"), "kind: hand tool", "kinds: hand tool")
	database := filepath.Join(t.TempDir(), "porchlight.db")
	testparts.StartNode(t, testparts.Settings{"DATABASE": database}).Terminate(t)
	garble(t, database, 4096)
	chmod(t, database, 0o644)
	other := testparts.StartNode(t, nil)
	settings := testparts.Settings{
		"DATABASE": database, "REDIS_URL": "redis://:secret@" + locked.Addr, "CONTENT_DIR": content, "ADDR": testparts.FreeAddr(t), "BASE_URL": "http://" + testparts.FreeAddr(t),
		"SMTP_URL": mails.URL(), "MAIL_FROM": "porch@example.com", "WEBHOOK_URL": "http://" + testparts.FreeAddr(t) + "/secret",
	}
	e, code := examine(t, settings)
	if e.Well || code != 1 {
		t.Errorf("exit code %d, well: %v", code, e.Well)
	}
	e.says(t, "site", doctor.Warning, settings["BASE_URL"]+" cannot be reached from this machine. Nobody listens there. Look at the DNS name")
	e.says(t, "content", doctor.Wrong, "workshop/technologies/saw.md:4: kinds: ", "Mend it in the file")
	e.says(t, "store", doctor.Wrong, "It is damaged. Move it away and restore a backup", "Everybody on this machine can read what is stored (mode 0644). Run: chmod 600 "+database+"*")
	e.says(t, "redis", doctor.Wrong, "It refuses the user or the password. Correct them in the address")
	e.says(t, "mail", doctor.Wrong, "The mail server takes no mail from MAIL_FROM: 550 Not from there. Correct SMTP_URL and MAIL_FROM")
	e.says(t, "webhook", doctor.Wrong, "It cannot be reached", "Start the program, or correct WEBHOOK_URL")

	settings["ADDR"], settings["BASE_URL"] = other.Addr, testparts.StartNode(t, nil).URL
	e, _ = examine(t, settings)
	e.says(t, "site", doctor.Wrong, settings["BASE_URL"]+" leads to something else than this node. Correct BASE_URL, or lead the proxy to "+other.URL)
}

func TestTheDoctorSaysWhetherAnotherRedisWouldTakeThePlaceOfTheMaster(t *testing.T) {
	t.Parallel()
	s := testparts.NewRedisSentinels(t, testparts.SentinelAccess{User: "porchlight", Password: "secret"})
	settings := testparts.Settings{"DATABASE": filepath.Join(t.TempDir(), "porchlight.db"), "ADDR": testparts.FreeAddr(t), "REDIS_URL": s.URL()}
	e, _ := examine(t, settings)
	e.says(t, "redis", doctor.Warning, "2 replicas behind 3 Sentinels, answers in ", "A master that is cut off from its replicas goes on", "Set min-replicas-to-write 1")
	s.Sentinels[0].Stop(t)
	s.Sentinels[1].Stop(t)
	testparts.Eventually(t, "the last Sentinel knows that it is alone", func() bool {
		e, _ = examine(t, settings)
		_, said := e.check("redis")
		return strings.Contains(said, "The Sentinels are too few")
	})
	e.says(t, "redis", doctor.Warning, "The Sentinel at "+s.Sentinels[0].Addr+" does not answer. Start it, or take it out of REDIS_URL.")
	s.Servers[0].Stop(t)
	e, _ = examine(t, settings)
	e.says(t, "redis", doctor.Wrong, "Nobody listens at "+s.Servers[0].Addr+".")

	settings["REDIS_URL"] = testparts.RedisCluster(t)
	e, _ = examine(t, settings)
	e.says(t, "redis", doctor.Warning, "a Cluster of 3 masters and 0 replicas", "Nothing takes the place of 127.0.0.1:")
}

func TestSentinelsAndTheirMasterMayHaveCertificatesOfTheirOwnNames(t *testing.T) {
	t.Parallel()
	url, roots := testparts.RedisSentinelTLS(t)
	settings := testparts.Settings{"DATABASE": filepath.Join(t.TempDir(), "porchlight.db"), "ADDR": testparts.FreeAddr(t), "REDIS_URL": url, "SSL_CERT_FILE": roots}
	e, _ := examine(t, settings)
	e.says(t, "redis", doctor.Warning, "0 replicas behind 1 Sentinel, answers in ", "Nothing takes the place of the master when it is gone: it has no replica.")
	if _, said := e.check("redis"); strings.Contains(said, "does not answer") {
		t.Error(said)
	}
	delete(settings, "SSL_CERT_FILE")
	e, _ = examine(t, settings)
	e.says(t, "redis", doctor.Wrong, "Its certificate is not trusted")
}

func TestWhatTheDoctorPrintsFitsATerminalAndEndsWithASentence(t *testing.T) {
	t.Parallel()
	settings := testparts.Settings{"DATABASE": "porchlight.db", "ADDR": testparts.FreeAddr(t), "REDIS_URL": "redis://" + testparts.FreeAddr(t)}
	got := testparts.Run(t, settings, "", "doctor")
	for line := range strings.Lines(got.Stdout) {
		if utf8.RuneCountInString(line) > 81 { // with its end
			t.Errorf("too wide: %s", line)
		}
	}
	for _, want := range []string{"\n  wrong    redis     not usable", "\n                     Nobody listens at 127.0.0.1:", "\n                       Start Redis there", "\n\nNot well: redis."} {
		if !strings.Contains(got.Stdout, want) {
			t.Errorf("it does not say %q:\n%s", want, got.Stdout)
		}
	}
	if want := "porchlight: not well: redis"; got.Code != 1 || !strings.HasPrefix(got.Stderr, want) || strings.Count(got.Stderr, "\n") != 1 {
		t.Errorf("exit code %d; it says %q, want %q", got.Code, got.Stderr, want)
	}
}

func TestTheDoctorLooksIntoTheStore(t *testing.T) {
	t.Parallel()
	database := filepath.Join(t.TempDir(), "porchlight.db")
	testparts.StartNode(t, testparts.Settings{"DATABASE": database}).Terminate(t)
	db, err := sql.Open("sqlite3", database)
	must(t, err)
	for _, change := range []string{
		"PRAGMA foreign_keys = off",
		"INSERT INTO history_seen (start, seconds) VALUES (32503680000, 1)", // the year 3000
		"INSERT INTO session (token_hash, account_id, created_at, used_at) VALUES (x'00', 404, 0, 0)",
		"INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)",
		"DELETE FROM secret WHERE name = 'vapid'",
		"INSERT INTO account (id, email, role, password_hash, created_at) VALUES (1, 'owner@example.com', 'owner', '', 0)",
		"INSERT INTO push_subscription (account_id, endpoint, p256dh, auth, label, created_at) VALUES (1, 'https://push.example.com', '', '', '', 0)",
		"INSERT INTO notice (key, channel, kind, data, created_at, due_at, dead_at) VALUES ('one', 'push', 'asked', '{}', 0, 0, 0)",
	} {
		_, err := db.Exec(change)
		must(t, err)
	}
	must(t, db.Close())
	backups := t.TempDir()
	must(t, os.WriteFile(filepath.Join(backups, "porchlight-20260101T000000Z.db"), nil, 0o600))
	e, code := examine(t, testparts.Settings{"DATABASE": database, "ADDR": testparts.FreeAddr(t), "BACKUP_DIR": backups})
	e.says(t, "backups", doctor.Wrong, "The newest backup is ", "Look whether the site runs")
	if code != 1 {
		t.Errorf("exit code %d", code)
	}
	e.says(t, "store", doctor.Wrong, "A row of its table session refers to one that is not there", "It is of version 9999, from a newer Porchlight")
	e.says(t, "clock", doctor.Wrong, "The newest that is stored is from 3000-01-01 00:00 UTC")
	e.says(t, "push", doctor.Wrong, "The key that signs pushes is gone", "1 notice was given up")
}
