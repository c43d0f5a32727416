package postgres_test

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/pressly/goose/v3"

	"porchlight/app/postgres"
	"porchlight/app/sqlite"
	"porchlight/app/store"
)

const (
	calls  = 3000 // that both stores are asked
	enough = 170  // queries, of some 200, that are then known to do something

	noRows, refused = "no rows", "refused"
)

// both are the two stores with the same in them.
type both struct {
	file  *sql.DB
	pool  *pgxpool.Pool
	sides [2]reflect.Value // their queries
}

func (d database) both(t *testing.T) *both {
	t.Helper()
	file, err := sql.Open("sqlite3", filepath.Join(t.TempDir(), "alike.db")+"?_foreign_keys=on&_journal_mode=MEMORY&_synchronous=OFF")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	file.SetMaxOpenConns(1)
	files, err := fs.Sub(os.DirFS("../../data"), "migrations/sqlite")
	if err != nil {
		t.Fatal(err)
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, file, files)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.Up(t.Context()); err != nil {
		t.Fatal(err)
	}
	b := &both{file: file, pool: d.migrated(t)}
	b.sides = [2]reflect.Value{reflect.ValueOf(sqlite.New(file)), reflect.ValueOf(postgres.New(b.pool))}
	return b
}

// What a store answers is not to depend on which it is. Both are asked the same at random, in a small world, where most queries find something.
func testBothStoresAnswerAlike(t *testing.T, server database) {
	b := server.both(t)
	all := reflect.TypeFor[store.Queries]()
	chance := world{rand.New(rand.NewPCG(10, 11))}
	found := map[string]bool{}
	for n := range calls {
		method := all.Method(chance.IntN(all.NumMethod()))
		if method.Name == "RowsChanged" || strings.HasPrefix(method.Name, "Delete") && chance.IntN(10) > 0 { // of the connection; else little is left
			continue
		}
		args := []reflect.Value{reflect.ValueOf(t.Context())}
		for i := 1; i < method.Type.NumIn(); i++ {
			args = append(args, chance.value(method.Type.In(i), ""))
		}
		if of := method.Type.In(method.Type.NumIn() - 1); partial[method.Name] && of.Kind() == reflect.Int64 {
			args[len(args)-1].SetInt(1000)
		} else if partial[method.Name] {
			args[len(args)-1].FieldByName("Most").SetInt(1000)
		}
		if makes.MatchString(method.Name) {
			b.sameIDs(t)
		}
		var answers [2]string
		for side, queries := range b.sides {
			answers[side] = inOrder(method.Name, queries.MethodByName(method.Name).Call(args))
		}
		if answers[0] != answers[1] {
			t.Fatalf("call %d: %s%s\nSQLite:     %s\nPostgreSQL: %s", n, method.Name, said(args[1:]), answers[0], answers[1])
		}
		if answers[0] != noRows && answers[0] != refused {
			found[method.Name] = true
		}
	}
	b.compare(t)
	if len(found) < enough {
		t.Errorf("only %d queries found or changed something", len(found))
	}
}

// makes tells the queries that make a row.
var makes = regexp.MustCompile(`^(Create|Put|Add|NoticesOfMessage)`)

// partial are queries that take any rows of those they may, or have no order among those of one moment: they are asked for all.
var partial = map[string]bool{
	"Answers": true, "DeleteBrowsersBefore": true, "DeleteConfirmationsBefore": true, "DeleteContactsBefore": true, "DeleteDeadNotices": true,
	"DeleteHistoryBefore": true, "DeleteHistorySeenBefore": true, "DeleteLinksBefore": true, "Expired": true, "NotIndexed": true, "SearchRowsBelow": true,
}

// unordered are queries whose rows come in any order.
var unordered = map[string]bool{
	"Answers": true, "Authors": true, "Blocks": true, "Expired": true, "HistoryOfAll": true, "NotIndexed": true, "NoticesByChannel": true, "SearchRowsBelow": true, "Standings": true,
}

