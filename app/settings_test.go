package main

import (
	"reflect"
	"strings"
	"testing"

	"porchlight/app/settings"

	"github.com/alecthomas/kong"
)

// everySetting are those of the command line.
func everySetting(t *testing.T) settings.List {
	t.Helper()
	parser, err := kong.New(&cli{}, kong.Vars{"kinds": ""})
	if err != nil {
		t.Fatal(err)
	}
	return settings.Of(parser.Model)
}

func TestEverySettingHasAMeaningACheckAndAnExample(t *testing.T) {
	all := everySetting(t)
	if fields := countFields(reflect.TypeFor[Settings]()); len(all) != fields {
		t.Errorf("%d settings are listed, of %d fields: one has no environment name", len(all), fields)
	}
	for _, s := range all {
		if !strings.HasSuffix(s.Help, ".") || s.Group == "" {
			t.Errorf("%s has the meaning %q and stands under %q; write a sentence and a group", s.Env, s.Help, s.Group)
		}
		if checks[s.Check] == nil {
			t.Errorf("%s has the check %q, which is none", s.Env, s.Check)
		}
		if (s.Example == "") != (s.Env == "OWNER_PASSWORD") {
			t.Errorf("%s has the example %q; a password has none", s.Env, s.Example)
		}
	}
}

func countFields(of reflect.Type) (n int) {
	for i := range of.NumField() {
		field := of.Field(i)
		if field.Type.Kind() == reflect.Struct {
			n += countFields(field.Type)
		} else {
			n++
		}
	}
	return n
}
