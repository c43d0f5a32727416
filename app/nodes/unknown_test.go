package nodes

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"porchlight/app/testparts"
)

// unknownName is the variable that a line of the log warns about, and what the line says of it.
var unknownName = regexp.MustCompile(`level=WARN msg="the environment variable (\S+) sets nothing here: (.*)"`)

func TestVariablesThatWereMeantToBeSettingsAreWarnedAboutWithTheSettingThatIsMeant(t *testing.T) {
	t.Parallel()
	meant := map[string]string{
		"BASEURL": "BASE_URL is probably meant", "REDIS_URI": "REDIS_URL is probably meant", "KEEP_BACKUP": "KEEP_BACKUPS is probably meant", "TRUSTED_PROXY": "TRUSTED_PROXIES is probably meant",
		"TRUSTED_PROXYS": "TRUSTED_PROXIES is probably meant", "SMPT_URL": "SMTP_URL is probably meant", "ADRR": "ADDR is probably meant", "database": "DATABASE is probably meant", "MESSAGES_BURST": "MESSAGE_BURST is probably meant",
		"PORCHLIGHT_BASE_URL": "BASE_URL is probably meant", "PORCHLIGHT_ADRR": "ADDR is probably meant", "PORCHLIGHT_COLOUR": "no setting begins with PORCHLIGHT_, and none is called COLOUR",
		"KEEP_MAILS": "those that begin with KEEP_ are KEEP_CONVERSATIONS, KEEP_CONTACTS, KEEP_NOTICES,",
		"PORT":       "ADDR=127.0.0.1:3000", "HOST": "ADDR=127.0.0.1:3000", "DATABASE_URL": "DATABASE=data/porchlight.db", "SMTP_HOST": "SMTP_URL=smtp://user:password@mail.example.com:587",
		"SMTP_PASSWORD": "SMTP_URL=smtp://user:password@mail.example.com:587", "SITE_URL": "BASE_URL=https://example.com", "ADMIN_EMAIL": "OWNER_EMAIL and OWNER_PASSWORD", "REDIS_HOST": "REDIS_URL=redis://",
	}
	environment := testparts.Settings{}
	for name := range meant {
		environment[name] = notToBeSaid
	}
	environment["HOST"] = "0.0.0.0"
	n, log, warned := testparts.StartNode(t, environment), "", map[string]string{}
	testparts.Eventually(t, "it warns about as many", func() bool { // what it writes passes through a pipe
		log = n.Log()
		for _, line := range unknownName.FindAllStringSubmatch(log, -1) {
			warned[line[1]] = line[2]
		}
		return len(warned) >= len(meant)
	})
	for name, want := range meant {
		if !strings.Contains(warned[name], want) {
			t.Errorf("%s is answered with %q, want %q", name, warned[name], want)
		}
	}
	if len(warned) != len(meant) || strings.Contains(log, notToBeSaid) {
		t.Errorf("it warns about %q", slices.Sorted(maps.Keys(warned)))
	}
	for _, hint := range regexp.MustCompile(`([A-Z_]+)=\S`).FindAllStringSubmatch(strings.Join(slices.Collect(maps.Values(warned)), "\n"), -1) {
		if !slices.Contains(slices.Collect(maps.Values(everySetting)), hint[1]) {
			t.Errorf("it speaks of %s, which is no setting", hint[1])
		}
	}
}

// ordinary is what machines have in their environment: login shells, desktops, systemd, containers, Kubernetes, continuous integration.
const ordinary = `HOME=/root LANG=C.UTF-8 LC_ALL=C LOGNAME=root USER=root SHELL=/bin/bash PWD=/ OLDPWD=/ SHLVL=1 TERM=xterm MAIL=/var/mail/root EDITOR=vi PAGER=less COLUMNS=80 LINES=24 HOST=porch HOSTNAME=porch
DISPLAY=:0 XDG_RUNTIME_DIR=/run/user/0 DBUS_SESSION_BUS_ADDRESS=unix:path=/run SSH_CONNECTION=x SSH_AUTH_SOCK=/tmp/x SUDO_USER=me DESKTOP_SESSION=x COLORTERM=truecolor LS_COLORS=x _=/usr/bin/env
INVOCATION_ID=1 JOURNAL_STREAM=8:1 LISTEN_FDS=1 LISTEN_PID=1 LISTEN_FDNAMES=x WATCHDOG_USEC=1 MAINPID=1 STATE_DIRECTORY=/var/lib/x CACHE_DIRECTORY=/x LOGS_DIRECTORY=/x RUNTIME_DIRECTORY=/x CONFIGURATION_DIRECTORY=/x CREDENTIALS_DIRECTORY=/x SYSTEMD_EXEC_PID=1
container=docker PORCHLIGHT_PORT=tcp://10.0.0.1:3000 PORCHLIGHT_PORT_3000_TCP=tcp://10.0.0.1:3000 PORCHLIGHT_PORT_3000_TCP_ADDR=10.0.0.1 PORCHLIGHT_SERVICE_HOST=10.0.0.1 PORCHLIGHT_SERVICE_PORT=3000 PORCHLIGHT_SERVICE_PORT_HTTP=3000 REDIS_PORT=tcp://10.0.0.2:6379 REDIS_SERVICE_HOST=10.0.0.2 REDIS_ENV_X=1 KUBERNETES_PORT=tcp://10.0.0.3:443 KUBERNETES_SERVICE_HOST=10.0.0.3
CI=true GITHUB_ACTIONS=true GITHUB_BASE_REF=main GITHUB_REPOSITORY_OWNER=me RUNNER_OS=Linux BUILD_ID=1 NODE_ENV=production NODE_OPTIONS=x GOFLAGS=x GOPATH=/go GOMAXPROCS=2 GOMEMLIMIT=1GiB GODEBUG=x CGO_ENABLED=1 JAVA_HOME=/x PYTHONPATH=/x VIRTUAL_ENV=/x ENV=prod APP_ENV=x DEBUG=1 LOGS=x
TZ=UTC TMPDIR=/tmp http_proxy=x HTTPS_PROXY=x NO_PROXY=x SSL_CERT_FILE=/x SSL_CERT_DIR=/x VIRTUAL_HOST=example.com LETSENCRYPT_EMAIL=a@example.com CONTENT_TYPE=x CONTENT_LENGTH=1 REMOTE_ADDR=x SERVER_ADDR=x
OTEL_SERVICE_NAME=x OTEL_EXPORTER_OTLP_HEADERS=x OTEL_EXPORTER_OTLP_PROTOCOL=x OTEL_EXPORTER_OTLP_TIMEOUT=1 OTEL_EXPORTER_OTLP_TRACES_HEADERS=x OTEL_EXPORTER_OTLP_CERTIFICATE=x OTEL_EXPORTER_OTLP_INSECURE=true OTEL_RESOURCE_ATTRIBUTES=x OTEL_TRACES_SAMPLER=always_on OTEL_SDK_DISABLED=true OTEL_LOG_LEVEL=info`

func TestAnOrdinaryEnvironmentIsNotWarnedAbout(t *testing.T) {
	t.Parallel()
	environment := testparts.Settings{}
	for variable := range strings.FieldsSeq(ordinary) {
		name, value, _ := strings.Cut(variable, "=")
		environment[name] = value
	}
	n := testparts.StartNode(t, environment)
	n.Terminate(t) // which writes what the log still holds
	if warned := unknownName.FindAllString(n.Log(), -1); warned != nil {
		t.Errorf("it warns:\n%s", strings.Join(warned, "\n"))
	}
}
