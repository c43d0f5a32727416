package contact_test

import (
	"strings"
	"testing"

	"porchlight/app/contact"
	"porchlight/app/fault"
)

func TestAnAddressIsTakenAsItIsWrittenButForItsDomain(t *testing.T) {
	for typed, want := range map[string]string{
		"ada@example.com": "ada@example.com", "  Ada.L+site@Example.COM\n": "Ada.L+site@example.com", "o'neil@sub.example.co": "o'neil@sub.example.co",
		"ada@bücher.example": "ada@xn--bcher-kva.example", strings.Repeat("x", 64) + "@example.com": strings.Repeat("x", 64) + "@example.com",
	} {
		if got, err := contact.Parse(typed); err != nil || got != want {
			t.Errorf("%q is %q, %v; want %q", typed, got, err, want)
		}
	}
}

func TestWhatIsNoAddressOrMoreThanOneIsRefused(t *testing.T) {
	for _, typed := range []string{
		"", "   ", "ada", "@example.com", "ada@", "ada@localhost", "ada@127.0.0.1", "ada@[127.0.0.1]", "ada@example.com.", "ada@.com", "ada@-a.com",
		"ada@example.com,eve@example.com", "ada@example.com eve@example.com", "Ada <ada@example.com>", `"ada"@example.com`, "ada(x)@example.com",
		"ada..l@example.com", ".ada@example.com", "ada@example.com\r\nBcc: eve@example.com", "ada\x00@example.com", "ädä@example.com", "ada@exa mple.com",
		"ada%gmail.com@example.com", "gmail.com!ada@example.com", "ada%gmail.com%x@example.com", // routes, which mail servers may follow to the same mailbox
		strings.Repeat("x", 65) + "@example.com", "ada@" + strings.Repeat("a.", 130) + "com", "ada@example.123",
	} {
		got, err := contact.Parse(typed)
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("%q is taken as %q, %v", typed, got, err)
		}
	}
}

func TestAnAddressIsShownByItsEnds(t *testing.T) {
	for email, want := range map[string]string{"adamson@example.com": "a…n@example.com", "ad@example.com": "a…@example.com", "a@example.com": "a…@example.com"} {
		if got := (contact.Contact{Email: email}).Masked(); got != want {
			t.Errorf("%s is shown as %s, want %s", email, got, want)
		}
	}
}
