package conversation_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"porchlight/app/conversation"
	"porchlight/app/fault"
	"porchlight/app/store"
)

// employ gives an owner an account.
func (h *house) employ(t *testing.T, email string) (id int64) {
	t.Helper()
	err := h.store.Write(ctx, func(q store.Queries) error {
		row, err := q.CreateAccount(ctx, store.CreateAccountParams{Email: email, Role: "owner", PasswordHash: "-", CreatedAt: 1, JoinedAt: sql.NullInt64{Int64: 1, Valid: true}})
		id = row.ID
		return err
	})
	must(t, err)
	return id
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (h *house) export(t *testing.T) string {
	t.Helper()
	var file bytes.Buffer
	_, err := h.Export(ctx, &file, "https://example.com")
	must(t, err)
	return file.String()
}

func (h *house) check(t *testing.T, file string) conversation.ImportPlan {
	t.Helper()
	plan, err := h.CheckImport(ctx, strings.NewReader(file), time.Time{})
	must(t, err)
	return plan
}

func (h *house) imports(t *testing.T, file string) conversation.Carried {
	t.Helper()
	done, err := h.Import(ctx, strings.NewReader(file))
	must(t, err)
	return done
}

const maja = "maja@example.com"

// hostile are texts that something on the way might not leave as they are.
var hostile = []string{
	"two\nlines\ttabbed and a \\ and a \"quote\"", `{"type":"note"}`, "</script><b>&amp;", "👩‍👩‍👧‍👦 🏳️‍🌈 ❤", "שלום \u202eעולם\u202c", "\u2028 and \u2029 end lines in JavaScript",
	"e\u0301 is not é", "\ufffd is a character of its own", "\x01\x1f\x7f", "\ufeffa mark", `\u0000 in six letters`, strings.Repeat("💡", conversation.BodyMost), "NULL", "-1", "=1+1",
}

// furnished is a house in which everything has happened that can.
func furnished(t *testing.T) *house {
	h := newHouse(t)
	owner := h.employ(t, maja)
	for n, text := range hostile {
		h.send(t, thread, fromVisitor(n+1, text))
	}
	h.send(t, thread, conversation.Draft{ID: messageID(1), Body: "answered under the id of a question", Place: "/shop/technologies/saw", From: conversation.Owner, AccountID: owner})
	h.mark(t, conversation.Visitor, conversation.Marks{Received: 16, Read: 12})
	must(t, h.Learn(ctx, thread, conversation.Facts{Language: "pt-BR", TimeZone: "America/Sao_Paulo", Device: "phone"}))
	must(t, h.Note(ctx, thread, owner, "a note: <b>friendly</b>"))
	must(t, h.Note(ctx, thread, 0, "of somebody who is gone"))

	h.send(t, ann, fromVisitor(1, "a secret that is taken back"))
	h.send(t, ann, fromVisitor(2, "a questoin"))
	h.send(t, ann, fromVisitor(3, "and on"))
	h.now = begin.Add(time.Minute + time.Millisecond)
	_, err := h.Edit(ctx, ann, fromVisitor(2, "a question"))
	must(t, err)
	_, err = h.Delete(ctx, ann, fromVisitor(1, ""))
	must(t, err)
	must(t, h.Snooze(ctx, ann, begin.Add(100*time.Hour)))

	h.send(t, bob, fromVisitor(1, "erased for good"))
	must(t, h.Erase(ctx, bob))
	h.send(t, bob, fromVisitor(2, "begun anew"))
	must(t, h.Close(ctx, bob))

	h.send(t, conversation.IDOf("erased"), fromVisitor(1, "nobody is to know of it"))
	must(t, h.Erase(ctx, conversation.IDOf("erased")))
	must(t, h.BlockUnwritten(ctx, conversation.IDOf("blocked"), begin.Add(time.Hour)))
	return h
}

// moved is an empty house with the same owner, into which the file was brought.
func moved(t *testing.T, file string) *house {
	t.Helper()
	h := newHouse(t)
	h.now = begin.Add(time.Minute + time.Millisecond)
	h.employ(t, "somebody.else@example.com") // accounts have other numbers here
	h.employ(t, strings.ToUpper(maja[:1])+maja[1:])
	if plan := h.check(t, file); plan.New != (conversation.Carried{Conversations: 4, Messages: 20, Notes: 2}) || plan.Unknown != nil || plan.Same+plan.Differs > 0 {
		t.Fatalf("the plan is %+v", plan)
	}
	if done := h.imports(t, file); done.Messages != 20 {
		t.Fatalf("imported were %+v", done)
	}
	return h
}

func TestWhatWasImportedIsExportedByteForByteTheSame(t *testing.T) {
	h := furnished(t)
	file := h.export(t)
	if again := strings.ReplaceAll(moved(t, file).export(t), "Maja@", "maja@"); again != file {
		t.Errorf("exported was\n%s\nand after the import\n%s", file, again)
	}
	for _, gone := range []string{"taken back", "questoin", "erased for good", "nobody is to know", conversation.IDOf("erased"), "hash", "secret"} {
		if strings.Contains(file, gone) {
			t.Errorf("%q is in the export", gone)
		}
	}
	if !strings.Contains(file, "</script><b>&amp;") {
		t.Error("people cannot read what is said in it")
	}
	for line := range strings.Lines(file) {
		if !json.Valid([]byte(line)) {
			t.Errorf("this is no line of JSON: %s", line)
		}
	}
}

func TestAnImportedConversationGoesOn(t *testing.T) {
	h := furnished(t)
	there := moved(t, h.export(t))
	if got, want := there.seen(t, 10), h.seen(t, 10); got != want {
		t.Errorf("the inbox shows %q, want %q", got, want)
	}
	for _, id := range []string{thread, ann, bob} {
		for rev := range h.since(t, id, 0).Conversation.Rev + 1 {
			want, got := h.since(t, id, rev), there.since(t, id, rev)
			for i := range want.Messages { // accounts have other numbers there
				if want.Messages[i].AccountID > 0 {
					want.Messages[i].AccountID++
				}
			}
			if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) {
				t.Errorf("after rev %d of %s changed\n%+v\nwant\n%+v", rev, id, got, want)
			}
		}
		before := there.since(t, id, 0).Conversation
		if next := there.send(t, id, fromVisitor(99, "and on")); next.Seq != before.LastSeq+1 || next.Rev != before.Rev+1 {
			t.Errorf("the next message is %+v, after %+v", next, before)
		}
	}
	if again := there.send(t, thread, fromVisitor(1, hostile[0])); again.Seq != 1 {
		t.Errorf("sent once more, the first message is %+v", again)
	}
	_, err := there.Send(ctx, ann, fromVisitor(2, "a questoin")) // no file says what it was before it was changed
	refused(t, err, fault.Conflict)
	if got := there.found(t, "question"); got != "answered under the id of a question | a question" {
		t.Errorf("search finds %q", got)
	}
	if _, err := there.Send(ctx, conversation.IDOf("blocked"), fromVisitor(1, "let me in")); !fault.Is(err, fault.Forbidden) {
		t.Errorf("whoever was blocked is answered with %v", err)
	}
}

