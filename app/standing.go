package main

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"porchlight/app/catalog"
	"porchlight/app/health"
	"porchlight/app/lamp"
	"porchlight/app/live"
	"porchlight/app/notify"
	"porchlight/app/settings"
	"porchlight/app/tracing"
	"porchlight/app/web"
)

// standing is what was opened and found at the start, for the banner to tell of.
type standing struct {
	*Settings
	node    string
	bytes   string // that the store takes
	origins web.Origins
	content *catalog.Catalog
	bus     live.Bus
	mailer  *notify.Mailer
	webhook *notify.Webhook
	lamp    *lamp.Lamp
	owner   bool
}

// banner tells how everything stands. No secret, no person and no address of a visitor is in it.
func (s standing) banner() banner {
	return banner{
		{name: "porchlight", state: version()},
		{name: "node", state: s.node},
		s.siteLine(), s.proxyLine(), s.contentLine(), s.storeLine(), s.backupLine(), s.busLine(), s.ownerLine(), s.lampLine(),
		s.mailLine(), s.pushLine(), s.webhookLine(), s.metricsLine(), s.tracesLine(),
	}
}

func (s standing) siteLine() line {
	if s.BaseURL == "" { // its origin is made of ADDR
		return line{name: "site", state: s.origins.Main() + "; other machines need BASE_URL"}
	}
	return line{name: "site", state: s.origins.Main() + ", listening on " + s.Addr}
}

func (s standing) proxyLine() line {
	switch {
	case len(s.TrustedProxies) > 0:
		return line{name: "proxies", state: strings.Join(s.TrustedProxies, ", ")}
	case s.BaseURL == "":
		return line{name: "proxies", missing: "set TRUSTED_PROXIES"}
	}
	return line{name: "proxies", missing: "set TRUSTED_PROXIES, or behind a proxy all visitors count as one address"}
}

func (s standing) contentLine() line {
	from := "inside the binary"
	switch {
	case s.ContentDir != "":
		from = "from " + s.ContentDir
	case s.Dev:
		from = "from the working folder"
	}
	if s.Dev {
		from += ", printed anew when it changes"
	}
	ecosystems, places := health.Many(len(s.content.Ecosystems), "ecosystem", "ecosystems"), health.Many(len(s.content.Places()), "place", "places")
	return line{name: "content", state: places + " in " + ecosystems + ", " + from}
}

func (s standing) storeLine() line {
	sharing := "for this node alone"
	if s.RedisURL != "" {
		sharing = "shared by the nodes of one Redis"
	}
	where := s.database()
	if s.onServer() {
		where = "PostgreSQL, " + where
	}
	return line{name: "store", state: fmt.Sprintf("%s, %s, %s", where, s.bytes, sharing)}
}

func (s standing) backupLine() line {
	if s.onServer() {
		return line{name: "backups", state: "the database server's own: pg_dump, or its write-ahead log"}
	}
	if s.Backup.Dir == "" {
		return line{name: "backups", missing: "set BACKUP_DIR"}
	}
	kept := "for ever"
	if keep := s.keepBackups(); keep > 0 {
		kept = "for " + health.Many(int(keep.Hours()/24), "day", "days")
	}
	return line{name: "backups", state: fmt.Sprintf("every %s in %s, kept %s", health.Span(s.Backup.Every), s.Backup.Dir, kept)}
}

func (s standing) busLine() line {
	if s.RedisURL == "" {
		return line{name: "bus", state: "in this process; several nodes need REDIS_URL"}
	}
	where, known := settings.Masked(s.RedisURL)
	if !known {
		where = "Redis"
	}
	if !s.bus.Up() {
		where += ", which does not answer yet"
	}
	return line{name: "bus", state: where}
}

func (s standing) ownerLine() line {
	if s.owner {
		return line{name: "owner", state: "there is one"}
	}
	return line{name: "owner", state: "nobody yet; the link below makes you the first"}
}

// lampLine tells how the lamp stands by its rule, as visitors read it, and why.
func (s standing) lampLine() line {
	hours := s.content.Site.Hours
	shown := s.lamp.Shown(hours, false)
	why := map[lamp.Reason]string{
		lamp.Said: "as an owner said", lamp.Hours: "inside the hours", lamp.Outside: "outside of the hours", lamp.Silent: "inside the hours, but no owner is here",
	}[shown.Reason]
	words, _, _ := strings.Cut(shown.Words(time.Now(), cmp.Or(hours.Zone, time.UTC), true), ";")
	return line{name: "lamp", state: words + ": " + why}
}

func (s standing) mailLine() line {
	if s.mailer == nil {
		return line{name: "mail", missing: "set SMTP_URL and MAIL_FROM"}
	}
	return line{name: "mail", state: "through " + s.mailer.Host()}
}

// pushLine goes by where browsers let a page ask for pushes: in secure contexts (W3C Push API, §3).
func (s standing) pushLine() line {
	if !s.origins.HTTPS && s.BaseURL != "" {
		return line{name: "push", missing: "browsers want a BASE_URL with https"}
	}
	return line{name: "push", state: "to the devices that owners choose on /inbox/reach"}
}

func (s standing) webhookLine() line {
	if s.webhook == nil {
		return line{name: "webhook", missing: "set WEBHOOK_URL"}
	}
	return line{name: "webhook", state: s.webhook.Host()}
}

func (s standing) metricsLine() line {
	if s.See.MetricsAddr == "" {
		return line{name: "metrics", missing: "set METRICS_ADDR"}
	}
	return line{name: "metrics", state: "http://" + s.See.MetricsAddr + "/metrics"}
}

func (s standing) tracesLine() line {
	switch where, known := settings.Masked(s.See.OTLPEndpoint); {
	case s.See.OTLPEndpoint == "":
		return line{name: "traces", missing: "set OTEL_EXPORTER_OTLP_ENDPOINT"}
	case tracing.IsDisabled():
		return line{name: "traces", missing: "OTEL_SDK_DISABLED is set"}
	case known:
		return line{name: "traces", state: "to " + where}
	}
	return line{name: "traces", state: "to OTEL_EXPORTER_OTLP_ENDPOINT"}
}
