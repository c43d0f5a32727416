package nodes

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"porchlight/app/testparts"
)

// notToBeSaid must not be said, whatever is wrong with the rest of the value.
const notToBeSaid = "hunter2"

func TestAllThatIsWrongIsToldAtOnceInTheOrderOfTheTableAndNothingIsOpened(t *testing.T) {
	t.Parallel()
	database := filepath.Join(t.TempDir(), "made", "porchlight.db")
	got := testparts.Run(t, testparts.Settings{
		"KEEP_AUDIT": "a year", "SMTP_URL": "smtp://porch:" + notToBeSaid + "@", "REDIS_URL": "redis://:" + notToBeSaid + "@127.0.0.1:6379/x", "DATABASE": database,
		"OWNER_EMAIL": ownerEmail, "OWNER_PASSWORD": notToBeSaid, "WEBHOOK_URL": "example.com/" + notToBeSaid,
	}, "", "--addr", "0.0.0.0:3000", "--drain=5")
	want := []string{"porchlight: 8 settings are wrong:", "--addr", "--drain", "--redis-url", "--owner-password", "--smtp-url", "--mail-from", "--webhook-url", "--keep-audit"}
	lines := strings.Split(strings.TrimSpace(got.Stderr), "\n")
	if got.Code != 1 || len(lines) != len(want) || strings.Contains(got.Stderr, notToBeSaid) {
		t.Fatalf("exit code %d:\n%s", got.Code, got.Stderr)
	}
	for i, line := range lines {
		if !strings.HasPrefix(strings.TrimSpace(line), want[i]) {
			t.Errorf("line %d is about something else than %s: %s", i+1, want[i], line)
		}
	}
	if _, err := os.Stat(filepath.Dir(database)); err == nil {
		t.Error("the folder of the database was made")
	}
}

func TestAnEmptyVariableIsAnUnsetOne(t *testing.T) {
	t.Parallel()
	empty := testparts.Settings{}
	for _, env := range everySetting {
		empty[env] = ""
	}
	delete(empty, "ADDR")
	delete(empty, "CONTENT_DIR")
	testparts.StartNode(t, empty) // is ready
	empty["ADDR"] = ""
	if got := testparts.Run(t, empty, "", "content", "check"); got.Code != 0 {
		t.Errorf("all of them empty: %s", got.Stderr)
	}
}

func TestEveryCommandIsRefusedWhileASettingIsWrongButThoseThatHelp(t *testing.T) {
	t.Parallel()
	wrong := testparts.Settings{"DRAIN": "5"}
	checkRefusal(t, testparts.Run(t, wrong, "", "user", "list"), "--drain (DRAIN)")
	checkRefusal(t, testparts.Run(t, nil, "", "simulate", "--visitors=many"), `--visitors "many" must be a whole number; for example --visitors=50`)
	checkRefusal(t, testparts.Run(t, nil, "", "--base-url"), "--base-url: needs a value")
	if got := testparts.Run(t, testparts.Settings{"TRUSTED_PROXIES": "127.0.0.1, ::1,"}, "", "content", "check"); got.Code != 0 {
		t.Errorf("a list with spaces: %s", got.Stderr)
	}
	for _, args := range [][]string{{"settings"}, {"--help"}} {
		if got := testparts.Run(t, wrong, "", args...); got.Code != 0 {
			t.Errorf("%s: %s", args, got.Stderr)
		}
	}
}

func TestACommandThatCannotGoWellSaysWhatToDoInALine(t *testing.T) {
	t.Parallel()
	none := testparts.Settings{"DATABASE": filepath.Join(t.TempDir(), "porchlight.db")}
	noDatabase := "there is no database " + none["DATABASE"] + "; name the site's with --database (DATABASE)"
	for _, refused := range []struct {
		settings testparts.Settings
		says     string
		args     []string
	}{
		{none, noDatabase, []string{"user", "list"}},
		{none, noDatabase, []string{"user", "disable", ownerEmail}},
		{none, noDatabase, []string{"audit", "check"}},
		{none, "nothing was restored: there is no file gone.db; name the backup", []string{"restore", "gone.db"}},
		{none, `expected "<file>"; porchlight backup --help says what there is`, []string{"backup"}},
		{none, "unexpected argument bakcup, did you mean \"backup\"? porchlight --help says what there is", []string{"bakcup"}},
		{none, "nothing answers at http://127.0.0.1:1 (connection refused); start the site", []string{"ready", "http://127.0.0.1:1"}},
		{testparts.Settings{"CONTENT_DIR": "gone"}, `--content (CONTENT_DIR) "gone" must be a folder that is there`, []string{"content", "check"}},
	} {
		checkRefusal(t, testparts.Run(t, refused.settings, "", refused.args...), refused.says)
	}
	if _, err := os.Stat(none["DATABASE"]); err == nil {
		t.Error("a command that only looks made a database")
	}
}
