package notify_test

import (
	"bytes"
	"strings"
	"testing"
	"unicode"

	"porchlight/app/notify"
	"porchlight/app/testparts"
)

// reply is a mail that is as hard to carry as they come.
var reply = notify.Mail{
	To: "visitor@example.net", Subject: "Größe & Grüße 🏡 von der Veranda, in einem Betreff, der länger ist als eine Zeile sein darf",
	Text:      "Schönen Tag 🌞\n.\n.hidden\n" + strings.Repeat("lang ", 400) + "\nEnde = gut",
	HTML:      "<p>Schönen Tag 🌞</p><p>" + strings.Repeat("lang ", 400) + "</p>",
	MessageID: "0f3c-1", Unsubscribe: site + "/contact/stop?link=a.b-c_d&x=" + strings.Repeat("1", 90),
}

func newMailer(t *testing.T, o notify.MailOptions) *notify.Mailer {
	t.Helper()
	if o.From == "" {
		o.From = "Pörchlight <hello@porchlight.example>"
	}
	o.Site, o.Now = site, atNoon
	m, err := notify.NewMailer(o)
	must(t, err)
	return m
}

// delivered sends a mail to a server that takes everything, and returns what arrived.
func delivered(t *testing.T, mail notify.Mail) testparts.Delivered {
	t.Helper()
	server := testparts.NewMailServer(t, testparts.MailServerOptions{})
	must(t, newMailer(t, notify.MailOptions{Server: server.URL()}).Send(ctx, mail))
	all := server.Delivered()
	if len(all) != 1 {
		t.Fatalf("%d mails arrived", len(all))
	}
	return all[0]
}

