package nodes

import (
	"regexp"
	"strings"
	"testing"

	"porchlight/app/testparts"
)

// bannerLine is a name and how it stands, below each other at one column.
var bannerLine = regexp.MustCompile(`(?m)^  ([a-z]+) +(\S.*)$`)

// bannerOf is what a node said at its start of how it stands, by name.
func bannerOf(t *testing.T, n *testparts.Node) map[string]string {
	t.Helper()
	said := map[string]string{}
	testparts.Eventually(t, "the node tells how it stands", func() bool {
		for _, l := range bannerLine.FindAllStringSubmatch(n.Log(), -1) {
			said[l[1]] = l[2]
		}
		return said["metrics"] != ""
	})
	return said
}

func TestTheStartSaysWhatIsOnAndHowTheRestIsSwitchedOn(t *testing.T) {
	t.Parallel()
	redis := testparts.Redis(t)
	metrics := testparts.FreeAddr(t)
	for _, c := range []struct {
		name     string
		settings testparts.Settings
		says     map[string]string // patterns
	}{
		{"with nothing set", noOwner, map[string]string{
			"porchlight": `\(go\S+, \w+/\w+, SQLite 3\.\d+\.\d+\)$`, "node": `^[0-9a-f]{12}$`, "site": `^http://localhost:\d+; other machines need BASE_URL$`,
			"proxies": `^off: set TRUSTED_PROXIES$`, "content": `^6 places in 1 ecosystem, from /`, "store": `^data/porchlight\.db, \d+ KB, for this node alone$`, "backups": `^off: set BACKUP_DIR$`, "bus": `^in this process; several nodes need REDIS_URL$`,
			"owner": `^nobody yet`, "lamp": `^(away|in)\b.*: `, "mail": `^off: set SMTP_URL and MAIL_FROM$`, "push": `^to the devices`, "webhook": `^off: set WEBHOOK_URL$`, "metrics": `^off: set METRICS_ADDR$`,
		}},
		{"with all set", testparts.Settings{
			"BASE_URL": "http://example.com", "REDIS_URL": redis.URL(), "OWNER_EMAIL": ownerEmail, "OWNER_PASSWORD": ownerPassword, "TRUSTED_PROXIES": "127.0.0.1,10.0.0.0/8",
			"SMTP_URL": "smtp://porch:" + notToBeSaid + "@mail.example.com", "MAIL_FROM": "porch@example.com", "WEBHOOK_URL": "https://example.org/" + notToBeSaid, "METRICS_ADDR": metrics, "BACKUP_DIR": t.TempDir(), "KEEP_BACKUPS": "30",
		}, map[string]string{
			"site": `^http://example\.com, listening on 127\.0\.0\.1:\d+$`, "proxies": `^127\.0\.0\.1, 10\.0\.0\.0/8$`, "store": `, shared by the nodes of one Redis$`, "backups": `^every 1 d in /.*, kept for 30 days$`, "bus": `^redis://[^,]*$`, "owner": `^there is one$`,
			"mail": `^through mail\.example\.com$`, "push": `^off: browsers want a BASE_URL with https$`, "webhook": `^example\.org$`, "metrics": `^http://` + regexp.QuoteMeta(metrics) + `/metrics$`,
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			n := testparts.StartNode(t, c.settings)
			said := bannerOf(t, n)
			for name, pattern := range c.says {
				if !regexp.MustCompile(pattern).MatchString(said[name]) {
					t.Errorf("of %s it says %q, want %s", name, said[name], pattern)
				}
			}
			if log := n.Log(); strings.Contains(log, notToBeSaid) || strings.Contains(log, ownerEmail) || strings.Contains(log, "\x1b") {
				t.Errorf("something of it is not for a log:\n%s", log)
			}
		})
	}
}

func TestTheLinkForTheFirstOwnerIsTheLastThingShown(t *testing.T) {
	t.Parallel()
	for format, banner := range map[string]string{"text": "\n  metrics ", "json": `"msg":"serving","node":"`} {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			n := testparts.StartNode(t, noOwner.With(testparts.Settings{"LOG_FORMAT": format, "BASEURL": "http://example.com"}))
			token := tokenOf(t, n)
			shown, _, _ := strings.Cut(n.Log(), token)
			if last := strings.LastIndex(shown, "There is no owner yet."); !strings.Contains(shown, banner) || last < strings.Index(shown, banner) || last < strings.Index(shown, "BASE_URL is probably meant") {
				t.Errorf("it says\n%s", n.Log())
			}
		})
	}
}

func TestTheVersionNamesWhatDecidesHowTheProgramBehaves(t *testing.T) {
	t.Parallel()
	for _, settings := range []testparts.Settings{nil, {"DRAIN": "5"}} {
		if got := testparts.Run(t, settings, "", "--version"); got.Code != 0 || !regexp.MustCompile(`^porchlight \S+ .*\(go1\.\d+\S*, linux/\w+, SQLite 3\.\d+\.\d+\)\n$`).MatchString(got.Stdout) {
			t.Errorf("with %q it says %q %q", settings, got.Stdout, got.Stderr)
		}
	}
}
