package notify

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/textproto"
	"time"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"
)

const (
	// mailWithin bounds one try, from the first packet to the server's last word. RFC 5321 §4.5.3.2 would wait for minutes; here
	// others wait behind it, and the next try is better than a long one.
	mailWithin = 30 * time.Second

	// quitWithin is how long a goodbye may take once the mail is delivered.
	quitWithin = time.Second
)

// Mailer hands mails to the server of SMTP_URL, each over a connection of its own. It is safe for concurrent use.
type Mailer struct {
	host, addr     string
	user, password string // empty: no login
	tls, startTLS  bool   // from the first byte; before anything else is said
	from           *mail.Address
	site           string // the host under which mails get their ids
	now            func() time.Time
	roots          *x509.CertPool
	dial           dial
}

type dial func(ctx context.Context, network, addr string) (net.Conn, error)

// From is the address that mails come from, without its name.
func (m *Mailer) From() string { return m.from.Address }

// Host is the server that mails are handed to, to tell people who hears of them.
func (m *Mailer) Host() string { return m.host }

// Send hands a mail to the server, which answers for it once this returns nil (RFC 5321 §4.2.5). A mail that the server will
// never take is Refused; every other error may be gone at the next try. A connection that breaks before the last answer
// leaves open whether the mail was taken: the next try then brings it again, under the same id.
func (m *Mailer) Send(ctx context.Context, mail Mail) error {
	msg, to, err := m.compose(mail)
	if err != nil {
		return err
	}
	within, end := context.WithTimeout(ctx, mailWithin)
	defer end()
	server, err := m.connect(within, plain(to.Address) && plain(m.from.Address))
	if err == nil {
		err = m.hand(server, msg, to.Address)
	}
	switch {
	case err == nil:
		return nil
	case errors.Is(within.Err(), context.Canceled): // this node stops
		return context.Canceled
	case within.Err() != nil:
		return failed(fmt.Sprintf("The mail server was not done within %s.", mailWithin))
	}
	return err
}

// connect returns a session in which the server is known, hidden from others and satisfied with the login. Its connection is
// closed when ctx ends. What goes wrong until then says nothing of any mail: the settings may be wrong, or the server busy.
func (m *Mailer) connect(ctx context.Context, ascii bool) (*smtp.Client, error) {
	policy := gomail.NoTLS
	if m.startTLS {
		policy = gomail.TLSMandatory
	}
	trust := &tls.Config{ServerName: m.host, RootCAs: m.roots, MinVersion: tls.VersionTLS12}
	options := []gomail.Option{
		gomail.WithHELO(m.site), gomail.WithTimeout(mailWithin), gomail.WithTLSPolicy(policy), gomail.WithTLSConfig(trust),
		gomail.WithDialContextFunc(func(dialing context.Context, network, _ string) (net.Conn, error) {
			conn, err := m.dial(dialing, network, m.addr)
			if err != nil {
				return nil, err
			}
			context.AfterFunc(ctx, func() { _ = conn.Close() })
			if !m.tls {
				return conn, nil
			}
			secret := tls.Client(conn, trust)
			return secret, secret.HandshakeContext(dialing)
		}),
	}
	if m.user != "" {
		options = append(options, gomail.WithUsername(m.user), gomail.WithPassword(m.password),
			gomail.WithOpportunisticSMTPAuth(gomail.SMTPAuthPlain, gomail.SMTPAuthLogin))
	}
	if ascii { // a mail that asks for UTF-8 addresses without need is sent back by servers that do not know them
		options = append(options, gomail.WithoutSMTPUTF8())
	}
	client, err := gomail.NewClient(m.host, options...)
	if err != nil {
		return nil, err
	}
	server, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return nil, failed("The mail server cannot be used: " + said(err))
	}
	return server, nil
}

// hand carries one mail through a session. The sender's address is the site's: a server that does not want it is a matter of
// the settings. From the recipient on, an answer of 5yz is about this mail, and final (RFC 5321 §4.2.1).
func (m *Mailer) hand(server *smtp.Client, msg *gomail.Msg, to string) error {
	if err := server.Mail("<" + m.from.Address + ">"); err != nil {
		return failed("The mail server takes no mail from MAIL_FROM: " + said(err))
	}
	if err := server.Rcpt("<" + to + ">"); err != nil {
		return answered(err)
	}
	data, err := server.Data()
	if err != nil {
		return answered(err)
	}
	if _, err := msg.WriteTo(data); err != nil {
		return failed("The mail server broke off: " + said(err))
	}
	if err := data.Close(); err != nil {
		return answered(err)
	}
	if server.UpdateDeadline(quitWithin) == nil {
		_ = server.Quit() // it has the mail, whatever it says now
	}
	return nil
}

// answered gives an answer its meaning: 5yz is for good, all else is for now.
func answered(err error) error {
	var answer *textproto.Error
	if !errors.As(err, &answer) {
		return failed("The mail server broke off: " + said(err))
	}
	reason := "The mail server answered: " + said(err)
	if answer.Code >= 500 {
		return Refused(reason)
	}
	return failed(reason)
}

// said is what went wrong, in the server's words where it had any.
func said(err error) string {
	var answer *textproto.Error
	if errors.As(err, &answer) {
		return words(fmt.Sprintf("%d %s", answer.Code, answer.Msg))
	}
	return words(err.Error())
}
