package contact

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"porchlight/app/fault"

	"golang.org/x/net/idna"
)

// The lengths of RFC 5321, section 4.5.3.1: of what stands before the @, and of a whole path without its brackets.
const (
	localMost   = 64
	addressMost = 254
)

// localForm is the dot-string of RFC 5321, section 4.1.2, without ! and %. Its quoted form, comments and names beside the address are other
// ways to spell the same mailbox, or to name several, and nobody's address needs them. Nor does it need ada%elsewhere.com@example.com
// or elsewhere.com!ada@example.com, which mail servers still take for ada@elsewhere.com (https://www.postfix.org/postconf.5.html#allow_percent_hack).
var localForm = regexp.MustCompile("^[A-Za-z0-9#$&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9#$&'*+/=?^_`{|}~-]+)*$")

// domainForm is a name with a dot in it whose last part is no number: mail to hosts without a domain, or to an IP address, stays in
// somebody's own network.
var domainForm = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$`)

// Parse returns an address as mail is sent to it, or fault.Invalid with what is wrong.
func Parse(typed string) (string, error) {
	typed = strings.TrimSpace(typed)
	at := strings.LastIndexByte(typed, '@')
	if typed == "" {
		return "", fault.New(fault.Invalid, "Write your e-mail address first.")
	}
	if at < 1 {
		return "", fault.New(fault.Invalid, "An e-mail address has an @ in it, as in name@example.com.")
	}
	local := typed[:at]
	domain, err := idna.Lookup.ToASCII(typed[at+1:])
	domain = strings.ToLower(domain)
	switch {
	case err != nil || !utf8.ValidString(typed) || !domainForm.MatchString(domain):
		return "", fault.New(fault.Invalid, "What stands behind the @ is no domain, such as example.com. Please look it over.")
	case !localForm.MatchString(local) || len(local) > localMost || len(local)+1+len(domain) > addressMost:
		return "", fault.New(fault.Invalid, "What stands before the @ cannot be mailed from here. Please look it over, or use another address.")
	}
	return local + "@" + domain, nil
}

// provider is one whose mailboxes have more than one name.
type provider struct {
	domain string // one of its domains, for all of them
	idle   string // signs that mean nothing before the @
}

var (
	gmail  = provider{"gmail.com", "."}   // https://support.google.com/mail/answer/7436150, https://support.google.com/mail/answer/10313
	proton = provider{"proton.me", "._-"} // https://proton.me/support/addresses-and-aliases
	icloud = provider{"icloud.com", ""}   // https://support.apple.com/118230
	yandex = provider{"yandex.ru", ".-"}  // https://yandex.com/support/domain/additional/mailbox-alias.xml

	providers = map[string]provider{
		"gmail.com": gmail, "googlemail.com": gmail, "proton.me": proton, "protonmail.com": proton, "protonmail.ch": proton, "pm.me": proton,
		"icloud.com": icloud, "me.com": icloud, "mac.com": icloud,
		"yandex.ru": yandex, "yandex.com": yandex, "yandex.by": yandex, "yandex.kz": yandex, "ya.ru": yandex,
	}
)

// mailbox is one spelling for all addresses that lead to the same mailbox, as far as that is known: without case and +tag (RFC 5233),
// and by what its provider takes for the same.
func mailbox(address string) string {
	local, domain, _ := strings.Cut(strings.ToLower(address), "@")
	if name, _, tagged := strings.Cut(local, "+"); tagged && name != "" {
		local = name
	}
	if of, known := providers[domain]; known {
		domain = of.domain
		local = strings.Map(func(r rune) rune {
			if strings.ContainsRune(of.idle, r) {
				return -1
			}
			return r
		}, local)
	}
	return local + "@" + domain
}

// Masked is the address as pages show it.
func (c Contact) Masked() string { return Mask(c.Email) }

// Mask leaves of an address what is enough to know one's own by, and too little to write to; nothing of what is none.
func Mask(address string) string {
	local, domain, is := strings.Cut(address, "@")
	if !is || local == "" {
		return ""
	}
	last := ""
	if len(local) > 2 {
		last = local[len(local)-1:]
	}
	return local[:1] + "…" + last + "@" + domain
}
