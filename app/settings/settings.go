// Package settings is what all settings have in common: it lists the flags of a command line that have an environment name, tells of
// them in a table and in an example file, finds names that were meant to be one of them, and says what is wrong with a value.
package settings

import (
	"cmp"
	"os"
	"reflect"
	"strings"

	"github.com/alecthomas/kong"
)

// Setting is a value that a flag or an environment variable sets. Beside kong's own tags its field has
//
//	check:"NAME"    what the value must be, by a name in Checks
//	example:"TEXT"  a value that works; the default where it is left out
//	secret:"url"    of the value only the scheme and the host are ever shown; secret:"all": nothing
type Setting struct {
	Flag    string // with its dashes: --base-url
	Env     string // BASE_URL
	Default string // empty: unset
	Example string
	Help    string // a sentence or more
	Group   string // a heading
	Check   string

	place  int // in the list
	secret string
	target reflect.Value
}

// List is all settings, in the order in which they are told of.
type List []Setting

// Of lists the settings of a command line: its flags that have an environment name.
func Of(app *kong.Application) (all List) {
	for _, flag := range app.Flags {
		if len(flag.Envs) == 0 {
			continue
		}
		s := Setting{
			Flag: "--" + flag.Name, Env: flag.Envs[0], Default: flag.Default, Example: cmp.Or(flag.Tag.Get("example"), flag.Default),
			Help: flag.Help, Check: flag.Tag.Get("check"), place: len(all), secret: flag.Tag.Get("secret"), target: flag.Target,
		}
		if flag.Group != nil {
			s.Group = strings.TrimSuffix(flag.Group.Title, ":")
		}
		all = append(all, s)
	}
	return all
}

// ForgetEmpty takes variables without a value out of the environment: FOO= means the same as no FOO. kong would read them.
func (l List) ForgetEmpty() {
	for _, s := range l {
		if os.Getenv(s.Env) == "" {
			_ = os.Unsetenv(s.Env) // fails for no name that a variable can have
		}
	}
}

// Help is what --help says of a flag: its meaning, an example where its default is none, and the environment name.
func Help(value *kong.Value) string {
	help, example := value.Help, value.Tag.Get("example")
	if example != "" && !value.IsBool() {
		help += " Example: " + example
	}
	if len(value.Tag.Envs) > 0 {
		help += " ($" + value.Tag.Envs[0] + ")"
	}
	return help
}

// value is what the setting is now, and whether it is set at all: an empty text is not.
func (s Setting) value() (value any, set bool) {
	v := s.target
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return nil, false
		}
		v = v.Elem()
	case reflect.String, reflect.Slice:
		return v.Interface(), v.Len() > 0
	}
	return v.Interface(), true
}

// groups are the settings by their headings, in order.
func (l List) groups() (groups []List) {
	for i, s := range l {
		if i == 0 || s.Group != l[i-1].Group {
			groups = append(groups, nil)
		}
		last := &groups[len(groups)-1]
		*last = append(*last, s)
	}
	return groups
}
