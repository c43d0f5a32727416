package copier_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"porchlight/app/audit"
	"porchlight/app/conversation"
	"porchlight/app/copier"
	"porchlight/app/postgres"
	"porchlight/app/sqlite"
	"porchlight/app/store"
	"porchlight/app/testparts"
	"porchlight/data"
)

var ctx = context.Background()

func TestMain(m *testing.M) { testparts.Main(m) }

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// begin is when what the tests copy was stored.
var begin = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)

func clock() time.Time { return begin }

// furniture is something in every table that the program's own parts do not fill here, with what is easily lost: nothing beside no bytes, no
// text, and ids that were given once and are free again.
const furniture = `
INSERT INTO account (id, email, role, password_hash, created_at, mails, disabled_at, joined_at, used_at) VALUES
  (1, 'Owner@example.com', 'owner', 'argon', 1, 1, NULL, 2, 3), (7, 'admin@example.com', 'admin', '', 4, 0, 5, NULL, NULL);
INSERT INTO session (token_hash, account_id, created_at, used_at, id, browser, proved_at) VALUES (x'00ff', 1, 1, 2, 'a1', 'Fuchs ' || char(128522), NULL);
INSERT INTO setup_link VALUES (x'01', 99);
INSERT INTO address_key VALUES (20416, x'');
INSERT INTO invitation VALUES (7, x'0a', 12);
INSERT INTO passkey_user VALUES (1, x'aa');
INSERT INTO passkey VALUES (5, 1, x'bb', x'cc', 7, 'usb nfc', 3, x'00', 'Schlüssel', 1, NULL, NULL), (9, 1, x'bd', x'cc', 7, '', 3, x'00', '', 1, 2, 3);
DELETE FROM passkey WHERE id = 9;
INSERT INTO passkey_challenge VALUES (x'01', 'login', 'c', 5), (x'01', 'add', 'd', 6);
INSERT INTO note (id, conversation_id, account_id, body, created_at) SELECT 11, min(id), NULL, 'a note', 1 FROM conversation;
INSERT INTO address_block (id, conversation_id, key, address, expires_at) SELECT 3, min(id), x'0102', 'p', 9 FROM conversation;
INSERT INTO notice (id, uid, key, channel, kind, conversation_id, data, created_at, due_at) VALUES
  (40, 'u', 'k', 'mail', 'test', NULL, '{"b":  1.0, "a": "é"}', 1, 2), (41, 'v', 'l', 'push', 'test', NULL, '[]', 1, 2);
DELETE FROM notice WHERE id = 41;
INSERT INTO secret VALUES ('vapid', x'0001');
UPDATE lamp SET switch = 'in', until = 7, account_id = 1, sign_at = 8;
INSERT INTO contact (conversation_id, email, recipient, created_at) SELECT min(id), 'visitor@example.com', x'0d', 1 FROM conversation;
INSERT INTO link SELECT x'0e', 'resume', min(id), x'0d', 9, NULL FROM conversation;
INSERT INTO browser (hash, conversation_id, created_at, expires_at) SELECT x'0f', min(id), 1, 9 FROM conversation;
INSERT INTO confirmation VALUES (x'10', x'11', 1, 1);
INSERT INTO never_mail VALUES (x'12', 1);
INSERT INTO push_subscription (id, account_id, endpoint, p256dh, auth, label, created_at) VALUES (6, 1, 'https://push.example', 'p', 'a', '', 1);
INSERT INTO history_place VALUES (1, '/'), (2, '/Ä'), (3, '/a');
INSERT INTO history_span VALUES (60, 1, 60, 1, 2, 3), (900, 3, 900, 4, 5, 0), (60, 3, 120, 1, 1, 0);
INSERT INTO history_seen VALUES (60, -1);
INSERT INTO broadcast (id, body, card, place, visitor, account_id, sent_at, ends_at) VALUES ('b', 'hello', '', '/', '', 1, 1, 2);
INSERT INTO broadcast_shown VALUES ('b', x'13');
`

