package settings

import (
	"net/netip"
	"slices"
	"strings"
)

// ours are first words that names of settings have, and hardly any other program's.
var ours = []string{"KEEP", "OWNER", "PRESENCE", "SOCKETS", "HANDSHAKES", "FRAMES", "MESSAGES", "CONVERSATIONS", "LOGINS", "CONFIRMATIONS", "MAILS"}

// brought are names that people bring along from other programs and platforms, with what is to be set here instead.
var brought = []struct {
	names []string
	hint  string
}{
	{
		[]string{"PORT", "HOST", "LISTEN", "LISTEN_ADDR", "LISTEN_ADDRESS", "BIND", "BIND_ADDR", "ADDRESS"},
		"where to listen is ADDR, host and port in one, such as ADDR=127.0.0.1:3000",
	},
	{
		[]string{"SITE_URL", "PUBLIC_URL", "APP_URL", "ROOT_URL", "EXTERNAL_URL", "ORIGIN", "DOMAIN"},
		"the origin that visitors use is BASE_URL, such as BASE_URL=https://example.com",
	},
	{
		[]string{"DATABASE_URL", "DATABASE_PATH", "DATABASE_FILE", "DB", "DB_URL", "DB_PATH", "DB_FILE", "SQLITE_PATH"},
		"the database is an SQLite file, which DATABASE names, such as DATABASE=data/porchlight.db",
	},
	{
		[]string{"REDIS", "REDIS_HOST", "REDIS_PORT", "REDIS_ADDR", "REDIS_PASSWORD"},
		"Redis is named by one address, such as REDIS_URL=redis://:password@127.0.0.1:6379",
	},
	{
		[]string{"SMTP_HOST", "SMTP_SERVER", "SMTP_PORT", "SMTP_USER", "SMTP_USERNAME", "SMTP_PASS", "SMTP_PASSWORD", "SMTP_SECURE", "MAIL_URL", "MAIL_HOST"},
		"the mail server is named by one address, such as SMTP_URL=smtp://user:password@mail.example.com:587",
	},
	{
		[]string{"SMTP_FROM", "EMAIL_FROM", "MAIL_SENDER"},
		"whom mails come from is MAIL_FROM, such as MAIL_FROM=Porchlight <hello@example.com>",
	},
	{
		[]string{"ADMIN_EMAIL", "ADMIN_PASSWORD", "ADMIN_USER"},
		"the first owner is set by OWNER_EMAIL and OWNER_PASSWORD, or is whoever opens the link that the first start shows",
	},
	{
		[]string{"TRUST_PROXY", "PROXY_IPS"},
		"which proxies are believed is TRUSTED_PROXIES, such as TRUSTED_PROXIES=127.0.0.1",
	},
	{
		[]string{"CONTENT", "CONTENT_PATH"},
		"the folder with the content is CONTENT_DIR, such as CONTENT_DIR=/srv/porchlight/content",
	},
	{
		[]string{"METRICS", "METRICS_PORT", "PROMETHEUS_ADDR"},
		"where Prometheus reads is METRICS_ADDR, such as METRICS_ADDR=127.0.0.1:9100",
	},
	{
		[]string{"VAPID_PUBLIC_KEY", "VAPID_PRIVATE_KEY", "WEBHOOK_SECRET"},
		"keys that sign pushes and calls are made at the first start and kept in the database",
	},
}

// insteadOf is what is to be set instead of what other programs call that; nothing where it is no such name.
func insteadOf(name, value string) string {
	if name == "HOST" && !isAddress(value) {
		return "" // some shells put the machine's name there
	}
	for _, b := range brought {
		if slices.Contains(b.names, name) {
			return b.hint
		}
	}
	return ""
}

func isAddress(value string) bool {
	_, err := netip.ParseAddr(strings.Trim(value, "[]"))
	return err == nil || value == "localhost"
}
