package settings

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

// shown is a value as it stands in a message, with nothing secret in it; empty where nothing of it can be shown.
func shown(value any, secret string) string {
	text, isText := value.(string)
	switch {
	case secret == "all":
		return ""
	case secret == "url" || strings.Contains(text, "://") && strings.Contains(text, "@"): // an address with a password where none belongs
		masked, ok := Masked(text)
		if !ok {
			return ""
		}
		return fmt.Sprintf("%q", masked)
	case isText:
		return fmt.Sprintf("%q", text)
	}
	if list, ok := value.([]string); ok {
		return fmt.Sprintf("%q", strings.Join(list, ","))
	}
	return fmt.Sprint(value)
}

// address is anything that may be one.
var address = regexp.MustCompile(`\S+://\S+`)

// Cleared is a text of which no address has anything left that is secret.
func Cleared(text string) string {
	return address.ReplaceAllStringFunc(text, func(one string) string {
		if masked, ok := Masked(one); ok {
			return masked
		}
		return "***"
	})
}

// Masked is an address, or several with commas between them, of which only schemes and hosts are left. It is not ok where one cannot be
// taken apart for certain: then any part of it may be of a password.
func Masked(addresses string) (masked string, ok bool) {
	var all []string
	for one := range strings.SplitSeq(addresses, ",") {
		u, err := url.Parse(strings.TrimSpace(one))
		if err != nil || u.Hostname() == "" || strings.Contains(u.Path+u.RawQuery+u.Fragment, "@") {
			return "", false
		}
		host := u.Host
		if u.User != nil {
			host = "***@" + host
		}
		all = append(all, u.Scheme+"://"+host)
	}
	return strings.Join(all, ","), true
}
