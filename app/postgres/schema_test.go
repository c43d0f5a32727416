package postgres_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"

	"porchlight/app/postgres"
	"porchlight/app/store"
)

func addRecord(t *testing.T, q *postgres.Queries, id int64) {
	t.Helper()
	if err := q.AddRecord(t.Context(), postgres.AddRecordParams{ID: id, At: id * 10, Email: "owner@example.org", Action: "login.in", Hash: []byte{1}}); err != nil {
		t.Fatal(err)
	}
}

func testTheAuditLogIsOnlyAddedTo(t *testing.T, server database) {
	pool := server.migrated(t)
	q := postgres.New(pool)
	for id := range int64(3) {
		addRecord(t, q, id+1)
	}
	for _, tampering := range []string{
		"UPDATE record SET email = 'somebody else' WHERE id = 1",
		"INSERT INTO record SELECT * FROM record WHERE id = 1 ON CONFLICT (id) DO UPDATE SET email = 'somebody else'",
		"INSERT INTO record SELECT * FROM record WHERE id = 1",
		"DELETE FROM record WHERE id = 3",
		"DELETE FROM record",
		"TRUNCATE record",
	} {
		if _, err := pool.Exec(t.Context(), tampering); err == nil {
			t.Error(tampering)
		}
	}
	if err := q.MoveRecordFront(t.Context(), 20, 1, []byte{1}); err != nil {
		t.Fatal(err)
	}
	if gone, err := q.DeleteRecords(t.Context(), 1); gone != 1 || err != nil {
		t.Error("what is old enough goes:", gone, err)
	}
	if _, err := q.DeleteRecords(t.Context(), 2); err == nil {
		t.Error("a record went that is not old enough")
	}
	if err := q.MoveRecordFront(t.Context(), 20, 0, []byte{1}); err == nil {
		t.Error("the front went back")
	}
}

func testTheHighestRecordIsKnownThatEverWas(t *testing.T, server database) {
	pool := server.migrated(t)
	q := postgres.New(pool)
	is := func(want int64) {
		t.Helper()
		if last, err := q.LastRecordID(t.Context()); last != want || err != nil {
			t.Errorf("%d, %v, want %d", last, err, want)
		}
	}
	is(0)
	addRecord(t, q, 7)
	undone := errors.New("undone")
	if err := pgx.BeginFunc(t.Context(), pool, func(tx pgx.Tx) error { addRecord(t, postgres.New(tx), 8); return undone }); !errors.Is(err, undone) {
		t.Fatal(err)
	}
	is(7)
	if _, err := pool.Exec(t.Context(), "ALTER TABLE record DISABLE TRIGGER ALL; DELETE FROM record"); err != nil { // as somebody does who may
		t.Fatal(err)
	}
	is(7)
}

func testTextIsOrderedByItsBytesAndAddressesAsSQLiteDoes(t *testing.T, server database) {
	q := postgres.New(server.migrated(t))
	texts := []string{"B", "a", "a-b", "aB", "ab", "Ä", "ß", "ä", "漢", "😀"}
	if !slices.IsSorted(texts) {
		t.Fatal("the texts are not in the order of their bytes")
	}
	for _, text := range texts {
		if err := q.AddHistoryPlace(t.Context(), "/"+text); err != nil {
			t.Fatal(err)
		}
		if _, err := q.CarryConversation(t.Context(), postgres.CarryConversationParams{ID: text, Place: "/" + text, LastSeq: 1, FirstSeq: 1}); err != nil {
			t.Fatal(err)
		}
	}
	var ids []string
	carried, err := q.Carried(t.Context(), "", 0, 100)
	for _, c := range carried {
		ids = append(ids, c.ID)
	}
	if !slices.Equal(ids, texts) || err != nil {
		t.Errorf("conversations are read in the order %q, %v", ids, err)
	}
	if after, err := q.Carried(t.Context(), "ab", 0, 100); len(after) != 5 || err != nil {
		t.Errorf("%d conversations come after one, %v", len(after), err)
	}
	var places []string
	asked, err := q.AskedPlaces(t.Context())
	for _, a := range asked {
		places = append(places, a.Place)
	}
	if !slices.IsSorted(places) || len(places) != len(texts) || err != nil {
		t.Errorf("places are in the order %q, %v", places, err)
	}
	for _, email := range []string{"Anna@example.org", "Änne@example.org", "bert@example.org"} {
		if _, err := q.CreateAccount(t.Context(), postgres.CreateAccountParams{Email: email, Role: "owner"}); err != nil {
			t.Fatal(err)
		}
	}
	for email, there := range map[string]bool{"anna@EXAMPLE.org": true, "ÄNNE@example.org": true, "änne@example.org": false, "Bert@example.org": true} {
		if _, err := q.AccountByEmail(t.Context(), email); (err == nil) != there {
			t.Errorf("%s: %v", email, err)
		}
	}
	if _, err := q.CreateAccount(t.Context(), postgres.CreateAccountParams{Email: "ANNA@example.org", Role: "admin"}); err == nil {
		t.Error("there are two accounts of one address")
	}
}

func testNothingAndNoBytesAreToldApart(t *testing.T, server database) {
	q := postgres.New(server.migrated(t))
	if _, err := q.CarryConversation(t.Context(), postgres.CarryConversationParams{ID: "one"}); err != nil {
		t.Fatal(err)
	}
	for seq, hash := range [][]byte{nil, {}} {
		if err := q.CarryMessage(t.Context(), postgres.CarryMessageParams{ConversationID: "one", Seq: int64(seq), ID: string(rune('a' + seq)), Sender: "visitor", FirstHash: hash}); err != nil {
			t.Fatal(err)
		}
		if m, err := q.MessageAt(t.Context(), "one", int64(seq)); (m.FirstHash == nil) != (hash == nil) || err != nil {
			t.Errorf("%#v became %#v, %v", hash, m.FirstHash, err)
		}
	}
}

func testAWordIsFoundAmongTheNewestTextsAndBehindThem(t *testing.T, server database) {
	pool := server.migrated(t)
	q := postgres.New(pool)
	first, err := q.PutSearchText(t.Context(), "A quagga, says the kernel.", "one", 1)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := pool.Exec(t.Context(), "INSERT INTO message_search (conversation_id, seq, words) SELECT 'two', n, array_to_tsvector('{says,the,kernel}') FROM generate_series(1, 6000) n"); err != nil {
		t.Fatal(err)
	}
	for word, want := range map[string][]store.Hit{
		"quagga": {{ConversationID: "one", Seq: 1}},
		"QUÁG":   {{ConversationID: "one", Seq: 1}},
		"kern":   {{ConversationID: "two", Seq: 6000}, {ConversationID: "two", Seq: 5999}, {ConversationID: "two", Seq: 5998}},
	} {
		if hits, err := q.Search(t.Context(), []store.SearchWord{{Text: word, Begins: true}}, 3); !slices.Equal(hits, want) || err != nil {
			t.Errorf("%s: %v, %v", word, hits, err)
		}
	}
	both := []store.SearchWord{{Text: "the", Begins: true}, {Text: "a"}}
	if hits, err := q.Search(t.Context(), both, 3); len(hits) != 1 || err != nil {
		t.Errorf("%v, %v", hits, err)
	}
	if err := q.DeleteSearchText(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	if hits, err := q.Search(t.Context(), both, 3); len(hits) != 0 || err != nil {
		t.Errorf("what was deleted is found: %v, %v", hits, err)
	}
}
