package postgres_test

import (
	"database/sql"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	_ "github.com/mattn/go-sqlite3" // whose words they are to be

	"porchlight/app/postgres"
)

// theirs are the words of texts as SQLite's search tells them.
func theirs(t *testing.T, texts []string) [][]string {
	t.Helper()
	db, err := sql.Open("sqlite3", ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1) // each has a memory of its own
	run := func(statement string, args ...any) {
		if _, err := db.Exec(statement, args...); err != nil {
			t.Fatal(err)
		}
	}
	run("CREATE VIRTUAL TABLE text USING fts5 (body, tokenize = 'unicode61 remove_diacritics 2')") // as data/migrations has it
	run("CREATE VIRTUAL TABLE word USING fts5vocab (text, instance)")
	run("BEGIN")
	for i, text := range texts {
		run("INSERT INTO text (rowid, body) VALUES (?, ?)", i, text)
	}
	rows, err := db.Query("SELECT doc, term FROM word ORDER BY doc, offset")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	words := make([][]string, len(texts))
	for rows.Next() {
		var text int
		var word string
		if err := rows.Scan(&text, &word); err != nil {
			t.Fatal(err)
		}
		words[text] = append(words[text], word)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return words
}

func TestTheWordsOfATextAreThoseOfSQLite(t *testing.T) {
	t.Parallel()
	// SQLite knows Unicode 6.1 (2012), and leaves a few letters an accent.
	others := []rune("\u037fԨԪԬԮ\u058d\u058e\u0560\u0588\u05ef\u20ba\u20bb\u20bc\u20bd\u20be\u20bf\u20c0\u218a\u218bǠǡẛ")
	texts := []string{
		"How does a kernel pick the next task?", "see https://example.org/a-b_c?d=1.5e-3, or mail somebody@example.org", "don't 3.14 -5 0x1F v1.2.3 C++ a_b 'quoted' :* & | ! ( )",
		"Größe, naïve café, Łódź, Ǽ, ﬁne, ſharp, ΣΊΣΥΦΟΣ, Ёлка, İstanbul ırmak", "ne\u0301e cafe\u0301 s\u0336t\u0336", "漢字かなカナ 한글 हिन्दी ไทย", "👍 ½ Ⅷ ² ①",
	}
	for _, block := range [][2]rune{{1, 0x600}, {0x1e00, 0x2200}, {0x3040, 0x3100}, {0x4e00, 0x4f00}, {0xac00, 0xad00}} {
		for r := block[0]; r < block[1]; r++ {
			if unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.P, unicode.S, unicode.Z) && !slices.Contains(others, r) {
				texts = append(texts, "a"+string(r)+"b "+string(r)+"c")
			}
		}
	}
	for i, words := range theirs(t, texts) {
		if mine := postgres.Tokens(texts[i]); !slices.Equal(mine, words) {
			t.Errorf("%+q: %+q, SQLite has %+q", texts[i], mine, words)
		}
	}
}

func TestAWordLongerThanPostgreSQLTakesIsKnownByItsBeginning(t *testing.T) {
	t.Parallel()
	for _, letter := range []string{"a", "я", "漢", "𐍈"} {
		for _, word := range postgres.Tokens("short " + strings.Repeat(letter, 3000)) {
			if len(word) > 2046 || !utf8.ValidString(word) {
				t.Errorf("%d bytes of %q", len(word), letter)
			}
		}
	}
}
