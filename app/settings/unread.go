package settings

import (
	"errors"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/alecthomas/kong"
)

// Unread reads values in kong's place. kong ends at the first that it cannot read, with words for programmers; here it is noted, and the
// rest is read.
type Unread struct{ found []unread }

type unread struct {
	value *kong.Value
	text  string
	what  string
}

// Options make kong read with it.
func (u *Unread) Options() []kong.Option {
	return []kong.Option{
		kong.TypeMapper(reflect.TypeFor[time.Duration](), reader{u, "must be a time with its unit (ms, s, m or h)", func(text string) (any, error) { return time.ParseDuration(text) }}),
		kong.TypeMapper(reflect.TypeFor[[]string](), reader{u, "", func(text string) (any, error) { return readList(text), nil }}),
		kong.KindMapper(reflect.String, reader{u, "", func(text string) (any, error) { return text, nil }}),
		kong.KindMapper(reflect.Int, reader{u, "must be a whole number", func(text string) (any, error) { return strconv.Atoi(text) }}),
		kong.KindMapper(reflect.Bool, switchReader{reader{u, "must be true or false", readSwitch}}),
	}
}

type reader struct {
	noted *Unread
	must  string // of a text that cannot be read
	read  func(string) (any, error)
}

// Decode implements kong.Mapper.
func (r reader) Decode(ctx *kong.DecodeContext, target reflect.Value) error {
	token, err := ctx.Scan.PopValue("value")
	if err != nil {
		return errors.New("needs a value")
	}
	text := token.String()
	value, err := r.read(text)
	if err != nil {
		r.noted.found = append(r.noted.found, unread{ctx.Value, text, r.must})
		return nil
	}
	target.Set(reflect.ValueOf(value).Convert(target.Type()))
	return nil
}

// readList reads what stands between commas, with spaces round it or without.
func readList(text string) (list []string) {
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part != "" {
			list = append(list, part)
		}
	}
	return list
}

// switchReader reads what as a flag needs no value.
type switchReader struct{ reader }

// IsBool implements kong.BoolMapper.
func (switchReader) IsBool() bool { return true }

// Decode implements kong.Mapper.
func (r switchReader) Decode(ctx *kong.DecodeContext, target reflect.Value) error {
	if ctx.Scan.Peek().Type != kong.FlagValueToken {
		target.SetBool(true)
		return nil
	}
	return r.reader.Decode(ctx, target)
}

func readSwitch(text string) (any, error) {
	switch strings.ToLower(text) {
	case "true", "yes", "on", "1":
		return true, nil
	case "false", "no", "off", "0":
		return false, nil
	}
	return false, errors.New("neither")
}

// problems are what could not be read, of settings and of flags that are none.
func (u *Unread) problems(l List) (problems Problems) {
	for _, f := range u.found {
		s := Setting{Flag: "--" + f.value.Name, Example: f.value.Default, place: len(l)}
		if i := slices.IndexFunc(l, func(known Setting) bool { return known.Flag == s.Flag }); i >= 0 {
			s = l[i]
		}
		problems = append(problems, problem(s, f.text, f.what))
	}
	return problems
}
