package settings_test

import (
	"testing"

	"porchlight/app/settings"
)

func TestOfAnAddressOnlyWhatCannotBeSecretIsShown(t *testing.T) {
	for _, c := range []struct{ address, want string }{
		{"redis://127.0.0.1:6379/3", "redis://127.0.0.1:6379"},
		{"redis://:secret@127.0.0.1:6379", "redis://***@127.0.0.1:6379"},
		{"smtps://porch:p%40ss@mail.example.com", "smtps://***@mail.example.com"},
		{"smtp://porch:p@ss@mail.example.com", "smtp://***@mail.example.com"},
		{"https://example.com/secret?token=secret#secret", "https://example.com"},
		{"redis://u:secret@a:1, redis://b:2?master_name=m", "redis://***@a:1,redis://b:2"},
		// From here on nobody can say which part is the password.
		{"smtp://porch:123/secret@mail.example.com", ""},
		{"smtp://porch:123?secret@mail.example.com", ""},
		{"smtp://porch:123#secret@mail.example.com", ""},
		{"smtp://porch:sec%ret@mail.example.com", ""},
		{"smtp://:123", ""},
		{"redis://u:123,secret@a:1", ""},
		{"porch:secret@mail.example.com", ""},
		{"secret", ""},
	} {
		got, ok := settings.Masked(c.address)
		if got != c.want || ok != (c.want != "") {
			t.Errorf("of %s it shows %q, want %q", c.address, got, c.want)
		}
	}
}

func TestATextIsClearedOfWhatItsAddressesHide(t *testing.T) {
	for text, want := range map[string]string{
		"unexpected argument postgres://porch:secret@db/porch": "unexpected argument postgres://***@db",
		"no postgres://porch:sec/ret@db/porch here":            "no *** here",
		"nothing: to hide": "nothing: to hide",
	} {
		if got := settings.Cleared(text); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
