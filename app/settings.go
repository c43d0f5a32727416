package main

import (
	"fmt"
	"net/netip"
	"reflect"
	"time"

	"porchlight/app/web"
)

// Settings are the whole configuration, shared by all commands: every setting once, with its flag, environment name and default. The
// fields' help is what --help prints.
type Settings struct {
	Addr           string         `env:"ADDR" default:"127.0.0.1:3000" help:"Address to listen on. One that other machines can reach needs --base-url."`
	BaseURL        string         `name:"base-url" env:"BASE_URL" placeholder:"URL" help:"The origin that visitors use, such as https://example.com. Unset: http on localhost."`
	RedisURL       string         `name:"redis-url" env:"REDIS_URL" placeholder:"URL" help:"Redis that several nodes share, such as redis://127.0.0.1:6379. Unset: one node."`
	Database       string         `env:"DATABASE" default:"data/porchlight.db" help:"SQLite file for conversations and accounts, on a local disk."`
	ContentDir     string         `name:"content" env:"CONTENT_DIR" placeholder:"DIR" help:"Folder with the content files. Unset: the content inside the binary."`
	TrustedProxies []string       `name:"trusted-proxies" env:"TRUSTED_PROXIES" placeholder:"IP,NET" help:"Proxies whose X-Real-IP is believed, such as 127.0.0.1 or 10.0.0.0/8."`
	Dev            bool           `env:"DEV" help:"Read views, content and static files from the working folder, and print them again when they change: pages follow, and name the mistakes that keep them from it. Not for visitors."`
	OwnerEmail     string         `name:"owner-email" env:"OWNER_EMAIL" placeholder:"EMAIL" help:"E-mail address of the first owner; ignored once an owner exists."`
	OwnerPassword  string         `name:"owner-password" env:"OWNER_PASSWORD" placeholder:"TEXT" help:"Password of the first owner, 12 characters or more. Better given as OWNER_PASSWORD than as a flag."`
	PresenceTick   time.Duration  `name:"presence-tick" env:"PRESENCE_TICK" default:"250ms" help:"How often counts are shown at most."`
	Drain          time.Duration  `env:"DRAIN" default:"10s" help:"On SIGTERM, the time in which live connections are closed, one after the other, and the process ends."`
	Reach          reachSettings  `embed:"" group:"Reaching people who are away:"`
	See            seeSettings    `embed:"" group:"Seeing inside:"`
	Backup         backupSettings `embed:"" group:"Backups on a schedule:"`
	Keep           keepSettings   `embed:"" group:"How long things are kept, in days (0: for ever):"`
	Limits         limitSettings  `embed:"" group:"Limits (0 switches one off):"`
}

type backupSettings struct {
	Dir   string        `name:"backup-dir" env:"BACKUP_DIR" placeholder:"DIR" help:"Folder for backups of the database, best on another disk. Made at the start where one was missed, before an upgrade, and then each --backup-every. Unset: none are made."`
	Every time.Duration `name:"backup-every" env:"BACKUP_EVERY" default:"24h" help:"How often a backup is made, with --backup-dir."`
}

type keepSettings struct {
	Conversations int  `name:"keep-conversations" env:"KEEP_CONVERSATIONS" default:"180" help:"A conversation, after the last change in it; by then the cookie that opens it is gone."`
	Contacts      int  `name:"keep-contacts" env:"KEEP_CONTACTS" default:"180" help:"A visitor's e-mail address, after the last change in their conversation, with which it goes in any case."`
	Notices       int  `name:"keep-notices" env:"KEEP_NOTICES" default:"30" help:"A mail, push or call that could not be delivered, for owners to see why."`
	Audit         int  `name:"keep-audit" env:"KEEP_AUDIT" default:"400" help:"A record of what an owner or admin did."`
	History       int  `name:"keep-history" env:"KEEP_HISTORY" default:"400" help:"How many visitors were present, minute by minute and by place. There is nothing of anybody in it."`
	Backups       *int `name:"keep-backups" env:"KEEP_BACKUPS" placeholder:"DAYS" help:"Backups of the database: those in --backup-dir are removed then, and /privacy says so. Unset: 14 with --backup-dir, else /privacy says that you have not said."`
}

type reachSettings struct {
	SMTPURL    string `name:"smtp-url" env:"SMTP_URL" placeholder:"URL" help:"Server that takes mails: smtp://user:password@host:587 (with STARTTLS, unless it is this machine) or smtps://user:password@host:465. Better given as SMTP_URL than as a flag. Unset: no mail is sent, and no page offers any."`
	MailFrom   string `name:"mail-from" env:"MAIL_FROM" placeholder:"ADDRESS" help:"Whom mails come from, such as \"Porchlight <hello@example.com>\"; needed with --smtp-url. Push services may write there too."`
	WebhookURL string `name:"webhook-url" env:"WEBHOOK_URL" placeholder:"URL" help:"Program that is told of every message by a signed POST, such as https://example.com/porchlight. Unset: none."`
}

