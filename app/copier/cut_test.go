package copier_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"porchlight/app/copier"
	"porchlight/app/postgres"
	"porchlight/app/store"
	"porchlight/app/testparts"
	"porchlight/data"
)

// cut is a target that fails after some batches were put.
type cut struct {
	copier.Target
	left *int
}

var errCut = errors.New("the cable is cut")

func (c cut) Put(ctx context.Context, of store.Table, gone, rows []store.Row) error {
	if *c.left--; *c.left < 0 {
		return errCut
	}
	return c.Target.Put(ctx, of, gone, rows)
}

func (c cut) Finish(ctx context.Context) error {
	if *c.left--; *c.left < 0 {
		return errCut
	}
	return c.Target.Finish(ctx)
}

func testGoesOnWhereItWasCutShort(t *testing.T, server *testparts.PostgresServer) {
	from := site(t, 1100)
	file, database := filepath.Join(t.TempDir(), "to.db"), server.Database(t)
	for _, to := range []string{file, database} {
		tries, written := 0, int64(0)
		var c copier.Copied
		for err := errCut; errors.Is(err, errCut); tries++ {
			left := 12
			if c, err = copyOf(from, to, func(t copier.Target) copier.Target { return cut{t, &left} }); err != nil && !errors.Is(err, errCut) {
				t.Fatal(err)
			}
			if tries == 1 {
				isNoSiteYet(t, to)
			}
		}
		if written = c.Written; tries < 3 || written > 1000 || !c.Moved {
			t.Errorf("%s: %d tries, the last of which wrote %d rows", to, tries, written)
		}
		if again := copied(t, from, to); !again.Whole || !reflect.DeepEqual(again.Tables, c.Tables) {
			t.Errorf("once more: %+v", again)
		}
	}
}

// isNoSiteYet makes sure that nobody takes a part of a copy for a site.
func isNoSiteYet(t *testing.T, to string) {
	t.Helper()
	if !postgres.IsURL(to) {
		if _, err := os.Stat(to); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("the file has its name: %v", err)
		}
		return
	}
	for _, sharing := range []store.Sharing{store.Alone, store.Shared, store.Beside} {
		_, err := postgres.Open(ctx, postgres.Options{URL: to, Sharing: sharing, Migrations: data.Postgres})
		wantWords(t, err, "holds a copy of a site that is not whole: have porchlight copy finish it, or make the database anew")
	}
	_, err := openSource(to)
	wantWords(t, err, "holds a copy of a site that is not whole")
}

// Everything that a store does with a row: it comes, changes, goes, and goes with another.
const meanwhile = `
UPDATE account SET used_at = 77 WHERE id = 1;
DELETE FROM account WHERE id = 7;
UPDATE account SET email = 'new@example.com' WHERE id = 1;
DELETE FROM conversation WHERE id = (SELECT id FROM conversation WHERE id LIKE '0000%' ORDER BY id LIMIT 1 OFFSET 3);
UPDATE message SET body = 'edited', rev = 100, first_hash = x'' WHERE seq = 5 AND body LIKE 'Word1%';
DELETE FROM session;
INSERT INTO session (token_hash, account_id, created_at, used_at, id) VALUES (x'02', 1, 1, 2, 'a1');
DELETE FROM notice;
INSERT INTO notice (uid, key, channel, kind, data, created_at, due_at) VALUES ('u', 'k', 'mail', 'test', '{}', 1, 2);
UPDATE conversation SET rev = 100, indexed_rev = 20 WHERE id LIKE '%f';
DELETE FROM history_span WHERE place_id = 3;
`
