package audit_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"porchlight/app/audit"
	"porchlight/app/store"
)

func TestTheStoreRefusesToChangeARecordOrToLetItGo(t *testing.T) {
	b := newBook(t)
	b.note(t, "account.add", "account.disable")
	for _, statement := range []string{
		"UPDATE record SET action = 'account.enable' WHERE id = 2",
		"DELETE FROM record WHERE id = 2",
		"DELETE FROM record",
		"INSERT INTO record SELECT * FROM record WHERE id = 2 ON CONFLICT (id) DO UPDATE SET action = 'account.enable'",
	} {
		if err := b.behind(t, statement); err == nil || !strings.Contains(err.Error(), "only added to") {
			t.Errorf("%s: %v", statement, err)
		}
	}
	if err := b.behind(t, "UPDATE record_front SET before = 5, last_id = 1", "UPDATE record_front SET before = 0"); err == nil {
		t.Error("the front goes back")
	}
	if got := b.actions(t, audit.Filter{}); got != "account.disable account.add" {
		t.Errorf("what is left is %q", got)
	}
}

func TestTheChainShowsWhoChangesTheStoreBesideTheSite(t *testing.T) {
	for _, c := range []struct {
		name, statement string
		want            audit.Chain
	}{
		{"nothing", "SELECT 1", audit.Chain{}},
		{"a record's words", "UPDATE record SET email = 'somebody@example.com' WHERE id = 2", audit.Chain{Broken: 2}},
		{"a record's time", "UPDATE record SET at = at - 1 WHERE id = 2", audit.Chain{Broken: 2}},
		{"the first record", "DELETE FROM record WHERE id = 1", audit.Chain{Broken: 2}},
		{"one in the middle", "DELETE FROM record WHERE id = 2", audit.Chain{Broken: 3}},
		{"the last", "DELETE FROM record WHERE id = 3", audit.Chain{Cut: true}},
		{"all", "DELETE FROM record", audit.Chain{Cut: true}},
		{"two that changed places", "UPDATE record SET id = -id WHERE id > 1; UPDATE record SET id = id + 5 WHERE id < 0", audit.Chain{Broken: 2}},
		{"an own record", "INSERT INTO record SELECT 4, at, account_id, email, 'account.enable', subject, detail, hash FROM record WHERE id = 3", audit.Chain{Broken: 4}},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBook(t)
			b.note(t, "account.add", "account.disable", "conversation.erase")
			must(t, b.behind(t, b.without()...))
			must(t, b.behind(t, c.statement))
			got := b.check(t)
			if got.Broken != c.want.Broken || got.Cut != c.want.Cut || got.Holds() != (c.want == audit.Chain{}) {
				t.Errorf("the check finds %+v, want %+v", got, c.want)
			}
		})
	}
}

// What goes from the front goes with the leave of the file: that it went is said, and never comes before its time.
func TestWhoMovesTheFrontOfTheLogIsSeen(t *testing.T) {
	for _, c := range []struct {
		name   string
		before time.Duration // from now
		early  bool
	}{{"to a time that is yet to come", time.Hour, true}, {"to now", 0, false}} {
		t.Run(c.name, func(t *testing.T) {
			b := newBook(t)
			b.note(t, "account.add", "account.disable", "conversation.erase")
			b.clock = b.clock.Add(time.Minute)
			before := b.clock.Add(c.before)
			must(t, b.behind(t, fmt.Sprint("UPDATE record_front SET last_id = 2, hash = (SELECT hash FROM record WHERE id = 2), before = ", before.UnixMilli()), "DELETE FROM record WHERE id <= 2"))
			if got := b.check(t); got.Holds() == c.early || got.Early != c.early || got.Gone != 2 || !got.Since.Equal(before) {
				t.Errorf("the check finds %+v", got)
			}
		})
	}
}

func TestARecordThatIsAddedAfterOthersWereTakenAwayHidesNothing(t *testing.T) {
	b := newBook(t)
	b.note(t, "account.add", "account.disable")
	must(t, b.behind(t, append(b.without(), "DELETE FROM record WHERE id = 2")...))
	b.note(t, "conversation.close")
	if got := b.check(t); got.Broken != 3 {
		t.Errorf("the check finds %+v", got)
	}
}

func TestNodesOnOneStoreWriteOneChain(t *testing.T) {
	b := newBook(t)
	nodes := []*audit.Log{b.Log, audit.New(b.open(t, store.Beside), time.Now), audit.New(b.open(t, store.Beside), time.Now)}
	var all sync.WaitGroup
	const each = 40
	for n, node := range nodes {
		all.Go(func() {
			for i := range each {
				if err := node.Add(ctx, audit.Record{Action: fmt.Sprint("a.", n, ".", i)}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if got := b.check(t); !got.Holds() || got.Records != int64(each*len(nodes)) {
		t.Errorf("the check finds %+v", got)
	}
}

func TestARecordOfWhatNotEveryStoreKeepsFitsToTheOthers(t *testing.T) {
	b := newBook(t)
	must(t, b.Add(ctx, audit.Record{Email: "a\x00b@example.com", Action: "passkey.rename", Subject: "\xffkey", Detail: "to a\x00b"}))
	b.note(t, "account.add")
	if chain := b.check(t); !chain.Holds() || chain.Records != 2 {
		t.Errorf("%+v", chain)
	}
	records, _, err := b.List(ctx, audit.Filter{Kind: "passkey"})
	must(t, err)
	if r := records[0]; r.Email != "ab@example.com" || r.Subject != "key" || r.Detail != "to ab" {
		t.Errorf("it is kept as %+v", r)
	}
}
