package notify

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// Try goes through a session up to the sender, whom the server accepts, and then takes it back: nothing is sent. It returns how the
// session was, such as "STARTTLS, logged in".
func (m *Mailer) Try(ctx context.Context) (how string, err error) {
	server, err := m.connect(ctx, plain(m.from.Address))
	if err != nil {
		return "", err
	}
	defer server.Close()
	if err := server.Mail("<" + m.from.Address + ">"); err != nil {
		return "", failed("The mail server takes no mail from MAIL_FROM: " + said(err))
	}
	err = errors.Join(server.Reset(), server.Quit())
	secret := "without TLS, on this machine"
	switch {
	case m.tls:
		secret = "TLS"
	case m.startTLS:
		secret = "STARTTLS"
	}
	login := "logged in"
	if m.user == "" {
		login = "without a login"
	}
	if err != nil {
		err = failed("The mail server broke off: " + said(err))
	}
	return strings.Join([]string{secret, login}, ", "), err
}

// SendTest sends a mail that says where it comes from, and nothing else. id is new for each.
func (m *Mailer) SendTest(ctx context.Context, to, id string) error {
	text := fmt.Sprintf("This is a test mail of the site %s. It was asked for at its command line. Mails from there arrive.", m.site)
	return m.Send(ctx, Mail{To: to, Subject: "Test mail of " + m.site, Text: text + "\n", HTML: "<p>" + text + "</p>", MessageID: id})
}
