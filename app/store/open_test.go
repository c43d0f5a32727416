package store_test

import (
	"testing"

	"porchlight/app/store"
	"porchlight/app/testparts"
)

func TestStoreKeepsWhatWasWrittenOverAReopening(t *testing.T) {
	database := testparts.NewDatabase(t)
	kept := another(t, database, store.Alone)
	must(t, kept.Write(ctx, create("conversation")))
	must(t, kept.Close())

	expect(t, another(t, database, store.Alone), "conversation")
}

func TestReadersCannotWrite(t *testing.T) {
	kept := open(t)
	if err := create("conversation")(kept.Read()); err == nil {
		t.Fatal("a query of Read has written")
	}
	expect(t, kept)
}

func TestVersionChangesWhenAnotherStoreWrites(t *testing.T) {
	database := testparts.NewDatabase(t)
	one, two := another(t, database, store.Shared), another(t, database, store.Shared)
	before := version(t, one)
	if again := version(t, one); again != before {
		t.Fatalf("the version went from %d to %d without a write", before, again)
	}
	must(t, two.Write(ctx, create("from two")))
	after := version(t, one)
	if after == before {
		t.Fatal("the version stayed the same when another store wrote")
	}
	must(t, one.Write(ctx, create("from one")))
	if version(t, one) == after {
		t.Fatal("the version stayed the same when the store itself wrote")
	}
}

func TestCloseMayBeCalledTwice(t *testing.T) {
	kept := open(t)
	must(t, kept.Close())
	must(t, kept.Close())
}

func TestPingFailsOnceTheStoreIsClosed(t *testing.T) {
	kept := open(t)
	must(t, kept.Ping(ctx))
	must(t, kept.Close())
	if kept.Ping(ctx) == nil {
		t.Fatal("a closed store answers")
	}
}
