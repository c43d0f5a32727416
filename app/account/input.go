package account

import (
	"net/mail"
	"strings"
	"unicode/utf8"

	"porchlight/app/fault"
)

const (
	emailMost     = 254 // characters: what fits into the path of RFC 5321 §4.5.3.1.3, without its angle brackets
	passwordLeast = 12  // code points, the least
	passwordMost  = 256 // bytes, room for any passphrase
)

// canonical is the form in which an address is stored and looked up, so that case never makes two accounts of one.
func canonical(email string) string {
	return strings.ToLower(strings.TrimSpace(email))
}

// Check says what is wrong with the e-mail address and the password of a new account, as Create and FirstOwner would.
func Check(email, password string) (emailErr, passwordErr error) {
	_, emailErr = checkEmail(email)
	return emailErr, checkPassword(email, password)
}

// checkEmail returns the address as it is stored.
func checkEmail(email string) (string, error) {
	address := canonical(email)
	if utf8.RuneCountInString(address) > emailMost {
		return "", fault.New(fault.Invalid, "An e-mail address has at most %d characters.", emailMost)
	}
	// A display name or a comment would parse too: only the bare address comes back unchanged.
	parsed, err := mail.ParseAddress(address)
	if err != nil || parsed.Address != address {
		return "", fault.New(fault.Invalid, "This is not an e-mail address; it should look like name@example.com.")
	}
	return address, nil
}

func checkPassword(email, password string) error {
	if err := checkLength(password); err != nil {
		return err
	}
	return checkGuesses(email, password)
}

func checkLength(password string) error {
	if utf8.RuneCountInString(password) < passwordLeast {
		return fault.New(fault.Invalid, "A password needs at least %d characters.", passwordLeast)
	}
	if len(password) > passwordMost {
		return fault.New(fault.Invalid, "A password has at most %d bytes.", passwordMost)
	}
	return nil
}

// clip is the beginning of what a browser says of itself, at most so many code points of it.
func clip(words string, most int) string {
	points := []rune(strings.ToValidUTF8(words, ""))
	return string(points[:min(len(points), most)])
}
