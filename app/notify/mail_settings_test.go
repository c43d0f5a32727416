package notify_test

import (
	"strings"
	"testing"

	"porchlight/app/notify"
)

func TestSettingsOfMailThatMakeNoSenseAreRefusedWithoutTheirPassword(t *testing.T) {
	t.Parallel()
	const good, from = "smtp://porch:secret@mail.example.com:587", "Porchlight <hello@example.com>"
	for _, c := range []struct{ name, server, from, says string }{
		{"no scheme", "mail.example.com:587", from, "--smtp-url (SMTP_URL) must look like smtp://"},
		{"another scheme", "https://porch:secret@mail.example.com", from, "--smtp-url (SMTP_URL) must look like smtp://"},
		{"no host", "smtp://porch:secret@:587", from, "--smtp-url (SMTP_URL) must look like smtp://"},
		{"a port that is none", "smtp://porch:secret@mail.example.com:post", from, "--smtp-url (SMTP_URL) must look like smtp://"},
		{"a sign that is not encoded", "smtp://porch:sec#ret-secret@mail.example.com", from, "written as %40 %3A %2F %3F %23 %25"},
		{"a slash that is not encoded", "smtp://porch:sec/secret@mail.example.com", from, "written as %40 %3A %2F %3F %23 %25"},
		{"a percent sign that is not encoded", "smtp://porch:secret%@mail.example.com", from, "written as %40 %3A %2F %3F %23 %25"},
		{"a folder", "smtp://porch:secret@mail.example.com/inbox", from, "--smtp-url (SMTP_URL) must look like smtp://"},
		{"options", "smtp://porch:secret@mail.example.com?tls=no", from, "--smtp-url (SMTP_URL) must look like smtp://"},
		{"a fragment", "smtp://porch:secret@mail.example.com#tls", from, "--smtp-url (SMTP_URL) must look like smtp://"},
		{"a user without a password", "smtp://porch@mail.example.com", from, "--smtp-url (SMTP_URL) must hold both a user and a password"},
		{"a password without a user", "smtp://:secret@mail.example.com", from, "--smtp-url (SMTP_URL) must hold both a user and a password"},
		{"nobody who writes", good, "", "--mail-from (MAIL_FROM) must be set where SMTP_URL is"},
		{"a writer without an address", good, "Porchlight", "--mail-from (MAIL_FROM) must be one e-mail address"},
		{"two writers", good, "a@example.com, b@example.com", "--mail-from (MAIL_FROM) must be one e-mail address"},
		{"a writer of two lines", good, "hello@example.com\r\nBcc: x@example.com", "--mail-from (MAIL_FROM) must be one e-mail address"},
		{"a writer without a server", "", from, "--mail-from (MAIL_FROM) needs the server that takes mails"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m, err := notify.NewMailer(notify.MailOptions{Server: c.server, From: c.from, Site: site, Now: atNoon})
			if m != nil || err == nil || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "secret") {
				t.Errorf("%v, %v", m, err)
			}
		})
	}
	if m, err := notify.NewMailer(notify.MailOptions{Site: site, Now: atNoon}); m != nil || err != nil {
		t.Errorf("without settings: %v, %v", m, err)
	}
}
