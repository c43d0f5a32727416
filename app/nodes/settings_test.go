package nodes

import (
	"fmt"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"porchlight/app/testparts"
)

// everySetting has the flags with their environment names.
var everySetting = map[string]string{
	"--addr": "ADDR", "--base-url": "BASE_URL", "--redis-url": "REDIS_URL", "--database": "DATABASE", "--content": "CONTENT_DIR",
	"--trusted-proxies": "TRUSTED_PROXIES", "--metrics-addr": "METRICS_ADDR", "--log-level": "LOG_LEVEL", "--log-format": "LOG_FORMAT", "--otlp-endpoint": "OTEL_EXPORTER_OTLP_ENDPOINT", "--dev": "DEV", "--owner-email": "OWNER_EMAIL",
	"--owner-password": "OWNER_PASSWORD", "--smtp-url": "SMTP_URL", "--mail-from": "MAIL_FROM", "--webhook-url": "WEBHOOK_URL", "--presence-tick": "PRESENCE_TICK", "--drain": "DRAIN",
	"--keep-conversations": "KEEP_CONVERSATIONS", "--keep-contacts": "KEEP_CONTACTS", "--keep-notices": "KEEP_NOTICES", "--keep-audit": "KEEP_AUDIT", "--keep-history": "KEEP_HISTORY", "--keep-backups": "KEEP_BACKUPS",
	"--backup-dir": "BACKUP_DIR", "--backup-every": "BACKUP_EVERY",
	"--sockets-per-visitor": "SOCKETS_PER_VISITOR", "--sockets-per-address": "SOCKETS_PER_ADDRESS",
	"--handshakes-per-minute": "HANDSHAKES_PER_MINUTE", "--frames-per-second": "FRAMES_PER_SECOND", "--messages-per-second": "MESSAGES_PER_SECOND", "--message-burst": "MESSAGE_BURST",
	"--conversations-per-hour": "CONVERSATIONS_PER_HOUR", "--logins-per-account": "LOGINS_PER_ACCOUNT",
	"--logins-per-address": "LOGINS_PER_ADDRESS", "--confirmations-per-day": "CONFIRMATIONS_PER_DAY",
	"--confirmations-per-address": "CONFIRMATIONS_PER_ADDRESS", "--confirmations-per-visitor": "CONFIRMATIONS_PER_VISITOR", "--mails-per-owner": "MAILS_PER_OWNER",
}

func TestHelpNamesEverySettingWithItsEnvironmentName(t *testing.T) {
	t.Parallel()
	result := testparts.Run(t, nil, "", "--help")
	help := strings.Join(strings.Fields(result.Stdout), " ")
	for flag, env := range everySetting {
		if !regexp.MustCompile(flag + `(=\S+)? [A-Z][^$]*\(\$` + env + `\)`).MatchString(help) {
			t.Errorf("%s is not there with $%s behind it", flag, env)
		}
	}
	if named := strings.Count(help, "($"); result.Code != 0 || named != len(everySetting) {
		t.Errorf("exit code %d; %d settings have an environment name, this test knows %d", result.Code, named, len(everySetting))
	}
}

func TestTheTableOfTheREADMEAndTheExampleFileAreThoseOfTheProgram(t *testing.T) {
	t.Parallel()
	readme, example := contents(t, "../../README.md"), contents(t, "../../.deploy/porchlight.env")
	_, table, _ := strings.Cut(readme, "<!-- settings: written by make generate -->\n")
	table, _, _ = strings.Cut(table, "<!-- end of settings -->\n")
	if got := testparts.Run(t, nil, "", "settings"); got.Code != 0 || got.Stdout != table {
		t.Errorf("the table of the README is stale: run make generate")
	}
	got := testparts.Run(t, nil, "", "settings", "--env")
	if got.Code != 0 || got.Stdout != example {
		t.Errorf(".deploy/porchlight.env is stale: run make generate")
	}
	for flag, env := range everySetting {
		if strings.Count(table, "| `"+env+"` | `"+flag+"` |") != 1 || strings.Count(example, "\n#"+env+"=") != 1 {
			t.Errorf("%s is not once in both", env)
		}
	}
}

func TestTheExampleFileIsInOrderAsItStandsAndWithEverythingTakenFromIt(t *testing.T) {
	t.Parallel()
	said := testparts.Run(t, nil, "", "settings", "--env").Stdout
	all := testparts.Settings{}
	for _, set := range regexp.MustCompile(`(?m)^#([A-Z_]+)=(.+)$`).FindAllStringSubmatch(said, -1) {
		all[set[1]] = set[2]
	}
	all["CONTENT_DIR"] = testparts.Content(t) // the example's folder is not on this machine
	if all["OWNER_PASSWORD"] = "twelve of them"; len(all) != len(everySetting) {
		t.Errorf("%d of %d settings have a value", len(all), len(everySetting))
	}
	if got := testparts.Run(t, all, "", "content", "schema", "site"); got.Code != 0 {
		t.Errorf("all at once: %s", got.Stderr)
	}
	for line := range strings.Lines(said) {
		if line != "\n" && line[0] != '#' || len(line) > 102 {
			t.Errorf("this line sets something, or is long: %s", line)
		}
	}
}

func contents(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestMetricsAreServedOnTheirOwnListenerAndNeverOnTheSites(t *testing.T) {
	t.Parallel()
	metrics := &testparts.Node{Addr: testparts.FreeAddr(t)}
	metrics.URL = "http://" + metrics.Addr
	site := testparts.StartNode(t, testparts.Settings{"METRICS_ADDR": metrics.Addr})
	b := newBrowser(t)
	b.open(t, site, saw)

	for _, want := range []string{"porchlight_sockets 1\n", "porchlight_visitors 1\n", "porchlight_bus_up 1\n", "go_goroutines "} {
		testparts.Eventually(t, fmt.Sprintf("/metrics says %q", want), func() bool { // a socket joins after its handshake
			got := b.get(t, metrics, "/metrics")
			return got.status == http.StatusOK && strings.Contains(got.body, want)
		})
	}
	for _, path := range []string{"/metrics", "/debug/pprof/", "/debug/pprof/goroutine"} {
		if got := b.get(t, site, path); got.status != http.StatusNotFound {
			t.Errorf("the site answers %s with %d", path, got.status)
		}
	}
	if got := b.get(t, metrics, "/debug/pprof/goroutine?debug=1"); got.status != http.StatusOK || !strings.Contains(got.body, "goroutine profile") {
		t.Errorf("pprof: %d", got.status)
	}
	if got := b.get(t, metrics, "/"); got.status != http.StatusNotFound {
		t.Errorf("the listener for metrics answers / with %d", got.status)
	}
}
