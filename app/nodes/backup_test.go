package nodes

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/app/sqlite"
	"porchlight/app/store"
	"porchlight/app/testparts"
	"porchlight/data"
)

// backup has the program write a backup of a site's database, and returns when it began.
func backup(t *testing.T, settings testparts.Settings, to string) (began time.Time) {
	t.Helper()
	began = time.Now()
	done := testparts.Run(t, settings, "", "backup", to)
	if done.Code != 0 || !summary.MatchString(done.Stdout) || !strings.HasPrefix(done.Stdout, to) {
		t.Errorf("backup: %d %q %q", done.Code, done.Stdout, done.Stderr)
	}
	return began
}

var summary = regexp.MustCompile(`: [0-9,.]+ [KM]B, (1 conversation|([02-9]|\d\d+) conversations) with (1 message|([02-9]|\d\d+) messages), checked, as of \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\n$`)

// restore has the program make a database in a new folder out of a backup, and returns where.
func restore(t *testing.T, from string) testparts.Settings {
	t.Helper()
	restored := testparts.Settings{"DATABASE": filepath.Join(t.TempDir(), "restored", "porchlight.db")}
	done := testparts.Run(t, restored, "", "restore", from)
	if done.Code != 0 || !strings.Contains(done.Stdout, "; restored from "+from+"\n") || !ended.MatchString(done.Stdout) {
		t.Fatalf("restore: %d %q %q", done.Code, done.Stdout, done.Stderr)
	}
	return restored
}

var ended = regexp.MustCompile(`(?m)^what lets somebody in by a token has ended \(sessions: \d+, browsers that a mail opened: 0, all invitations\), and pushes go to no device: log in anew, and ask for them again$`)

func TestWhoLoggedOutSinceABackupIsNotInAgainWhenItIsRestored(t *testing.T) {
	t.Parallel()
	settings := testparts.Settings{"DATABASE": filepath.Join(t.TempDir(), "porchlight.db"), "OWNER_EMAIL": ownerEmail, "OWNER_PASSWORD": ownerPassword}
	n, kept := testparts.StartNode(t, settings), newBrowser(t)
	at, err := url.Parse(n.URL)
	if err != nil {
		t.Fatal(err)
	}
	cookies := kept.signIn(t, n).Jar.Cookies(at)
	to := filepath.Join(t.TempDir(), "site.db")
	backup(t, settings, to)
	kept.fill(t, n, "/logout", nil)

	n = testparts.StartNode(t, restore(t, to))
	kept.Jar.SetCookies(at, cookies)
	if page := kept.get(t, n, "/inbox"); page.status != http.StatusSeeOther {
		t.Errorf("the inbox, by the token of before: %d", page.status)
	}
	signIn(t, n) // by the password
}

func TestABackupUnderWriteLoadRestoresToEveryMessageStoredBeforeItBegan(t *testing.T) {
	t.Parallel()
	s := newStorm(t, newPair(t, unlimited), hurried)
	folder, began := t.TempDir(), map[string]time.Time{}
	s.rage(t, func(random *rand.Rand) {
		for i := range 3 {
			time.Sleep(some(random, 2*time.Second))
			to := filepath.Join(folder, fmt.Sprint(i, ".db"))
			began[to] = backup(t, s.settings, to)
		}
	})
	s.check(t)
	for to, began := range began {
		restored := restore(t, to)
		held, err := sqlite.Inspect(t.Context(), restored["DATABASE"])
		if err != nil {
			t.Error(err)
		}
		copied := *s.site
		copied.settings = restored
		kept, early := (&storm{site: &copied, threads: s.threads}).read(t), 0
		for _, one := range s.senders {
			has := map[string]bool{}
			for i, m := range kept[one.thread.id] {
				if has[m.ID] = true; m.Seq != int64(i+1) {
					t.Fatalf("%s: message %d has seq %d", to, i+1, m.Seq)
				}
			}
			for _, m := range one.stored {
				if m.at.Before(began) {
					if early++; !has[m.id] {
						t.Errorf("%s lacks %q, which was stored before it began", to, m.body)
					}
				}
			}
		}
		t.Logf("%s: %d messages, %d of which were stored before it began", filepath.Base(to), held.Messages, early)
	}
	s.readsOn(t, restore(t, filepath.Join(folder, "2.db")))
}

// readsOn has a visitor and the owner go on with a restored database.
func (s *storm) readsOn(t *testing.T, restored testparts.Settings) {
	t.Helper()
	n, visitor := testparts.StartNode(t, restored), s.threads[0].visitor
	if poll := visitor.get(t, n, visitorPost+"?after=1000000").body; !strings.Contains(poll, `data-anew="1"`) {
		t.Errorf("a page that has seen more than was restored is told: %s", poll)
	}
	if poll := visitor.get(t, n, visitorPost+"?after=0").body; !strings.Contains(poll, "visitor 0 begins") {
		t.Errorf("and then: %s", poll)
	}
	visitor.write(t, n, "And on it goes.")
	owner := signIn(t, n)
	if page := owner.get(t, n, "/inbox/"+s.threads[0].id); !strings.Contains(page.body, "And on it goes.") {
		t.Errorf("the owner is shown %d %s", page.status, page.body)
	}
	if page := owner.get(t, n, "/admin/audit"); !strings.Contains(page.body, "restored the database from") || !strings.Contains(page.body, "2.db") {
		t.Errorf("the audit log says nothing of it: %d", page.status)
	}
	if checked := testparts.Run(t, restored, "", "audit", "check"); checked.Code != 0 {
		t.Errorf("audit check: %s", checked.Stderr)
	}
	again := testparts.Run(t, restored, "", "restore", "any.db")
	checkRefusal(t, again, "database "+restored["DATABASE"]+" is in use by a running site: stop that first")
	n.Kill(t)
	again = testparts.Run(t, restored, "", "restore", "any.db")
	checkRefusal(t, again, "there is a database "+restored["DATABASE"]+", and none is overwritten; move it away with what lies beside it: mkdir -p ")
}

