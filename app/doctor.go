package main

import (
	"fmt"
	"os"
	"strings"

	"porchlight/app/doctor"
	"porchlight/app/notify"
	"porchlight/app/web"
	"porchlight/data"

	"github.com/redis/go-redis/v9/logging"
	"golang.org/x/term"
)

// Run examines the site and fails when something is wrong. Warnings alone are no failure.
func (d doctorCmd) Run(s *Settings, ctx *running) error {
	logging.Disable() // what goes wrong with Redis is said by its check
	origins, err := web.NewOrigins(s.BaseURL, s.Addr)
	if err != nil {
		return err
	}
	where := ""
	if from := s.contentFolder(); s.Dev || s.ContentDir != "" {
		where = from
	}
	reports := doctor.Examine(ctx, []doctor.Check{
		doctor.Site(s.Addr, s.BaseURL, origins.Main()),
		doctor.Content(s.sources(origins.Main()).Content, web.ReservedSlugs(), where),
		doctor.Store(s.Database, data.Migrations),
		doctor.Redis(s.RedisURL),
		doctor.Mail(notify.MailOptions{Server: s.Reach.SMTPURL, From: s.Reach.MailFrom, Site: origins.Main()}, d.MailTo),
		doctor.Push(s.Database, origins.Main()),
		doctor.Webhook(s.Reach.WebhookURL, s.Database),
		doctor.Clock(s.Database, s.RedisURL),
		doctor.Files(s.Database, s.Dev),
		doctor.Memory(),
	})
	if d.JSON {
		err = doctor.JSON(os.Stdout, reports)
	} else {
		err = doctor.Print(os.Stdout, reports, term.IsTerminal(int(os.Stdout.Fd())) && os.Getenv("NO_COLOR") == "")
	}
	if err == nil && !doctor.Well(reports) {
		err = fmt.Errorf("%s; what to do stands with it above", strings.TrimSuffix(strings.ToLower(doctor.Verdict(reports)), "."))
	}
	return err
}
