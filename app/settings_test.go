package main

import (
	"reflect"
	"slices"
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

// unchecked are settings that cannot be wrong by themselves: folders that may come into being, a switch, and the first owner, whom
// checkOwner looks at.
var unchecked = []string{"CONTENT_DIR", "BACKUP_DIR", "DEV", "OWNER_EMAIL", "OWNER_PASSWORD"}

func TestEverySettingHasAMeaningACheckAndAnExample(t *testing.T) {
	all := everySetting(t)
	if fields := countFields(reflect.TypeFor[Settings]()); len(all) != fields {
		t.Errorf("%d settings are listed, of %d fields: one has no environment name", len(all), fields)
	}
	for _, s := range all {
		if !strings.HasSuffix(s.Help, ".") || s.Group == "" {
			t.Errorf("%s has the meaning %q and stands under %q; write a sentence and a group", s.Env, s.Help, s.Group)
		}
		if checks[s.Check] == nil || (s.Check == "any") != slices.Contains(unchecked, s.Env) {
			t.Errorf("%s has the check %q; name one of app/check.go, and if nothing about it can be wrong, say so here", s.Env, s.Check)
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
