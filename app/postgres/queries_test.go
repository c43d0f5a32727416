package postgres_test

import (
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
	"porchlight/app/testparts"
)

// migrated is a new database with all its tables.
func migrated(t *testing.T, server *testparts.PostgresServer) *pgxpool.Pool {
	t.Helper()
	pool, err := pgxpool.New(t.Context(), server.Database(t))
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
func TestTheServerUnderstandsEveryQuery(t *testing.T) {
	pool := migrated(t, testparts.Postgres(t))
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
