package main

import (
	"fmt"
	"os"
	"strings"

	"porchlight/app/doctor"
	"porchlight/app/notify"
	"porchlight/app/settings"
	"porchlight/app/web"
	"porchlight/data"
)

// Run examines the site and fails when something is wrong. Warnings alone are no failure.
func (d doctorCmd) Run(s *Settings, all settings.List, wrong settings.Problems, ctx *running) (err error) {
	origin, baseURL := "http://localhost", s.BaseURL
	if origins, err := web.NewOrigins(s.BaseURL, s.Addr); err == nil {
		origin = origins.Main()
	} else {
		baseURL = "" // it is among what is wrong
	}
	var mistakes []string
	for _, p := range wrong {
		mistakes = append(mistakes, p.String())
	}
	where := ""
	if from := s.contentFolder(); s.Dev || s.ContentDir != "" {
		where = from
	}
	reports := doctor.Examine(ctx, []doctor.Check{
		doctor.Settings(len(all), mistakes),
		doctor.Site(s.Addr, reachable(s.Addr), baseURL, origin),
		doctor.Content(s.sources(origin).Content, web.ReservedSlugs(), where),
		s.examineStore(),
		doctor.Backups(s.Database, s.Backup.Dir, s.Backup.Every),
		doctor.Redis(s.RedisURL),
		doctor.Mail(notify.MailOptions{Server: s.Reach.SMTPURL, From: s.Reach.MailFrom, Site: origin}, d.MailTo, s.Database),
		doctor.Push(s.Database, origin),
		doctor.Webhook(s.Reach.WebhookURL, s.Database),
		doctor.Clock(s.Database, s.RedisURL),
		doctor.Files(s.Database, s.Dev),
		doctor.Memory(),
	})
	if d.JSON {
		err = doctor.JSON(os.Stdout, reports)
	} else {
		err = doctor.Print(os.Stdout, reports, hasColours(os.Stdout))
	}
	if err == nil && !doctor.Well(reports) {
		wrong, _, _ := strings.Cut(strings.ToLower(doctor.Verdict(reports)), ".") // what is but worth a look is no failure
		err = fmt.Errorf("%s; what to do stands above", wrong)
	}
	return err
}

func (s *Settings) examineStore() doctor.Check {
	if s.onServer() {
		return doctor.Server(s.Database, data.Postgres)
	}
	return doctor.Store(s.Database, data.SQLite)
}
