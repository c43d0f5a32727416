package main

import (
	"reflect"
	"slices"
	"testing"
	"time"
)

func TestStatementsEndAtASemicolonThatIsNotQuoted(t *testing.T) {
	got := statements("-- a; comment\nSELECT 'it''s; one' AS \"a;b\"; -- and; another\n/* c; */ SELECT $$ d; $$, $x$ $$; $x$;\n;\nSELECT `e;f`")
	want := []string{`SELECT 'it''s; one' AS "a;b"`, `/* c; */ SELECT $$ d; $$, $x$ $$; $x$`, "SELECT `e;f`"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAMarkNamesTheSessionOfAStatement(t *testing.T) {
	got, err := readSQL("/*A*/ BEGIN;\n-- then\n/*B*/ SELECT 1;  -- one\n")
	want := []step{{session: "A", text: "BEGIN"}, {session: "B", text: "SELECT 1"}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := readSQL("BEGIN; COMMIT;"); err != nil || !reflect.DeepEqual(got, []step{{text: "BEGIN"}, {text: "COMMIT"}}) {
		t.Errorf("%+v, %v", got, err)
	}
	for _, text := range []string{"/*A*/ BEGIN; COMMIT;", "BEGIN; /*A*/ COMMIT;"} {
		if _, err := readSQL(text); err == nil {
			t.Errorf("%q has one mark, and nobody minds", text)
		}
	}
}

func TestALineOfRedisIsACommandOfItsSession(t *testing.T) {
	got, err := readRedis("# A comment.\nA: PUBLISH orders \"order: 1\"   # said\nB:\n\nsleep 0.2\nGET b\n")
	want := []step{{session: "A", text: `PUBLISH orders "order: 1"`}, {session: "B"}, {sleep: 200 * time.Millisecond}, {text: "GET b"}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := words(`SET a "b c" ''`); err != nil || !slices.Equal(got, []string{"SET", "a", "b c", ""}) {
		t.Errorf("%q, %v", got, err)
	}
	for _, text := range []string{"SET a \"b\n", "sleep long\n"} {
		if _, err := readRedis(text); err == nil {
			t.Errorf("%q can be read", text)
		}
	}
}