// filled returns the settings of a database of some 40 MB, which no node has open.
func filled(t *testing.T) testparts.Settings {
	t.Helper()
	path := filepath.Join(t.TempDir(), "porchlight.db")
	kept, err := sqlite.Open(t.Context(), sqlite.Options{Path: path, Migrations: data.SQLite})
	if err != nil {
		t.Fatal(err)
	}
	err = kept.Write(t.Context(), func(q store.Queries) error {
		_, err := q.CountFromVisitor(t.Context(), "conversation", 1, "")
		for seq := int64(1); seq <= 20_000 && err == nil; seq++ {
			_, err = q.CreateMessage(t.Context(), store.CreateMessageParams{
				ConversationID: "conversation", Seq: seq, Rev: seq, ID: fmt.Sprint(seq), Sender: "visitor", Body: strings.Repeat(fmt.Sprint(seq, " "), 300),
			})
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := kept.Close(); err != nil {
		t.Fatal(err)
	}
	return testparts.Settings{"DATABASE": path}
}

func TestABackupThatIsKilledLeavesNothingThatLooksLikeOne(t *testing.T) {
	t.Parallel()
	settings, to := filled(t), filepath.Join(t.TempDir(), "backup.db")
	testparts.Eventually(t, "a backup is killed in the middle", func() bool {
		running := exec.Command(testparts.Binary(t), "backup", to)
		running.Env = []string{"DATABASE=" + settings["DATABASE"]}
		if err := running.Start(); err != nil {
			t.Fatal(err)
		}
		for begun := false; !begun && running.ProcessState == nil; {
			info, err := os.Stat(to + ".partial")
			begun = err == nil && info.Size() > 1<<20
			if _, err := os.Stat(to); err == nil {
				break // too late
			}
		}
		_ = running.Process.Kill()
		_ = running.Wait()
		return os.Remove(to) != nil
	})
	if left := names(t, filepath.Dir(to)); !slices.Equal(left, []string{"backup.db.partial"}) {
		t.Errorf("it leaves %q", left)
	}
	backup(t, settings, to)
	if left := names(t, filepath.Dir(to)); !slices.Equal(left, []string{"backup.db"}) {
		t.Errorf("the next one leaves %q", left)
	}
	checkRefusal(t, testparts.Run(t, settings, "", "backup", to), to+" exists and is not overwritten: choose another name, or move it away")
}

func TestABackupGoesIntoAFolderAndToStandardOutput(t *testing.T) {
	t.Parallel()
	settings, folder := testparts.Settings{"DATABASE": filepath.Join(t.TempDir(), "porchlight.db")}, t.TempDir()
	newBrowser(t).write(t, testparts.StartNode(t, settings), "Anybody home?")
	backup(t, settings, folder)
	if left := names(t, folder); len(left) != 1 || !regexp.MustCompile(`^porchlight-\d{8}T\d{6}Z\.db$`).MatchString(left[0]) {
		t.Fatalf("in the folder are %q", left)
	}
	streamed := testparts.Run(t, settings, "", "backup", "-")
	file := filepath.Join(folder, "streamed.db")
	if err := os.WriteFile(file, []byte(streamed.Stdout), 0o600); err != nil {
		t.Fatal(err)
	}
	if c, err := sqlite.Inspect(t.Context(), file); streamed.Code != 0 || err != nil || c.Messages != 1 || !summary.MatchString(streamed.Stderr) {
		t.Errorf("standard output: %d %q %v %+v", streamed.Code, streamed.Stderr, err, c)
	}
	if left := names(t, filepath.Dir(settings["DATABASE"])); slices.Contains(left, "porchlight.db.streamed") {
		t.Errorf("beside the database are %q", left)
	}
}

func TestNodesMakeOneBackupOnTheScheduleAndPrivacySaysHowLongItIsKept(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	p := newPair(t, testparts.Settings{"BACKUP_DIR": folder})
	testparts.Eventually(t, "there is a backup", func() bool { return strings.Contains(p.a.Log()+p.b.Log(), `msg="made a backup"`) })
	if made := names(t, folder); len(made) != 1 {
		t.Errorf("they made %q", made)
	}
	if page := newBrowser(t).get(t, p.b, "/privacy"); page.status != http.StatusOK || !strings.Contains(page.body, "Whoever runs this site keeps backups for 14 days.") {
		t.Error("/privacy does not say that backups are kept for 14 days")
	}
	restore(t, filepath.Join(folder, names(t, folder)[0]))
}

// names are the files in a folder that are not hidden.
func names(t *testing.T, folder string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") {
			names = append(names, e.Name())
		}
	}
	return names
}
