package notify

import (
	netmail "net/mail"
	"net/url"
	"strings"

	gomail "github.com/wneessen/go-mail"
	"golang.org/x/net/idna"
)

// subjectMost bounds a subject, in characters; what is longer is cut.
const subjectMost = 150

// Mail is one mail to one person.
type Mail struct {
	To          string // an address without a name
	Subject     string
	Text, HTML  string // the same twice; HTML loads nothing from anywhere
	MessageID   string // what stands before the site's host in its id; the same on every try, so that a double can be known
	Settings    string // the page on which whoever is logged in ends such mails; empty: none
	Unsubscribe string // the address that ends such mails with one POST (RFC 8058); empty: this kind cannot be ended
}

// compose returns the mail as it goes over the wire, and to whom. Nothing in it can become a header of its own: line breaks in
// a subject become spaces, an address or a link that is none is Refused, and go-mail encodes all that is not plain (RFC 2047).
func (m *Mailer) compose(mail Mail) (*gomail.Msg, *netmail.Address, error) {
	to, err := recipient(mail.To)
	if err != nil {
		return nil, nil, err
	}
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	msg.FromMailAddress(m.from)
	msg.ToMailAddress(to)
	msg.Subject(oneLine(mail.Subject, subjectMost))
	msg.SetDateWithValue(m.now())
	msg.SetMessageIDWithValue(mail.MessageID + "@" + m.site)
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834 §5: nobody's holiday answers it
	if mail.Unsubscribe != "" {
		link, err := url.Parse(mail.Unsubscribe)
		if err != nil || link.Host == "" || strings.ContainsAny(mail.Unsubscribe, "<>, ") {
			return nil, nil, Refused("The mail has an address to unsubscribe at that is none.")
		}
		msg.SetGenHeader(gomail.HeaderListUnsubscribe, "<"+link.String()+">")            // RFC 2369 §3.2
		msg.SetGenHeader(gomail.HeaderListUnsubscribePost, "List-Unsubscribe=One-Click") // RFC 8058 §3.1
	}
	if mail.Settings != "" {
		msg.SetGenHeader(gomail.HeaderListUnsubscribe, "<"+mail.Settings+">")
	}
	msg.SetBodyString(gomail.TypeTextPlain, mail.Text)
	msg.AddAlternativeString(gomail.TypeTextHTML, mail.HTML)
	return msg, to, nil
}

// recipient reads one bare address. Its domain is written as DNS has it, which every server understands.
func recipient(text string) (*netmail.Address, error) {
	to, err := netmail.ParseAddress(text)
	if err != nil || to.Address != text {
		return nil, Refused("This is no e-mail address to which mail can be sent.")
	}
	at := strings.LastIndexByte(text, '@')
	domain, err := idna.Lookup.ToASCII(text[at+1:])
	if err != nil {
		return nil, Refused("This is no e-mail address to which mail can be sent.")
	}
	return &netmail.Address{Address: text[:at+1] + domain}, nil
}

// plain reports whether an address is one that every mail server knows (RFC 6531 is for the others).
func plain(address string) bool {
	return !strings.ContainsFunc(address, func(r rune) bool { return r > 127 })
}
