package audit_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"porchlight/app/account"
	"porchlight/app/audit"
	"porchlight/app/conversation"
)

func TestTheNewestRecordComesFirstAndAFilterKeepsWhatItNames(t *testing.T) {
	b := newBook(t)
	b.note(t, "account.add", "conversation.close")
	must(t, b.Add(ctx, audit.Record{Email: audit.CommandLine, Action: "account.password", Subject: ownerEmail, Detail: "why not"}))
	for _, c := range []struct {
		filter audit.Filter
		want   string
	}{
		{audit.Filter{}, "account.password conversation.close account.add"},
		{audit.Filter{Kind: "account"}, "account.password account.add"},
		{audit.Filter{Kind: "acc"}, ""},
		{audit.Filter{Email: ownerEmail}, "conversation.close account.add"},
		{audit.Filter{Email: audit.CommandLine, Kind: "account"}, "account.password"},
		{audit.Filter{Before: 2}, "account.add"},
	} {
		if got := b.actions(t, c.filter); got != c.want {
			t.Errorf("%+v finds %q, want %q", c.filter, got, c.want)
		}
	}
	records, more, err := b.List(ctx, audit.Filter{})
	must(t, err)
	if r := records[0]; more || r.Email != audit.CommandLine || r.Subject != ownerEmail || r.Detail != "why not" || !r.At.Equal(b.clock) || r.ID != 3 {
		t.Errorf("the newest is %+v", records[0])
	}
}

func TestPagesFollowEachOtherWithoutAGapWhileRecordsAreAdded(t *testing.T) {
	b := newBook(t)
	for i := range 2*audit.PageSize + 1 {
		b.note(t, fmt.Sprint("a.", i))
	}
	var f audit.Filter
	var pages []int
	next := 2 * audit.PageSize
	for more := true; more; {
		var records []audit.Record
		var err error
		records, more, err = b.List(ctx, f)
		must(t, err)
		for _, r := range records {
			if want := fmt.Sprint("a.", next); r.Action != want {
				t.Fatalf("%s follows, want %s", r.Action, want)
			}
			next--
		}
		pages = append(pages, len(records))
		f.Before = records[len(records)-1].ID
		b.note(t, "a.later")
	}
	if fmt.Sprint(pages) != "[50 50 1]" {
		t.Errorf("the pages hold %v", pages)
	}
}

func TestARecordIsStoredWithWhatItTellsOrNeitherIs(t *testing.T) {
	b := newBook(t)
	accounts := account.New(b.store, func() time.Time { return b.clock })
	who, err := accounts.Create(ctx, ownerEmail, "correct horse battery", account.Owner)
	must(t, err)

	did := b.Along(ctx, audit.Record{AccountID: who.ID, Email: ownerEmail, Action: "reach.mails"})
	must(t, accounts.WantMails(did, who.ID, false))
	must(t, accounts.WantMails(did, who.ID, true)) // a second change of the same request brings no second record
	if got := b.actions(t, audit.Filter{}); got != "reach.mails" {
		t.Errorf("recorded is %q", got)
	}

	must(t, b.behind(t, "ALTER TABLE record RENAME TO away"))
	if err := accounts.WantMails(b.Along(ctx, audit.Record{Action: "reach.mails"}), who.ID, false); err == nil {
		t.Error("what could not be recorded is told to be done")
	}
	if now, err := accounts.Find(ctx, who.ID); err != nil || !now.Mails {
		t.Errorf("what could not be recorded was done: %+v, %v", now, err)
	}
}

func TestWhatFailsOrChangesNothingIsNotRecorded(t *testing.T) {
	b := newBook(t)
	accounts := account.New(b.store, func() time.Time { return b.clock })
	if err := accounts.RemoveDevice(b.Along(ctx, audit.Record{Action: "a.fails"}), 1, 1); err == nil {
		t.Error("it did not fail")
	}
	must(t, accounts.Logout(b.Along(ctx, audit.Record{Action: "a.nothing"}), "no session"))
	if got := b.actions(t, audit.Filter{}); got != "" {
		t.Errorf("recorded is %q", got)
	}
}

func TestWhatWasKeptLongEnoughGoesFromTheFrontAndTheChainHolds(t *testing.T) {
	b := newBook(t)
	for range 250 { // more than one part
		b.note(t, "a.old")
	}
	b.clock = b.clock.Add(24 * time.Hour)
	b.note(t, "a.young")
	head := b.check(t).Head
	b.clock = b.clock.Add(time.Hour)

	gone, err := b.Keep(ctx, b.clock.Add(-2*time.Hour))
	must(t, err)
	if got := b.actions(t, audit.Filter{}); gone != 250 || got != "a.young" {
		t.Errorf("%d went, and %q is left", gone, got)
	}
	if got := b.check(t); !got.Holds() || got.Records != 1 || got.Head != head {
		t.Errorf("the check finds %+v", got)
	}
	if err := b.behind(t, "DELETE FROM record"); err == nil {
		t.Error("what is young can be deleted")
	}

	gone, err = b.Keep(ctx, b.clock) // all of it
	must(t, err)
	b.note(t, "a.next")
	if got := b.check(t); gone != 1 || !got.Holds() || got.Records != 1 {
		t.Errorf("%d went, and the check finds %+v", gone, got)
	}
	gone, err = b.Keep(ctx, time.Time{}) // for ever
	if must(t, err); gone != 0 {
		t.Errorf("%d went", gone)
	}
}

func TestARecordOfAnOlderClockKeepsThoseBehindIt(t *testing.T) {
	b := newBook(t)
	b.note(t, "a.first")
	b.clock = b.clock.Add(-time.Hour) // of a node that is late
	b.note(t, "a.late")
	gone, err := b.Keep(ctx, b.clock.Add(time.Minute))
	must(t, err)
	if got := b.check(t); gone != 0 || !got.Holds() || got.Records != 2 {
		t.Errorf("%d went, and the check finds %+v", gone, got)
	}
}

func TestARecordLeadsToItsConversationUntilThatIsErased(t *testing.T) {
	b := newBook(t)
	all := conversation.New(b.store, func() time.Time { return b.clock })
	all.OnErase = append(all.OnErase, b.Forget)
	id := conversation.IDOf("a visitor's secret")
	_, err := all.Send(ctx, id, conversation.Draft{ID: "00000000-0000-4000-8000-000000000001", Body: "Hello", From: conversation.Visitor})
	must(t, err)
	for _, action := range []string{"conversation.close", "conversation.reopen"} {
		must(t, b.Add(ctx, audit.Record{Action: action, Conversation: id}))
	}
	before, _, err := b.List(ctx, audit.Filter{})
	must(t, err)
	if before[0].Conversation != id || before[1].Conversation != id || before[0].Subject == "" || before[0].Subject != before[1].Subject {
		t.Fatalf("the records are %+v", before)
	}
	must(t, all.Erase(ctx, id))
	must(t, b.Add(ctx, audit.Record{Action: "conversation.erase"}))
	after, _, err := b.List(ctx, audit.Filter{})
	must(t, err)
	for _, r := range after {
		if r.Conversation != "" || strings.Contains(r.Subject, id[:4]) {
			t.Errorf("a record still leads to what was erased: %+v", r)
		}
	}
	if !b.check(t).Holds() {
		t.Error("the chain does not hold")
	}
	must(t, b.Add(ctx, audit.Record{Action: "conversation.block", Conversation: conversation.IDOf("nobody")}))
	if none, _, err := b.List(ctx, audit.Filter{}); err != nil || none[0].Subject != "" {
		t.Errorf("of a conversation that there is not, %+v, %v", none, err)
	}
}
