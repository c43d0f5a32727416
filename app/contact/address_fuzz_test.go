package contact_test

import (
	"net/mail"
	"strings"
	"testing"
	"unicode"

	"porchlight/app/contact"
)

// FuzzAddress: what is taken for an address is one, and one alone: a mail program reads it back as it is, it brings no second recipient
// and no second line, and its mask keeps its secret.
func FuzzAddress(f *testing.F) {
	for _, seed := range []string{
		"ada@example.com", " Ada.Lovelace+news@Example.COM ", "ada@exämple.org", "ada@例え.jp", "ada@[127.0.0.1]", "ada@127.0.0.1", `"a b"@example.com`,
		"ada@example.com, bob@example.com", "Ada <ada@example.com>", "ada@example.com\r\nBcc: bob@example.com", "ada%bob.example@example.com",
		"a..b@example.com", ".a@example.com", "a@b@example.com", "a@xn--80ak6aa92e.com", "a@example.com.", "a@-example.com", "a@\u200bexample.com", "ａ@example.com", "a@ｅxample。com",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		address, err := contact.Parse(typed)
		if err != nil {
			if address != "" {
				t.Errorf("%q is refused and gives %q", typed, address)
			}
			return
		}
		if read, err := mail.ParseAddress(address); err != nil || read.Address != address || read.Name != "" {
			t.Errorf("%q becomes %q, which a mail program reads as %v, %v", typed, address, read, err)
		}
		if strings.ContainsFunc(address, func(r rune) bool { return r > unicode.MaxASCII || r <= ' ' || r == 0x7f }) || strings.ContainsAny(address, `<>,;:"()[]\!%`) {
			t.Errorf("%q becomes %q, which has more in it than a name and a domain", typed, address)
		}
		local, domain, _ := strings.Cut(address, "@")
		if len(address) > 254 || len(local) > 64 || strings.Contains(domain, "@") || !strings.Contains(domain, ".") {
			t.Errorf("%q becomes %q", typed, address)
		}
		if again, err := contact.Parse(address); err != nil || again != address {
			t.Errorf("%q becomes %q, and that %q, %v", typed, address, again, err)
		}
		if mask := contact.Mask(address); len(local) > 2 && strings.HasPrefix(mask, local) || !strings.HasSuffix(mask, "@"+domain) {
			t.Errorf("the mask of %q is %q", address, mask)
		}
	})
}