type seeSettings struct {
	MetricsAddr string `name:"metrics-addr" env:"METRICS_ADDR" placeholder:"ADDR" help:"Second address for Prometheus /metrics and pprof. Unset: off."`
}

type limitSettings struct {
	SocketsPerVisitor    int `name:"sockets-per-visitor" env:"SOCKETS_PER_VISITOR" default:"20" help:"Live connections of one visitor."`
	SocketsPerAddress    int `name:"sockets-per-address" env:"SOCKETS_PER_ADDRESS" default:"100" help:"Live connections from one address."`
	HandshakesPerMinute  int `name:"handshakes-per-minute" env:"HANDSHAKES_PER_MINUTE" default:"1200" help:"Live connections begun from one address in a minute, one with every page that is opened."`
	FramesPerSecond      int `name:"frames-per-second" env:"FRAMES_PER_SECOND" default:"20" help:"Frames of one type a second from one live connection; more closes it."`
	MessagesPerSecond    int `name:"messages-per-second" env:"MESSAGES_PER_SECOND" default:"1" help:"Messages a second of one visitor, after a burst."`
	MessageBurst         int `name:"message-burst" env:"MESSAGE_BURST" default:"5" help:"Messages of one visitor at once."`
	ConversationsPerHour int `name:"conversations-per-hour" env:"CONVERSATIONS_PER_HOUR" default:"60" help:"Conversations begun from one address in an hour."`
	LoginsPerAccount     int `name:"logins-per-account" env:"LOGINS_PER_ACCOUNT" default:"10" help:"Attempts to log in to one account in 15 minutes."`
	LoginsPerAddress     int `name:"logins-per-address" env:"LOGINS_PER_ADDRESS" default:"50" help:"Attempts to log in from one address in 15 minutes."`

	ConfirmationsPerDay     int `name:"confirmations-per-day" env:"CONFIRMATIONS_PER_DAY" default:"200" help:"Mails of the whole site in a day that ask to confirm an e-mail address. (One mailbox gets one a day at most, whatever this is.)"`
	ConfirmationsPerAddress int `name:"confirmations-per-address" env:"CONFIRMATIONS_PER_ADDRESS" default:"10" help:"Such mails asked for from one network address in a day."`
	ConfirmationsPerVisitor int `name:"confirmations-per-visitor" env:"CONFIRMATIONS_PER_VISITOR" default:"3" help:"Such mails asked for by one visitor in a day."`
	MailsPerOwner           int `name:"mails-per-owner" env:"MAILS_PER_OWNER" default:"20" help:"Mails about questions to one owner in an hour. What is one too many waits for the next."`
}

// Validate is called by kong. It refuses values of the right type that make no sense.
func (s Settings) Validate() error {
	if s.PresenceTick <= 0 {
		return fmt.Errorf("--presence-tick (PRESENCE_TICK) %s must be more than 0, such as 250ms", s.PresenceTick)
	}
	if s.Drain < 0 {
		return fmt.Errorf("--drain (DRAIN) %s must be 0 or more, such as 10s", s.Drain)
	}
	if s.Backup.Every < leastBackup {
		return fmt.Errorf("--backup-every (BACKUP_EVERY) %s must be %s or more, such as 24h", s.Backup.Every, leastBackup)
	}
	for _, proxy := range s.TrustedProxies {
		_, address := netip.ParseAddr(proxy)
		if _, network := netip.ParsePrefix(proxy); address != nil && network != nil {
			return fmt.Errorf("--trusted-proxies (TRUSTED_PROXIES) %q must be an address or a network, such as 127.0.0.1 or 10.0.0.0/8", proxy)
		}
	}
	for _, kept := range []struct {
		name string
		days *int
	}{{"--keep-conversations (KEEP_CONVERSATIONS)", &s.Keep.Conversations}, {"--keep-contacts (KEEP_CONTACTS)", &s.Keep.Contacts}, {"--keep-notices (KEEP_NOTICES)", &s.Keep.Notices}, {"--keep-audit (KEEP_AUDIT)", &s.Keep.Audit}, {"--keep-history (KEEP_HISTORY)", &s.Keep.History}, {"--keep-backups (KEEP_BACKUPS)", s.Keep.Backups}} {
		if kept.days != nil && (*kept.days < 0 || *kept.days > mostDays) {
			return fmt.Errorf("%s %d must be 0, which keeps for ever, or a number of days up to %d", kept.name, *kept.days, mostDays)
		}
	}
	limits := reflect.ValueOf(s.Limits)
	for i := range limits.NumField() {
		field := limits.Type().Field(i)
		if n := limits.Field(i).Int(); n < 0 {
			return fmt.Errorf("--%s (%s) %d must be 0, which switches the limit off, or more", field.Tag.Get("name"), field.Tag.Get("env"), n)
		}
	}
	return nil
}

// mostDays is a hundred years: more does not fit into a time.Duration for long.
const mostDays = 36500

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