// crowd is conversations up to a number, changed at a time, and messages up to a number.
const crowd = `
WITH RECURSIVE n (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < %d)
INSERT INTO conversation (id, created_at, updated_at, last_seq, visitor_seq, rev, place) SELECT printf('%%032x', n * 7919), n, %d + n, 20, 20, 20, '/shop' FROM n;
WITH RECURSIVE n (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < %d)
INSERT INTO message (conversation_id, seq, rev, id, sender, account_id, body, place, created_at)
  SELECT printf('%%032x', n / 20 * 7919), n %% 20 + 1, n %% 20 + 1, printf('00000000-0000-4000-8000-%%012x', n), iif(n %% 20 = 3, 'owner', 'visitor'),
    iif(n %% 20 = 3, 1, NULL), 'Word' || n || ' of a longer text about naïve saws, ' || n, '/shop', n FROM n;
`

// site is a SQLite file with something in every table, and so many messages in conversations of twenty. It is a copy of one that is made once.
func site(t testing.TB, messages int) (path string) {
	t.Helper()
	made, _ := sites.LoadOrStore(messages, sync.OnceValue(func() []byte { return furnished(t, messages) }))
	path = filepath.Join(t.TempDir(), "site.db")
	must(t, os.WriteFile(path, made.(func() []byte)(), 0o600))
	return path
}

var sites sync.Map // by how many messages they have

func furnished(t testing.TB, messages int) []byte {
	path := filepath.Join(t.TempDir(), "site.db")
	kept := openStore(t, path)
	conversations := conversation.New(kept, clock)
	for n := range 3 {
		_, err := conversations.Send(ctx, conversation.IDOf("a visitor"), conversation.Draft{ID: messageID(n), Body: "Does the saw cut Öl?", Place: "/shop", From: conversation.Visitor})
		must(t, err)
	}
	must(t, kept.Close())
	change(t, path, furniture+fmt.Sprintf(crowd, (messages-1)/20, begin.UnixMilli(), messages-1))
	kept = openStore(t, path)
	_, err := conversation.New(kept, clock).Index(ctx, 0)
	must(t, err)
	log := audit.New(kept, clock)
	must(t, log.Add(ctx, audit.Record{Email: "owner@example.com", Action: "login.in"}))
	must(t, log.Add(ctx, audit.Record{Email: "owner@example.com", Action: "conversation.read", Conversation: conversation.IDOf("a visitor")}))
	must(t, kept.Close())
	file, err := os.ReadFile(path)
	must(t, err)
	return file
}

func openStore(t testing.TB, path string) store.Store {
	return testparts.OpenStore(t, path, store.Beside)
}

func messageID(n int) string { return fmt.Sprintf("00000000-0000-4000-9000-%012x", n) }

// change runs statements on a file, past the program.
func change(t testing.TB, path, statements string) {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+path+"?_foreign_keys=on&_busy_timeout=5000")
	must(t, err)
	defer db.Close()
	_, err = db.Exec(statements)
	must(t, err)
}

// source and target are what Copy takes, and can be closed.
type (
	source interface {
		copier.Source
		Close() error
	}
	target interface {
		copier.Target
		Close() error
	}
)

func openSource(address string) (source, error) {
	if postgres.IsURL(address) {
		return postgres.OpenSource(ctx, address, data.Postgres)
	}
	return sqlite.OpenSource(ctx, address, data.SQLite)
}

func openTarget(address, from string) (target, error) {
	if postgres.IsURL(address) {
		return postgres.OpenTarget(ctx, address, from, data.Postgres)
	}
	return sqlite.OpenTarget(ctx, address, from, data.SQLite)
}

// copyOf copies one into the other, through what wraps the target.
func copyOf(from, to string, wrap func(copier.Target) copier.Target) (c copier.Copied, err error) {
	f, err := openSource(from)
	if err != nil {
		return c, err
	}
	defer f.Close()
	into, err := openTarget(to, f.Name())
	if err != nil {
		return c, err
	}
	defer into.Close()
	return copier.Copy(ctx, f, wrap(into), func(string, string, int64) {})
}

func asItIs(t copier.Target) copier.Target { return t }

// copied is copyOf that has to go well, to its end.
func copied(t testing.TB, from, to string) copier.Copied {
	t.Helper()
	c, err := copyOf(from, to, asItIs)
	must(t, err)
	if !c.Moved {
		t.Fatal("it says that the source is in use")
	}
	return c
}

// exported is what export has of a store.
func exported(t testing.TB, kept store.Store) string {
	t.Helper()
	var out bytes.Buffer
	_, err := conversation.New(kept, clock).Export(ctx, &out, "https://example.com")
	must(t, err)
	return out.String()
}

func wantWords(t testing.TB, err error, words string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), words) {
		t.Errorf("it says %v, want %q", err, words)
	}
}
