package conversation

import (
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

const (
	clocksApart = time.Hour // how far the clock that wrote a file may be ahead of this one
	placeMost   = 300       // bytes; what slugs are made of leaves it far behind
	factMost    = 100       // bytes of a language, time zone or device
	authorMost  = 254       // characters of an e-mail address (RFC 5321, section 4.5.3.1.3)
	numberMost  = 1 << 40   // of a seq or rev: no thread comes near it, and what is added up stays exact, in browsers too (2^53)
)

// placeForm is a canonical path.
var placeForm = regexp.MustCompile(`^(/|(/[a-z0-9-]+)+)?$`)

// body makes the text of a message or note what would be stored, or refuses it.
func (r *carryReader) body(text *string) error {
	*text = lineFeeds.Replace(*text)
	switch count := utf8.RuneCountInString(*text); {
	case strings.ContainsRune(*text, 0):
		return r.wrong(`its "body" holds the character U+0000, which cannot be stored; remove it`)
	case strings.TrimSpace(*text) == "":
		return r.wrong(`its "body" is empty`)
	case count > BodyMost:
		return r.wrong(`its "body" has %d characters, and may have %d`, count, BodyMost)
	}
	return nil
}

func (r *carryReader) place(place string) error {
	if len(place) > placeMost || !placeForm.MatchString(place) {
		return r.wrong(`its "place" %.60q is no path such as /data-realtime/topics/redis`, place)
	}
	return nil
}

func (r *carryReader) past(name string, m moment) error {
	switch {
	case m.IsZero():
		return r.wrong("has no %q", name)
	case time.UnixMilli(m.Int64).After(r.now.Add(clocksApart)):
		return r.wrong("%q is yet to come; look at the clock of this machine, and of the one that wrote it", name)
	}
	return nil
}

// fact refuses what no browser says of itself.
func (r *carryReader) fact(name, fact string) error {
	if len(fact) > factMost || strings.ContainsFunc(fact, unicode.IsControl) {
		return r.wrong("%q is longer than %d bytes, or holds control characters", name, factMost)
	}
	return nil
}

// author refuses what is no e-mail address: it is shown to whoever imports.
func (r *carryReader) author(by string) error {
	if utf8.RuneCountInString(by) > authorMost || strings.ContainsFunc(by, unprintable) || by != "" && !strings.Contains(by, "@") {
		return r.wrong(`its "by" %.40q is no e-mail address`, by)
	}
	return nil
}

func unprintable(c rune) bool { return !unicode.IsPrint(c) || c == ' ' }

// first returns the first error that is one.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
