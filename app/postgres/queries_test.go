package postgres_test

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"porchlight/app/postgres"
	"porchlight/app/store"
	"porchlight/app/testparts"
)

// database is the server of these tests, which share it.
type database struct{ *testparts.PostgresServer }

func TestNodesOnPostgreSQL(t *testing.T) {
	t.Parallel()
	server := database{testparts.Postgres(t)}
	for name, test := range map[string]func(*testing.T, database){
		"a node that is not heard is told of every write and tells of its": testANodeThatIsNotHeardIsToldOfEveryWriteAndTellsOfIts,
		"nobody is told while all hear each other":                         testNobodyIsToldWhileAllHearEachOther,
		"a node listens again when its connection breaks":                  testANodeListensAgainWhenItsConnectionBreaks,
		"a commit whose answer is lost is stored once":                     testACommitWhoseAnswerIsLostIsStoredOnce,
		"a commit that did not reach the server is run again":              testACommitThatDidNotReachTheServerIsRunAgain,
		"a successor is not asked what became of a commit":                 testASuccessorIsNotAskedWhatBecameOfACommit,
		"a node that freezes in a write holds up the others for a moment":  testANodeThatFreezesInAWriteHoldsUpTheOthersForAMoment,
		"writes that wait for each other are run again":                    testWritesThatWaitForEachOtherAreRunAgain,
		"writes of different scopes go side by side":                       testWritesOfDifferentScopesGoSideBySide,
		"a write whose turn comes too late is not stored":                  testAWriteWhoseTurnComesTooLateIsNotStored,
		"connections that the server ended are no trouble":                 testConnectionsThatTheServerEndedAreNoTrouble,
		"a standby is named as such":                                       testAStandbyIsNamedAsSuch,
		"of several servers the one that takes writes is used":             testOfSeveralServersTheOneThatTakesWritesIsUsed,
		"a write that went on after an error is not stored":                testAWriteThatWentOnAfterAnErrorIsNotStored,
		"what keeps a database from being opened is said in words":         testWhatKeepsADatabaseFromBeingOpenedIsSaidInWordsWithoutThePassword,
		"nodes that start at once migrate once":                            testNodesThatStartAtOnceMigrateOnce,
		"an upgrade that fails in its second step is undone whole":         testAnUpgradeThatFailsInItsSecondStepIsUndoneWhole,
	} {
		t.Run(name, func(t *testing.T) { test(t, server) })
	}
}

func TestWhatPostgreSQLDoesByItself(t *testing.T) {
	t.Parallel()
	server := database{testparts.Postgres(t)}
	for name, test := range map[string]func(*testing.T, database){
		"every query is understood":                                  testEveryQueryIsUnderstood,
		"text that it has not is found nowhere":                      testTextThatItHasNotIsFoundNowhere,
		"claims pass over what another node claims just now":         testClaimsPassOverWhatAnotherNodeClaimsJustNow,
		"each notice is claimed by one of many nodes":                testEachNoticeIsClaimedByOneOfManyNodes,
		"the audit log is only added to":                             testTheAuditLogIsOnlyAddedTo,
		"the highest record is known that ever was":                  testTheHighestRecordIsKnownThatEverWas,
		"text is ordered by its bytes, addresses as SQLite does":     testTextIsOrderedByItsBytesAndAddressesAsSQLiteDoes,
		"both stores answer alike":                                   testBothStoresAnswerAlike,
		"nothing and no bytes are told apart":                        testNothingAndNoBytesAreToldApart,
		"a word is found among the newest texts and behind them":     testAWordIsFoundAmongTheNewestTextsAndBehindThem,
		"what is erased does not lie in its table for long":          testWhatIsErasedDoesNotLieInItsTableForLong,
		"a write ends that is cut off from the server in its middle": testAWriteEndsThatIsCutOffFromTheServerInItsMiddle,
		"a server that is silent is waited for by one":               testAServerThatIsSilentIsWaitedForByOne,
	} {
		t.Run(name, func(t *testing.T) { test(t, server) })
	}
}

