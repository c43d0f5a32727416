package main

import (
	"path/filepath"
	"testing"
)

// SQLite is inside of the runner, so that a play needs no server here.
func played(t *testing.T, text string) string {
	t.Helper()
	e := &sqliteFile{dir: filepath.Join(t.TempDir(), "sqlite"), name: "SQLite"}
	if err := e.empty(); err != nil {
		t.Fatal(err)
	}
	steps, err := readSQL(text)
	if err != nil {
		t.Fatal(err)
	}
	write := sessions
	if steps[0].session == "" {
		write = alone
	}
	said, err := play(e, steps, write)
	if err != nil {
		t.Fatal(err)
	}
	return said
}

func TestEverySessionIsToldWhatItsServerSays(t *testing.T) {
	got := played(t, `/*A*/ CREATE TABLE stock (sku text PRIMARY KEY, qty int);
/*A*/ INSERT INTO stock VALUES ('lamp', 10), ('desk', NULL);
/*A*/ BEGIN IMMEDIATE;
/*B*/ BEGIN IMMEDIATE;
/*A*/ COMMIT;
/*B*/ SELECT sku, qty FROM stock ORDER BY sku;
/*B*/ SELECT sku FROM stock WHERE qty > 10;
`)
	want := `A  CREATE TABLE stock (sku text PRIMARY KEY, qty … → ok
A  INSERT INTO stock VALUES ('lamp', 10), ('desk'… → ok
A  BEGIN IMMEDIATE                                 → ok
B  BEGIN IMMEDIATE
   → ERROR 5: database is locked
A  COMMIT                                          → ok
B  SELECT sku, qty FROM stock ORDER BY sku
   → desk, NULL
   → lamp, 10
B  SELECT sku FROM stock WHERE qty > 10            → none
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestOneSessionIsShownTheNamesOfWhatItReads(t *testing.T) {
	got := played(t, "CREATE TABLE stock (sku, qty);\nINSERT INTO stock VALUES ('lamp', 1);\nSELECT sku, qty FROM stock;\n")
	want := `CREATE TABLE stock (sku, qty)                      → ok
INSERT INTO stock VALUES ('lamp', 1)               → ok
SELECT sku, qty FROM stock
   sku  | qty
   -----+----
   lamp | 1
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestWhoWaitsIsOvertakenAndHeardAsSoonAsItIsTold(t *testing.T) {
	l, err := newLab("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.end)
	e, err := l.engine("redis")
	if err != nil {
		t.Fatal(err)
	}
	steps, err := readRedis("A: BLPOP jobs 0\nB: RPUSH jobs \"job 1\"\nB: LLEN jobs\nB:\n")
	if err != nil {
		t.Fatal(err)
	}
	got, err := play(e, steps, redisCLI)
	want := `A> BLPOP jobs 0
… waits
B> RPUSH jobs "job 1"
(integer) 1
A> BLPOP jobs 0
1) "jobs"
2) "job 1"
B> LLEN jobs
(integer) 0
B> (what was pushed)
(nothing)
`
	if err != nil || got != want {
		t.Errorf("%v\n%s\nwant\n%s", err, got, want)
	}
}
