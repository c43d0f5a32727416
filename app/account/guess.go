package account

import (
	"strings"
	"unicode/utf8"

	"porchlight/app/fault"

	"github.com/trustelem/zxcvbn"
)

const (
	// guessesLeast is what a password must hold out, by zxcvbn's count: leaked passwords, names, words, rows of keys, dates and repeats
	// come first. It is the bound of its score 3, "safely unguessable" where a stolen hash is slow to try
	// (usenix.org/conference/usenixsecurity16/technical-sessions/presentation/wheeler).
	guessesLeast = 1e8

	// guessedMost bounds the work, which grows with the square of the length: what is hard to guess so far is so with more behind it.
	guessedMost = 64 // bytes

	// distinctLeast is how many different characters a password has. zxcvbn finds repeats among those of ASCII alone.
	distinctLeast = 5
)

// obvious are words that guessers try here before others, beside those of the address that one logs in with.
var obvious = []string{"porchlight", "owner", "admin", "inbox", "password"}

// checkGuesses refuses a password that is tried early by those who guess. It takes some milliseconds, and up to a second
// where letters were replaced by signs throughout: whoever may not set a password is turned away before.
func checkGuesses(email, password string) error {
	early := fault.New(fault.Invalid, "This password is among the first that are guessed. Take a few words that nobody would put together.")
	different := map[rune]bool{}
	for _, r := range password {
		different[r] = true
	}
	if len(different) < distinctLeast {
		return early
	}
	for len(password) > guessedMost {
		_, last := utf8.DecodeLastRuneInString(password)
		password = password[:len(password)-last]
	}
	parts := strings.FieldsFunc(canonical(email), func(r rune) bool { return strings.ContainsRune("@.+-_", r) })
	if zxcvbn.PasswordStrength(password, append(append(parts, canonical(email)), obvious...)).Guesses < guessesLeast {
		return early
	}
	return nil
}