func TestTheSameFileAgainChangesNothing(t *testing.T) {
	file := furnished(t).export(t)
	h := moved(t, file)
	before := h.stored(t)
	plan := h.check(t, file)
	if done := h.imports(t, file); plan.Same != 4 || plan.New.Conversations+plan.Differs > 0 || done != (conversation.Carried{}) {
		t.Errorf("the plan is %+v, and done was %+v", plan, done)
	}
	if h.stored(t) != before {
		t.Error("something was written")
	}
}

func TestWhatIsHereOtherwiseIsNamedAndLeftAsItIs(t *testing.T) {
	file := furnished(t).export(t)
	for name, change := range map[string]func(*house) error{
		"one message more": func(h *house) error { _, err := h.Send(ctx, ann, fromVisitor(9, "more")); return err },
		"closed":           func(h *house) error { return h.Close(ctx, ann) },
		"noted":            func(h *house) error { return h.Note(ctx, ann, 0, "of ours") },
		"erased":           func(h *house) error { return h.Erase(ctx, ann) },
	} {
		t.Run(name, func(t *testing.T) {
			h := moved(t, file)
			must(t, change(h))
			before := h.export(t)
			plan := h.check(t, file)
			if plan.Differs != 1 || fmt.Sprint(plan.Differ) != "["+ann+"]" || plan.Same != 3 {
				t.Errorf("the plan is %+v", plan)
			}
			if h.imports(t, file); h.export(t) != before {
				t.Errorf("it is now %s", h.export(t))
			}
		})
	}
}

func TestAnAnswerOrNoteOfSomebodyUnknownIsNamed(t *testing.T) {
	file := furnished(t).export(t)
	h := newHouse(t)
	h.now = begin.Add(time.Hour)
	if plan := h.check(t, file); fmt.Sprint(plan.Unknown) != "["+maja+"]" {
		t.Errorf("the plan is %+v", plan)
	}
	h.imports(t, file)
	h.employ(t, maja) // too late, and it is no other conversation for that
	if plan := h.check(t, file); plan.Same != 4 || plan.Differs != 0 {
		t.Errorf("once more the plan is %+v", plan)
	}
}

func TestNobodyIsToldOfWhatIsImported(t *testing.T) {
	file := furnished(t).export(t)
	h := newHouse(t)
	h.now = begin.Add(time.Hour)
	h.Also = func(context.Context, store.Queries, string, int64, bool) error {
		t.Error("an imported message was put into the outbox")
		return nil
	}
	h.imports(t, file)
}

func TestWhatHasBeenKeptLongEnoughIsCounted(t *testing.T) {
	file := furnished(t).export(t)
	h := newHouse(t)
	h.now = begin.Add(time.Hour)
	plan, err := h.CheckImport(ctx, strings.NewReader(file), begin.Add(time.Minute))
	if err != nil || plan.Old != 1 { // nothing was changed a minute later in the one that everything was said in at once
		t.Errorf("%d are old enough to go, %v", plan.Old, err)
	}
}

// pausing is a writer that runs something when the first bytes come.
type pausing struct {
	bytes.Buffer
	first func()
}

func (p *pausing) Write(b []byte) (int, error) {
	if p.first != nil {
		p.first()
		p.first = nil
	}
	return p.Buffer.Write(b)
}

func TestAnExportIsOfOneMoment(t *testing.T) {
	h := furnished(t)
	for _, id := range []string{thread, ann, bob} { // so that each is written before the next is read
		h.send(t, id, fromVisitor(40, strings.Repeat("long ", conversation.BodyMost/5)))
	}
	before := h.export(t)
	file := &pausing{first: func() {
		for _, id := range []string{thread, ann, bob, conversation.IDOf("new")} {
			h.send(t, id, fromVisitor(50, "meanwhile"))
		}
	}}
	_, err := h.Export(ctx, file, "https://example.com")
	if err != nil || file.String() != before {
		t.Errorf("%v; what was written meanwhile is in it:\n%s", err, file)
	}
	if now := h.export(t); strings.Count(now, "meanwhile") != 4 {
		t.Errorf("the next one is\n%s", now)
	}
}