// migrated is a new database with all its tables.
func (d database) migrated(t *testing.T) *pgxpool.Pool {
	t.Helper()
	pool, err := pgxpool.New(t.Context(), d.Database(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	files, err := fs.Sub(os.DirFS("../../data"), "migrations/postgres")
	if err != nil {
		t.Fatal(err)
	}
	db := stdlib.OpenDBFromPool(pool)
	defer db.Close()
	provider, err := goose.NewProvider(goose.DialectPostgres, db, files)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.Up(t.Context()); err != nil {
		t.Fatal(err)
	}
	return pool
}

// constraint is the class of errors of what a table refuses (https://www.postgresql.org/docs/current/errcodes-appendix.html).
const constraint = "23"

// The server looks at a statement only when it is to run one.
func testEveryQueryIsUnderstood(t *testing.T, server database) {
	pool := server.migrated(t)
	queries := reflect.TypeFor[*postgres.Queries]()
	for i := range queries.NumMethod() {
		method := queries.Method(i)
		if method.Name == "WithTx" {
			continue
		}
		err := pgx.BeginFunc(t.Context(), pool, func(tx pgx.Tx) error {
			args := []reflect.Value{reflect.ValueOf(postgres.New(tx)), reflect.ValueOf(t.Context())}
			for n := 2; n < method.Type.NumIn(); n++ {
				args = append(args, anything(method.Type.In(n)))
			}
			results := method.Func.Call(args)
			err, _ := results[len(results)-1].Interface().(error)
			return err
		})
		var refused *pgconn.PgError
		if errors.As(err, &refused) && strings.HasPrefix(refused.Code, constraint) {
			continue // it was run
		}
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			t.Errorf("%s: %v", method.Name, err)
		}
	}
}

// anything is a value that the server reads as what it is for: a text is JSON, too.
func anything(of reflect.Type) reflect.Value {
	value := reflect.New(of).Elem()
	switch of.Kind() {
	case reflect.String:
		value.SetString("{}")
	case reflect.Slice:
		value = reflect.Append(value, anything(of.Elem()))
	case reflect.Struct:
		for i := range of.NumField() {
			value.Field(i).Set(anything(of.Field(i).Type))
		}
	}
	return value
}

func testTextThatItHasNotIsFoundNowhere(t *testing.T, server database) {
	q := postgres.New(sender{server.migrated(t)})
	for _, asked := range []string{"\x00", "a\x00b", "\xff", "\xed\xa0\x80"} {
		if _, err := q.AccountByEmail(t.Context(), asked); !errors.Is(err, sql.ErrNoRows) {
			t.Errorf("an account %q: %v", asked, err)
		}
		if found, err := q.Standings(t.Context(), []string{"one", asked}); len(found) != 0 || err != nil {
			t.Errorf("a conversation %q: %v, %v", asked, found, err)
		}
		if found, err := q.NoticesOf(t.Context(), sql.NullString{String: asked, Valid: true}); len(found) != 0 || err != nil {
			t.Errorf("notices of %q: %v, %v", asked, found, err)
		}
		if found, err := q.Search(t.Context(), []store.SearchWord{{Text: asked, Begins: true}}, 1); len(found) != 0 || err != nil {
			t.Errorf("the word %q: %v, %v", asked, found, err)
		}
		row, err := q.PutSearchText(t.Context(), asked, "one", 1)
		if err != nil {
			t.Errorf("the text %q: %v", asked, err)
		}
		if err := q.DeleteSearchText(t.Context(), row); err != nil {
			t.Error(err)
		}
	}
}

// sender sends arguments as the store does.
type sender struct{ *pgxpool.Pool }

func (s sender) Query(ctx context.Context, query string, args ...any) (pgx.Rows, error) {
	return s.Pool.Query(ctx, query, postgres.Readable(args)...)
}

func (s sender) QueryRow(ctx context.Context, query string, args ...any) pgx.Row {
	return s.Pool.QueryRow(ctx, query, postgres.Readable(args)...)
}
