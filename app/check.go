package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"porchlight/app/account"
	"porchlight/app/live"
	"porchlight/app/logging"
	"porchlight/app/notify"
	"porchlight/app/settings"
	"porchlight/app/tracing"
	"porchlight/app/web"
)

// mostDays is a hundred years: more does not fit into a time.Duration for long.
const mostDays = 36500

// checks are what the fields of Settings name. A rule stands in the package that goes by it.
var checks = settings.Checks{
	"any":      settings.Anything,
	"addr":     settings.On(func(addr string) error { return web.CheckAddr(addr, true) }),
	"origin":   settings.On(web.CheckBaseURL),
	"redis":    settings.On(live.CheckRedisURL),
	"webhook":  settings.On(notify.CheckWebhookURL),
	"smtp":     settings.On(notify.CheckMailServer),
	"from":     settings.On(func(from string) error { return notify.CheckMailFrom(from, true) }),
	"receiver": settings.On(tracing.CheckReceiver),
	"store":    settings.On(checkDatabase),
	"proxies":  settings.On(web.CheckProxies),
	"tick":     settings.On(checkTick),
	"window":   settings.On(checkWindow),
	"often":    settings.On(checkOften),
	"days":     settings.On(checkDays),
	"limit":    settings.On(checkLimit),
	"level":    settings.On(oneOf(logging.Levels)),
	"format":   settings.On(oneOf(logging.Formats)),
}

// problems are all that is wrong with the settings: first each by itself, then those that must go together. Nothing is opened for it.
func (s *Settings) problems(all settings.List, unread *settings.Unread) settings.Problems {
	wrong := all.Check(checks, unread)
	email, password := s.checkOwner()
	return wrong.
		Also(all, &s.Addr, web.CheckAddr(s.Addr, s.BaseURL != "")).
		Also(all, &s.ContentDir, s.checkContentDir()).
		Also(all, &s.Reach.MailFrom, notify.CheckMailFrom(s.Reach.MailFrom, s.Reach.SMTPURL != "")).
		Also(all, &s.OwnerEmail, email).
		Also(all, &s.OwnerPassword, password).
		Also(all, &s.See.MetricsAddr, s.checkMetricsAddr()).
		Also(all, &s.See.OTLPEndpoint, s.See.checkProtocol()).
		Also(all, &s.Backup.Dir, s.checkBackups())
}

// checkContentDir looks at the folder alone: what is in it is for the content check.
func (s *Settings) checkContentDir() error {
	if s.ContentDir == "" {
		return nil
	}
	if info, err := os.Stat(s.ContentDir); err != nil || !info.IsDir() {
		return errors.New("must be a folder that is there, with content files in it")
	}
	return nil
}

// checkBackups refuses backups of a server, which has its own ways.
func (s *Settings) checkBackups() error {
	if s.Backup.Dir != "" && s.onServer() {
		return errors.New("must be unset where DATABASE names a server: back that up with pg_dump or its write-ahead log")
	}
	return nil
}

// checkOwner looks at the first owner only before the first start: once there is an owner, these settings are ignored. What a database
// without one makes of them is said by firstOwner.
func (s *Settings) checkOwner() (email, password error) {
	if _, err := os.Stat(s.Database); s.onServer() || !errors.Is(err, fs.ErrNotExist) || s.OwnerEmail == "" && s.OwnerPassword == "" {
		return nil, nil
	}
	email, password = account.Check(s.OwnerEmail, s.OwnerPassword)
	return refused(email, s.OwnerEmail, "OWNER_PASSWORD"), refused(password, s.OwnerPassword, "OWNER_EMAIL")
}

// refused makes a sentence that has its setting for a subject.
func refused(err error, value, beside string) error {
	switch {
	case err == nil:
		return nil
	case value == "":
		return fmt.Errorf("must be set where %s is", beside)
	}
	return fmt.Errorf("is refused: %w", err)
}

func (s *Settings) checkMetricsAddr() error {
	if s.See.MetricsAddr != s.Addr {
		return nil
	}
	return errors.New("must be another address than --addr (ADDR): what is told there is not for visitors")
}

func (s seeSettings) checkProtocol() error {
	if s.OTLPEndpoint == "" {
		return nil
	}
	return tracing.CheckProtocol()
}

func checkTick(tick time.Duration) error {
	if tick <= 0 {
		return errors.New("must be more than 0")
	}
	return nil
}

func checkWindow(window time.Duration) error {
	if window < 0 {
		return errors.New("must be 0 or more")
	}
	return nil
}

func checkOften(every time.Duration) error {
	if every < leastBackup {
		return fmt.Errorf("must be %s or more", leastBackup)
	}
	return nil
}

func checkDays(n int) error {
	if n < 0 || n > mostDays {
		return fmt.Errorf("must be 0, which keeps for ever, or a number of days up to %d", mostDays)
	}
	return nil
}

func checkLimit(n int) error {
	if n < 0 {
		return errors.New("must be 0, which switches the limit off, or more")
	}
	return nil
}

func oneOf(words []string) func(string) error {
	return func(word string) error {
		if !slices.Contains(words, word) {
			return fmt.Errorf("must be one of %s", strings.Join(words, ", "))
		}
		return nil
	}
}
