package settings

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Problem is what is wrong with the value of one setting, or with its being unset.
type Problem struct {
	Setting
	value string // as it may be shown
	what  string // reads as "must be …"
}

func problem(s Setting, value any, what string) Problem {
	if text, ok := value.(string); ok && text != "" && strings.ContainsRune(`"'`, rune(text[0])) {
		what += "; quotes are a part of the value, so leave them out"
	}
	p := Problem{Setting: s, what: what}
	if value != "" {
		p.value = shown(value, s.secret)
	}
	return p
}

// Problems are told all at once, so that nobody mends them one start after the other.
type Problems []Problem

// Checks say what a value must be, each under a name that fields give. An error reads as "must be …" and names neither the setting nor
// the value. A value that is unset is not checked.
type Checks map[string]func(value any) error

// On is a check of values of one type.
func On[T any](check func(T) error) func(any) error {
	return func(value any) error { return check(value.(T)) }
}

// Anything is the check of what cannot be wrong once it could be read.
func Anything(any) error { return nil }

// Check returns what is wrong with the values, those that could not be read included.
func (l List) Check(checks Checks, unread *Unread) Problems {
	problems := unread.problems(l)
	for _, s := range l {
		value, set := s.value()
		if !set || problems.about(s.Env) {
			continue
		}
		if err := checks[s.Check](value); err != nil {
			problems = append(problems, problem(s, value, err.Error()))
		}
	}
	return problems
}

// Also adds what is wrong with the setting at this field beside others, unless something is known to be wrong with it. A nil error is nothing.
func (p Problems) Also(l List, field any, err error) Problems {
	i := slices.IndexFunc(l, func(s Setting) bool { return s.target.Addr().Interface() == field })
	if err == nil || p.about(l[i].Env) {
		return p
	}
	value, _ := l[i].value()
	return append(p, problem(l[i], value, err.Error()))
}

func (p Problems) about(env string) bool {
	return slices.ContainsFunc(p, func(known Problem) bool { return known.Env == env })
}

// Err is all of them, one in a line, in the order of the settings; nil where there are none.
func (p Problems) Err() error {
	switch len(p) {
	case 0:
		return nil
	case 1:
		return errors.New(p[0].String())
	}
	lines := []string{fmt.Sprintf("%d settings are wrong:", len(p))}
	for _, each := range p.ordered() {
		lines = append(lines, each.String())
	}
	return errors.New(strings.Join(lines, "\n"))
}

func (p Problems) ordered() Problems {
	return slices.SortedStableFunc(slices.Values(p), func(a, b Problem) int { return cmp.Compare(a.place, b.place) })
}

// String names the setting in both its ways, and gives an example that works.
func (p Problem) String() string {
	var b strings.Builder
	b.WriteString(p.Flag)
	if p.Env != "" {
		b.WriteString(" (" + p.Env + ")")
	}
	if p.value != "" {
		b.WriteString(" " + p.value)
	}
	b.WriteString(" " + p.what)
	if p.Example == "" {
		return b.String()
	}
	return fmt.Sprintf("%s; for example %s=%s", strings.TrimSuffix(b.String(), "."), cmp.Or(p.Env, p.Flag), p.Example)
}
