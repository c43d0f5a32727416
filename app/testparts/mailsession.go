package testparts

import (
	"errors"
	"io"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// mailSession is one client of a MailServer.
type mailSession struct {
	server *MailServer
	conn   *smtp.Conn
	known  bool // it has logged in, or need not
	mail   Delivered
}

func (s *MailServer) session(c *smtp.Conn) (smtp.Session, error) {
	_, secret := c.TLSConnectionState()
	session := &mailSession{server: s, conn: c, known: s.options.User == "", mail: Delivered{Secret: secret}}
	return session, s.step(MailHello, c)
}

func (m *mailSession) AuthMechanisms() []string {
	if m.known {
		return nil
	}
	return []string{sasl.Plain}
}

func (m *mailSession) Auth(mechanism string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if err := m.server.step(MailLogin, m.conn); err != nil {
			return err
		}
		if user != m.server.options.User || password != m.server.options.Password {
			return smtp.ErrAuthFailed
		}
		m.known = true
		m.server.mu.Lock()
		defer m.server.mu.Unlock()
		m.server.logins = append(m.server.logins, mechanism)
		return nil
	}), nil
}

func (m *mailSession) Mail(from string, o *smtp.MailOptions) error {
	if !m.known {
		return smtp.ErrAuthRequired
	}
	m.mail.From, m.mail.UTF8 = from, o.UTF8
	return m.server.step(MailFrom, m.conn)
}

func (m *mailSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	if m.mail.To != "" {
		return errors.New("one mail to two people")
	}
	m.mail.To = to
	return m.server.step(MailTo, m.conn)
}

func (m *mailSession) Data(r io.Reader) (err error) {
	if m.mail.Raw, err = io.ReadAll(r); err != nil {
		return err
	}
	if err := m.server.step(MailWhole, m.conn); err != nil {
		return err
	}
	m.server.mu.Lock()
	m.server.kept = append(m.server.kept, m.mail)
	m.server.mu.Unlock()
	return m.server.step(MailKept, m.conn)
}

func (m *mailSession) Reset() { m.mail.From, m.mail.To, m.mail.Raw = "", "", nil }

func (*mailSession) Logout() error { return nil }