func TestAMailIsReadAsItWasWritten(t *testing.T) {
	t.Parallel()
	came := delivered(t, reply)
	letter := testparts.ReadLetter(t, came.Raw)
	for _, c := range []struct{ what, got, want string }{
		{"the sender", letter.From.String(), `=?utf-8?q?P=C3=B6rchlight?= <hello@porchlight.example>`},
		{"the envelope's sender", came.From, "hello@porchlight.example"},
		{"the recipient", letter.To.String(), "<visitor@example.net>"},
		{"the envelope's recipient", came.To, "visitor@example.net"},
		{"the subject", letter.Subject, reply.Subject},
		{"the text", strings.ReplaceAll(letter.Text, "\r\n", "\n"), reply.Text},
		{"the HTML", letter.HTML, reply.HTML},
		{"the id", letter.Header.Get("Message-ID"), "<0f3c-1@porchlight.example>"},
		{"the date", letter.Header.Get("Date"), "Sun, 01 Mar 2026 12:00:00 +0000"},
		{"who wrote it", letter.Header.Get("Auto-Submitted"), "auto-generated"},
		{"where it ends", letter.Header.Get("List-Unsubscribe"), "<" + reply.Unsubscribe + ">"},
		{"how it ends", letter.Header.Get("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click"},
		{"what sent it", letter.Header.Get("User-Agent") + letter.Header.Get("X-Mailer"), ""},
	} {
		if c.got != c.want {
			t.Errorf("%s is %q, want %q", c.what, c.got, c.want)
		}
	}
}

// Servers may cut what is longer, and change what is not ASCII (RFC 5321 §4.5.3.1.6, RFC 5322 §2.1.1).
func TestAMailHasOnlyLinesThatEveryServerCarries(t *testing.T) {
	t.Parallel()
	for line := range bytes.Lines(delivered(t, reply).Raw) {
		plain := bytes.TrimSuffix(line, []byte("\r\n"))
		if len(plain) == len(line) || len(plain) > 998 || bytes.ContainsFunc(plain, func(r rune) bool { return r > 126 || r < 32 && r != '\t' }) {
			t.Errorf("the line %q", line)
		}
	}
}

func TestAMailThatCannotBeEndedDoesNotSaySo(t *testing.T) {
	t.Parallel()
	confirm := reply
	confirm.Unsubscribe = ""
	letter := testparts.ReadLetter(t, delivered(t, confirm).Raw)
	if got := letter.Header.Get("List-Unsubscribe") + letter.Header.Get("List-Unsubscribe-Post"); got != "" {
		t.Errorf("it says %q", got)
	}
}

func TestNothingInAMailBecomesAHeaderOrACommand(t *testing.T) {
	t.Parallel()
	const more = "\r\nBcc: everybody@example.com\r\n\r\nanother text"
	for _, c := range []struct {
		name    string
		spoil   func(*notify.Mail)
		refused bool
	}{
		{"a subject of several lines", func(m *notify.Mail) { m.Subject = "Hello" + more }, false},
		{"a subject with a lone line feed", func(m *notify.Mail) { m.Subject = "Hello\nBcc: everybody@example.com" }, false},
		{"a subject with other control characters", func(m *notify.Mail) { m.Subject = "Hel\x00lo\x0b\x85Bcc: x\u2028y" }, false},
		{"an endless subject", func(m *notify.Mail) { m.Subject = strings.Repeat("x", 3000) }, false},
		{"an id of several lines", func(m *notify.Mail) { m.MessageID = "1>" + more }, false},
		{"a text that ends the mail", func(m *notify.Mail) { m.Text = "Hello\r\n.\r\nMAIL FROM:<x@example.com>\r\n" }, false},
		{"a text with a lone return", func(m *notify.Mail) { m.Text = "Hello\r.\rMAIL FROM:<x@example.com>\n.\r\n" }, false},
		{"a text that is no UTF-8", func(m *notify.Mail) { m.Text = "Hello \xff\xfe" }, false},
		{"a recipient of several lines", func(m *notify.Mail) { m.To = "visitor@example.net" + more }, true},
		{"a recipient with a command", func(m *notify.Mail) { m.To = "visitor@example.net>\r\nRCPT TO:<x@example.com" }, true},
		{"two recipients", func(m *notify.Mail) { m.To = "visitor@example.net, x@example.com" }, true},
		{"a recipient with a name", func(m *notify.Mail) { m.To = "Visitor <visitor@example.net>" }, true},
		{"a recipient behind a space", func(m *notify.Mail) { m.To = " visitor@example.net" }, true},
		{"no recipient", func(m *notify.Mail) { m.To = "" }, true},
		{"a recipient with half a domain", func(m *notify.Mail) { m.To = "visitor@-.net" }, true},
		{"a link of several lines", func(m *notify.Mail) { m.Unsubscribe = site + "/" + more }, true},
		{"a link that ends early", func(m *notify.Mail) { m.Unsubscribe = site + "/?x=1>, <mailto:x@example.com" }, true},
		{"a link that leads nowhere", func(m *notify.Mail) { m.Unsubscribe = "/contact/stop" }, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			server := testparts.NewMailServer(t, testparts.MailServerOptions{})
			mail := reply
			c.spoil(&mail)
			err := newMailer(t, notify.MailOptions{Server: server.URL()}).Send(ctx, mail)
			came := server.Delivered()
			if c.refused {
				if outcome(err) != givenUp || len(came) != 0 {
					t.Fatalf("%v, and %d mails arrived", err, len(came))
				}
				return
			}
			if err != nil || len(came) != 1 {
				t.Fatalf("%v, and %d mails arrived", err, len(came))
			}
			letter := testparts.ReadLetter(t, came[0].Raw)
			if letter.Header.Get("Bcc") != "" || strings.ContainsFunc(letter.Subject, unicode.IsControl) || came[0].To != reply.To || letter.HTML != reply.HTML {
				t.Errorf("it arrived as\n%s", came[0].Raw)
			}
			for line := range bytes.Lines(came[0].Raw) {
				if len(line) > 1000 {
					t.Errorf("a line of %d bytes", len(line))
				}
			}
		})
	}
}

func TestADomainIsWrittenAsEveryServerKnowsIt(t *testing.T) {
	t.Parallel()
	mail := reply
	mail.To = "leser@bücher.example"
	if came := delivered(t, mail); came.To != "leser@xn--bcher-kva.example" || came.UTF8 {
		t.Errorf("the mail goes to %s, with UTF-8: %t", came.To, came.UTF8)
	}
	mail.To = "größe@bücher.example" // which only servers know that know RFC 6531
	if came := delivered(t, mail); came.To != "größe@xn--bcher-kva.example" || !came.UTF8 {
		t.Errorf("the mail goes to %s, with UTF-8: %t", came.To, came.UTF8)
	}
}
