package data_test

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"

	"porchlight/data"
)

// keptSince is the first migration that keeps to migrations/README.md: nobody had run two versions on one file before.
const keptSince = "00012_"

var (
	comment = regexp.MustCompile(`(?m)--.*$`)
	created = regexp.MustCompile(`(?i)\bCREATE\s+TABLE\s+(\w+)`)

	takesAway = regexp.MustCompile(`(?i)\b(DROP\s+(TABLE|COLUMN|VIEW)|RENAME)\b[^;]*`)
	outside   = regexp.MustCompile(`(?i)--\s*\+goose\s+NO\s+TRANSACTION`)
	narrows   = regexp.MustCompile(`(?i)\bCREATE\s+(?:UNIQUE\s+INDEX|TRIGGER)\b[^;]*?\bON\s+(\w+)`)
)

// breach is what a migration does that nodes of the version before could not live with; empty: nothing.
func breach(text string) string {
	if found := outside.FindString(text); found != "" {
		return found
	}
	text = comment.ReplaceAllString(text, "")
	if found := takesAway.FindString(text); found != "" {
		return found
	}
	own := map[string]bool{}
	for _, table := range created.FindAllStringSubmatch(text, -1) {
		own[strings.ToLower(table[1])] = true
	}
	for _, found := range narrows.FindAllStringSubmatch(text, -1) {
		if !own[strings.ToLower(found[1])] {
			return found[0]
		}
	}
	return ""
}

func TestMigrationsTakeNothingAwayFromNodesOfTheVersionBefore(t *testing.T) {
	for store, migrations := range map[string]fs.FS{"sqlite": data.SQLite, "postgres": data.Postgres} {
		names, err := fs.Glob(migrations, "*.sql")
		if err != nil || len(names) == 0 {
			t.Fatal(store, names, err)
		}
		for _, name := range names {
			text, err := fs.ReadFile(migrations, name)
			if err != nil {
				t.Fatal(err)
			}
			if found := breach(string(text)); found != "" && name >= keptSince {
				t.Errorf("%s/%s: %q; migrations/README.md says why not, and what to do", store, name, found)
			}
		}
	}
}

func TestWhatAMigrationMayDoIsToldFromWhatItMayNot(t *testing.T) {
	for text, allowed := range map[string]bool{
		"ALTER TABLE message ADD COLUMN mood TEXT; -- not to DROP TABLE anything":      true,
		"CREATE TABLE mood (name TEXT); CREATE UNIQUE INDEX mood_name ON mood (name);": true,
		"CREATE INDEX message_mood ON message (mood); DROP INDEX message_rev;":         true,
		"drop table message;":                                                                 false,
		"ALTER TABLE message\n  DROP COLUMN body;":                                            false,
		"ALTER TABLE message RENAME COLUMN body TO text;":                                     false,
		"ALTER TABLE message RENAME TO line;":                                                 false,
		"CREATE UNIQUE INDEX message_id ON message (id);":                                     false,
		"CREATE TRIGGER stays BEFORE UPDATE ON message BEGIN SELECT RAISE(ABORT, 'no'); END;": false,
		"-- +goose NO TRANSACTION\nCREATE TABLE mood (name TEXT);":                            false,
	} {
		if found := breach(text); (found == "") != allowed {
			t.Errorf("%q: it finds %q", text, found)
		}
	}
}
