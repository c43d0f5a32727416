package main

import (
	"fmt"
	"time"

	"porchlight/app/settings"
	"porchlight/app/web"
)

// Settings are the whole configuration, shared by all commands: every setting once, with its flag, environment name, default, meaning
// and check. The fields' help is what --help, the table of the README and the example file say; package settings tells of the tags.
type Settings struct {
	siteSettings  `group:"The site:"`
	storeSettings `group:"What is stored, and other nodes:"`
	ownerSettings `group:"The first owner:"`

	Reach  reachSettings  `embed:"" group:"Reaching people who are away:"`
	See    seeSettings    `embed:"" group:"Seeing inside:"`
	Backup backupSettings `embed:"" group:"Backups on a schedule:"`
	Keep   keepSettings   `embed:"" group:"How long things are kept, in days (0: for ever):"`
	Limits limitSettings  `embed:"" group:"Limits (0 switches one off):"`
}

type siteSettings struct {
	Addr           string        `env:"ADDR" default:"127.0.0.1:3000" check:"addr" help:"Address to listen on. One that other machines can reach needs BASE_URL."`
	BaseURL        string        `name:"base-url" env:"BASE_URL" placeholder:"URL" check:"origin" example:"https://example.com" help:"The one origin whose pages may post and connect, and with which all addresses begin that machines get. With https cookies are Secure, and their names begin with __Host-. Unset: http on localhost."`
	TrustedProxies []string      `name:"trusted-proxies" env:"TRUSTED_PROXIES" placeholder:"IP,NET" check:"proxies" example:"127.0.0.1,10.0.0.0/8" help:"Proxies whose X-Real-IP is believed: addresses or networks, with commas between them."`
	ContentDir     string        `name:"content" env:"CONTENT_DIR" placeholder:"DIR" check:"any" example:"/srv/porchlight/content" help:"Folder with the content files. Unset: the content inside the binary."`
	PresenceTick   time.Duration `name:"presence-tick" env:"PRESENCE_TICK" default:"250ms" check:"tick" help:"How often counts are shown at most."`
	Drain          time.Duration `env:"DRAIN" default:"10s" check:"window" help:"On SIGTERM, the time in which live connections are closed, one after the other, and the process ends."`
	Dev            bool          `env:"DEV" check:"any" example:"true" help:"Read views, content and static files from the working folder, and print them again when they change: pages follow, and name the mistakes that keep them from it. Not for visitors."`
}

type storeSettings struct {
	Database string `env:"DATABASE" default:"data/porchlight.db" check:"store" secret:"url" help:"Where conversations, accounts and all else are kept: a SQLite file on a local disk, for the nodes of one machine, or a PostgreSQL database for any number of machines, postgres://user:password@host/database. As a flag, other users of the machine can read its password."`
	RedisURL string `name:"redis-url" env:"REDIS_URL" placeholder:"URL" check:"redis" example:"redis://127.0.0.1:6379" secret:"url" help:"Redis that several nodes share. Several addresses, with commas between them, are a Redis Cluster (a single one is given twice), or Sentinels with ?master_name=NAME (and &sentinel_password=… where they ask for one). As a flag, other users of the machine can read its password. Unset: one node, which has the database for itself."`
}

type ownerSettings struct {
	OwnerEmail    string `name:"owner-email" env:"OWNER_EMAIL" placeholder:"EMAIL" check:"any" example:"owner@example.com" help:"E-mail address of the first owner; ignored once an owner exists. Unset: the start shows a link by which one becomes it."`
	OwnerPassword string `name:"owner-password" env:"OWNER_PASSWORD" placeholder:"TEXT" check:"any" secret:"all" help:"Password of the first owner, 12 characters or more. As a flag, other users of the machine can read it."`
}

type reachSettings struct {
	SMTPURL    string `name:"smtp-url" env:"SMTP_URL" placeholder:"URL" check:"smtp" example:"smtp://user:password@mail.example.com:587" secret:"url" help:"Server that takes mails: smtp://user:password@host:587 (with STARTTLS, unless it is this machine) or smtps://user:password@host:465. As a flag, other users of the machine can read it. Unset: no mail is sent, and no page offers any."`
	MailFrom   string `name:"mail-from" env:"MAIL_FROM" placeholder:"ADDRESS" check:"from" example:"Porchlight <hello@example.com>" help:"Whom mails come from, with a name or without; needed with SMTP_URL. Push services may write there too."`
	WebhookURL string `name:"webhook-url" env:"WEBHOOK_URL" placeholder:"URL" check:"webhook" example:"https://example.com/porchlight" secret:"url" help:"Program that is told of every message by a signed POST. Unset: none."`
}

type seeSettings struct {
	LogLevel     string `name:"log-level" env:"LOG_LEVEL" placeholder:"LEVEL" default:"info" check:"level" help:"What the log on standard error has: debug, info, warn or error. At info that is a line for each request, but for probes, hashed files and connections that end as they should, which are logged at debug."`
	LogFormat    string `name:"log-format" env:"LOG_FORMAT" placeholder:"FORMAT" default:"text" check:"format" help:"How the log is written: text, which is key=value, or json, which is one object a line."`
	MetricsAddr  string `name:"metrics-addr" env:"METRICS_ADDR" placeholder:"ADDR" check:"addr" example:"127.0.0.1:9100" help:"Second address for Prometheus /metrics and pprof. Unset: off."`
	OTLPEndpoint string `name:"otlp-endpoint" env:"OTEL_EXPORTER_OTLP_ENDPOINT" placeholder:"URL" check:"receiver" example:"http://127.0.0.1:4318" secret:"url" help:"Receiver of OpenTelemetry traces, which takes OTLP over HTTP. How much is traced, and the rest, is set by other OTEL_ variables, as OpenTelemetry specifies them. Unset: nothing is traced."`
}

