package nodes

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"porchlight/app/testparts"
)

// everySetting has the flags with their environment names.
var everySetting = map[string]string{
	"--addr": "ADDR", "--base-url": "BASE_URL", "--redis-url": "REDIS_URL", "--database": "DATABASE", "--content": "CONTENT_DIR",
	"--trusted-proxies": "TRUSTED_PROXIES", "--metrics-addr": "METRICS_ADDR", "--dev": "DEV", "--owner-email": "OWNER_EMAIL",
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
