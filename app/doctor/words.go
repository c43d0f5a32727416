package doctor

import (
	"errors"
	"net"
	"strings"
	"syscall"
	"unicode"
	"unicode/utf8"
)

// sentence makes a sentence of what an error says.
func sentence(text string) string {
	text = strings.TrimRight(text, ".")
	if text == "" {
		return ""
	}
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:] + "."
}

// network says in plain words why nothing came over the network; other errors say it themselves.
func network(err error) string {
	var name *net.DNSError
	var slow net.Error
	switch {
	case errors.As(err, &name) && name.IsNotFound:
		return "The name " + name.Name + " is not known."
	case errors.Is(err, syscall.ECONNREFUSED):
		return "Nobody listens there."
	case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTUNREACH):
		return "No way leads there."
	case errors.As(err, &slow) && slow.Timeout():
		return "Nothing comes back."
	}
	return sentence(err.Error())
}