type backupSettings struct {
	Dir   string        `name:"backup-dir" env:"BACKUP_DIR" placeholder:"DIR" check:"any" example:"/var/backups/porchlight" help:"Folder for backups of the database, best on another disk. One is made every BACKUP_EVERY, at the start where that was missed, and before an upgrade. Unset: none are made."`
	Every time.Duration `name:"backup-every" env:"BACKUP_EVERY" default:"24h" check:"often" help:"How often a backup is made in BACKUP_DIR."`
}

type keepSettings struct {
	Conversations int  `name:"keep-conversations" env:"KEEP_CONVERSATIONS" default:"180" check:"days" help:"A conversation, after the last change in it; by then the cookie that opens it is gone."`
	Contacts      int  `name:"keep-contacts" env:"KEEP_CONTACTS" default:"180" check:"days" help:"A visitor's e-mail address, after the last change in their conversation, with which it goes in any case."`
	Notices       int  `name:"keep-notices" env:"KEEP_NOTICES" default:"30" check:"days" help:"A mail, push or call that could not be delivered, for owners to see why."`
	Audit         int  `name:"keep-audit" env:"KEEP_AUDIT" default:"400" check:"days" help:"A record of what an owner or admin did."`
	History       int  `name:"keep-history" env:"KEEP_HISTORY" default:"400" check:"days" help:"How many visitors were present, minute by minute and by place. There is nothing of anybody in it. 20 places that are never empty take 470 MB."`
	Backups       *int `name:"keep-backups" env:"KEEP_BACKUPS" placeholder:"DAYS" check:"days" example:"14" help:"Backups of the database: those in BACKUP_DIR are removed then, and /privacy says so. Unset: 14 where BACKUP_DIR is set, else /privacy says that you have not said."`
}

type limitSettings struct {
	SocketsPerVisitor    int `name:"sockets-per-visitor" env:"SOCKETS_PER_VISITOR" default:"20" check:"limit" help:"Live connections of one visitor."`
	SocketsPerAddress    int `name:"sockets-per-address" env:"SOCKETS_PER_ADDRESS" default:"100" check:"limit" help:"Live connections from one address."`
	HandshakesPerMinute  int `name:"handshakes-per-minute" env:"HANDSHAKES_PER_MINUTE" default:"1200" check:"limit" help:"Live connections begun from one address in a minute, one with every page that is opened."`
	FramesPerSecond      int `name:"frames-per-second" env:"FRAMES_PER_SECOND" default:"20" check:"limit" help:"Frames of one type a second from one live connection; more closes it."`
	MessagesPerSecond    int `name:"messages-per-second" env:"MESSAGES_PER_SECOND" default:"1" check:"limit" help:"Messages a second of one visitor, after a burst. For each, all visitors from one address together have ten times CONVERSATIONS_PER_HOUR messages in an hour."`
	MessageBurst         int `name:"message-burst" env:"MESSAGE_BURST" default:"5" check:"limit" help:"Messages of one visitor at once."`
	ConversationsPerHour int `name:"conversations-per-hour" env:"CONVERSATIONS_PER_HOUR" default:"60" check:"limit" help:"Conversations begun from one address in an hour."`
	LoginsPerAccount     int `name:"logins-per-account" env:"LOGINS_PER_ACCOUNT" default:"10" check:"limit" help:"Attempts to log in to one account in 15 minutes."`
	LoginsPerAddress     int `name:"logins-per-address" env:"LOGINS_PER_ADDRESS" default:"50" check:"limit" help:"Attempts to log in from one address in 15 minutes."`

	ConfirmationsPerDay     int `name:"confirmations-per-day" env:"CONFIRMATIONS_PER_DAY" default:"200" check:"limit" help:"Mails of the whole site in a day that ask to confirm an e-mail address. One mailbox gets one a day at most, whatever this is."`
	ConfirmationsPerAddress int `name:"confirmations-per-address" env:"CONFIRMATIONS_PER_ADDRESS" default:"10" check:"limit" help:"Such mails asked for from one network address in a day."`
	ConfirmationsPerVisitor int `name:"confirmations-per-visitor" env:"CONFIRMATIONS_PER_VISITOR" default:"3" check:"limit" help:"Such mails asked for by one visitor in a day."`
	MailsPerOwner           int `name:"mails-per-owner" env:"MAILS_PER_OWNER" default:"20" check:"limit" help:"Mails about questions to one owner in an hour. What is one too many waits for the next."`
}

func (s Settings) keep() web.Keep {
	k := web.Keep{Conversations: days(s.Keep.Conversations), Contacts: days(s.Keep.Contacts), Notices: days(s.Keep.Notices), Audit: days(s.Keep.Audit), History: days(s.Keep.History)}
	if s.Keep.Backups != nil || s.Backup.Dir != "" {
		backups := s.keepBackups()
		k.Backups = &backups
	}
	return k
}

func days(n int) time.Duration { return time.Duration(n) * 24 * time.Hour }

func (s Settings) limits() web.Limits { return web.Limits(s.Limits) }

// Run prints all settings.
func (c settingsCmd) Run(all settings.List) error {
	text := all.Table()
	if c.Env {
		text = all.Example()
	}
	_, err := fmt.Print(text)
	return err
}
