package notify

import (
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

// MailOptions say through which server mails leave, and as whose.
type MailOptions struct {
	Server string // SMTP_URL: smtp://user:password@host:587 or smtps://user:password@host:465; the user may be left out
	From   string // MAIL_FROM: an address, with a name or without
	Site   string // the site's origin: under its host mails get their ids
	Now    func() time.Time

	Roots *x509.CertPool // who may vouch for the server; nil: whom the system trusts
	Dial  dial           // nil: the network
}

// Ports of mail submission: RFC 6409 §3.1, and RFC 8314 §3.3 for TLS from the first byte.
const (
	submissionPort  = "587"
	submissionsPort = "465"
)

var (
	errServer     = errors.New("must look like smtp://user:password@host:587 or smtps://user:password@host:465; signs such as @ : / ? # % in the password are written as %40 %3A %2F %3F %23 %25")
	errUser       = errors.New("must hold both a user and a password, or neither")
	errNoFrom     = errors.New("must be set where SMTP_URL is: it is the address that mails come from")
	errFrom       = errors.New("must be one e-mail address, with a name or without")
	errFromServer = errors.New("needs the server that takes mails: set SMTP_URL too")
)

// NewMailer returns what sends mails, and nil where no server is set. Its errors name the setting, and never hold the password.
func NewMailer(o MailOptions) (*Mailer, error) {
	if o.Server == "" && o.From == "" {
		return nil, nil
	}
	if o.Server == "" {
		return nil, fmt.Errorf("--mail-from (MAIL_FROM) %w", errFromServer)
	}
	m := &Mailer{now: o.Now, roots: o.Roots, dial: o.Dial}
	if err := m.readServer(o.Server); err != nil {
		return nil, fmt.Errorf("--smtp-url (SMTP_URL) %w", err)
	}
	if err := m.readFrom(o.From); err != nil {
		return nil, fmt.Errorf("--mail-from (MAIL_FROM) %w", err)
	}
	site, err := url.Parse(o.Site)
	if err != nil {
		return nil, err
	}
	m.site = mailName(site.Hostname())
	if m.dial == nil {
		m.dial = new(net.Dialer).DialContext
	}
	return m, nil
}

// CheckMailServer says what MailOptions.Server must look like, without repeating it; nil where it does.
func CheckMailServer(server string) error { return new(Mailer).readServer(server) }

// CheckMailFrom says what MailOptions.From must be: an address where there is a server, else nothing.
func CheckMailFrom(from string, hasServer bool) error {
	switch {
	case hasServer:
		return new(Mailer).readFrom(from)
	case from != "":
		return errFromServer
	}
	return nil
}

// readServer keeps the errors of url.Parse to itself: they repeat the whole address.
func (m *Mailer) readServer(text string) error {
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return errServer
	}
	port := submissionPort
	switch u.Scheme {
	case "smtp":
		m.startTLS = !loopback(u.Hostname())
	case "smtps":
		m.tls, port = true, submissionsPort
	default:
		return errServer
	}
	if u.Port() != "" {
		port = u.Port()
	}
	m.host, m.addr = u.Hostname(), net.JoinHostPort(u.Hostname(), port)
	m.user = u.User.Username()
	m.password, _ = u.User.Password()
	if (m.user == "") != (m.password == "") {
		return errUser
	}
	return nil
}

func (m *Mailer) readFrom(text string) error {
	if text == "" {
		return errNoFrom
	}
	from, err := mail.ParseAddress(text)
	if err != nil {
		return errFrom
	}
	m.from = from
	return nil
}

// loopback reports whether what is sent to host stays on this machine, where nobody is in between.
func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// mailName is a host as mail names it: an address stands in brackets (RFC 5321 §4.1.3).
func mailName(host string) string {
	ip, err := netip.ParseAddr(host)
	switch {
	case err != nil:
		return host
	case ip.Is6():
		return "[IPv6:" + host + "]"
	}
	return "[" + host + "]"
}
