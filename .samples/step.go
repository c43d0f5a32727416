package main

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

// step is one thing that a session does.
type step struct {
	session string        // its letter; empty in a file with one session
	text    string        // what it asks; empty: it hears what came unasked
	sleep   time.Duration // nobody does anything
}

var marker = regexp.MustCompile(`^/\*([A-Z])\*/\s*`)

// readSQL takes a file apart into statements. They are all marked with their session, or none is.
func readSQL(text string) ([]step, error) {
	var steps []step
	for _, statement := range statements(text) {
		s := step{text: statement}
		if found := marker.FindStringSubmatch(statement); found != nil {
			s.session, s.text = found[1], statement[len(found[0]):]
		}
		if len(steps) > 0 && (s.session == "") != (steps[0].session == "") {
			return nil, fmt.Errorf("%q: statements are all marked with a session, or none is", s.text)
		}
		steps = append(steps, s)
	}
	return steps, nil
}

// opaque is what a semicolon does not end: a line's comment, which is left out, a quoted text or name, a text between
// dollars, a comment in stars.
var opaque = regexp.MustCompile(`(?s)^(?:--[^\n]*|'(?:[^']|'')*'|"(?:[^"]|"")*"|` + "`[^`]*`" + `|/\*.*?\*/)`)

// statements splits a text at the semicolons that end one.
func statements(text string) (all []string) {
	var b strings.Builder
	end := func() {
		if s := strings.TrimSpace(b.String()); s != "" {
			all = append(all, s)
		}
		b.Reset()
	}
	for text != "" {
		whole := opaque.FindString(text)
		if whole == "" {
			whole = dollars(text)
		}
		switch {
		case strings.HasPrefix(whole, "--"):
		case whole != "":
			b.WriteString(whole)
		case text[0] == ';':
			whole = ";"
			end()
		default:
			whole = text[:1]
			b.WriteString(whole)
		}
		text = text[len(whole):]
	}
	end()
	return all
}

var dollar = regexp.MustCompile(`^\$\w*\$`)

// dollars returns the text between two equal tags such as $$ that another text begins with.
func dollars(text string) string {
	tag := dollar.FindString(text)
	if tag == "" {
		return ""
	}
	inside, _, closed := strings.Cut(text[len(tag):], tag)
	if !closed {
		return ""
	}
	return tag + inside + tag
}

var (
	redisComment = regexp.MustCompile(`(^|\s+)# .*`)
	redisLine    = regexp.MustCompile(`^(?:([A-Z]):\s*)?(.*)$`)
)

// readRedis takes a file apart into commands, a line each. Lines are all marked with their session, or none is.
func readRedis(text string) ([]step, error) {
	var steps []step
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(redisComment.ReplaceAllString(strings.TrimSpace(line), ""))
		if line == "" {
			continue
		}
		if seconds, is := strings.CutPrefix(line, "sleep "); is {
			d, err := time.ParseDuration(seconds + "s")
			if err != nil {
				return nil, err
			}
			steps = append(steps, step{sleep: d})
			continue
		}
		found := redisLine.FindStringSubmatch(line)
		if found[2] != "" {
			if _, err := words(found[2]); err != nil {
				return nil, err
			}
		}
		steps = append(steps, step{session: found[1], text: found[2]})
	}
	return steps, nil
}

var word = regexp.MustCompile(`^\s*("[^"]*"|'[^']*'|[^\s"']+)`)

// words splits a command as a shell would.
func words(command string) (all []string, err error) {
	for rest := command; strings.TrimSpace(rest) != ""; {
		found := word.FindStringSubmatch(rest)
		if found == nil {
			return nil, fmt.Errorf("%q: a quote is not closed", command)
		}
		all = append(all, strings.Trim(found[1], `"'`))
		rest = rest[len(found[0]):]
	}
	return all, nil
}