// inOrder is what a query answered, in words that are the same for both stores.
func inOrder(name string, results []reflect.Value) string {
	var words []string
	for _, result := range results[:len(results)-1] {
		if result.Kind() == reflect.Slice && result.Type().Elem().Kind() != reflect.Uint8 {
			var rows []string
			for i := range result.Len() {
				rows = append(rows, text(result.Index(i).Interface()))
			}
			if unordered[name] {
				slices.Sort(rows)
			}
			words = append(words, strings.Join(rows, "\n"))
			continue
		}
		words = append(words, text(result.Interface()))
	}
	switch err, _ := results[len(results)-1].Interface().(error); {
	case errors.Is(err, sql.ErrNoRows):
		return noRows
	case err != nil:
		return refused
	}
	return strings.Join(words, " ")
}

func said(args []reflect.Value) string {
	var words []string
	for _, arg := range args {
		words = append(words, text(arg.Interface()))
	}
	return "(" + strings.Join(words, ", ") + ")"
}

// text is a value in words. What a notice carries has the same meaning however it is spaced, and its uid is random.
func text(value any) string {
	if notice, is := value.(store.Notice); is {
		var data any
		_ = json.Unmarshal([]byte(notice.Data), &data)
		notice.Uid, notice.Data = "", fmt.Sprint(data)
		value = notice
	}
	return fmt.Sprintf("%#v", value)
}

// sameIDs has both stores give the same ids next: PostgreSQL also counts those that it gave and took back.
func (b *both) sameIDs(t *testing.T) {
	t.Helper()
	for table, last := range map[string]string{
		"account": highest, "note": highest, "address_block": highest, "push_subscription": highest, "history_place": highest, "message_search": highest,
		"notice": everGiven, "passkey": everGiven,
	} {
		column := "id"
		if table == "message_search" {
			column = "row_id"
		}
		var id int64
		if err := b.file.QueryRow(fmt.Sprintf(last, table)).Scan(&id); err != nil {
			t.Fatal(err)
		}
		if _, err := b.pool.Exec(t.Context(), "SELECT setval(pg_get_serial_sequence($1, $2), $3, false)", table, column, id+1); err != nil {
			t.Fatal(err)
		}
	}
}

// The last id by which SQLite makes the next.
const (
	highest   = "SELECT coalesce(max(rowid), 0) FROM %s"
	everGiven = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = '%s'"
)

// compare reads all that both stores have.
func (b *both) compare(t *testing.T) {
	t.Helper()
	rows, err := b.pool.Query(t.Context(), "SELECT table_name, string_agg(column_name, ', ') FROM information_schema.columns "+
		"WHERE table_schema = 'public' AND column_name NOT IN ('uid', 'data', 'row_id', 'words') AND table_name NOT IN ('goose_db_version', 'record_back') GROUP BY 1")
	if err != nil {
		t.Fatal(err)
	}
	columns := map[string]string{}
	var table, names string
	if _, err := pgx.ForEachRow(rows, []any{&table, &names}, func() error { columns[table] = names; return nil }); err != nil {
		t.Fatal(err)
	}
	for table, names := range columns {
		query := "SELECT " + names + " FROM " + table
		theirs, err := b.file.Query(query)
		if err != nil {
			t.Fatal(err)
		}
		var sqlites, postgreses []string
		for theirs.Next() {
			row := make([]any, strings.Count(names, ",")+1)
			into := make([]any, len(row))
			for i := range row {
				into[i] = &row[i]
			}
			if err := theirs.Scan(into...); err != nil {
				t.Fatal(err)
			}
			sqlites = append(sqlites, text(row))
		}
		ours, err := b.pool.Query(t.Context(), query)
		if err != nil {
			t.Fatal(err)
		}
		for ours.Next() {
			row, err := ours.Values()
			if err != nil {
				t.Fatal(err)
			}
			postgreses = append(postgreses, text(row))
		}
		slices.Sort(sqlites)
		slices.Sort(postgreses)
		if !slices.Equal(sqlites, postgreses) {
			t.Errorf("%s of SQLite:\n%s\n%s of PostgreSQL:\n%s", table, strings.Join(sqlites, "\n"), table, strings.Join(postgreses, "\n"))
		}
	}
}
