package conversation_test

import (
	"strings"
	"testing"
	"time"

	"porchlight/app/conversation"
	"porchlight/app/fault"
	"porchlight/app/testparts"
)

// FuzzImport: a file is refused with a sentence that names a line, or it is whole. What is whole is stored, and exported so that it can be
// imported again, byte for byte the same.
func FuzzImport(f *testing.F) {
	const header = `{"format":"porchlight-conversations","version":1,"site":"https://example.com","made_at":"2026-11-24T09:00:00.000Z"}` + "\n"
	conversationLine := `{"type":"conversation","id":"` + thread + `","began_at":"2026-11-24T08:00:00.000Z","changed_at":"2026-11-24T08:00:00.000Z","place":"/shop","language":"de","time_zone":"Europe/Berlin","device":"phone","first_seq":1,"last_seq":1,"rev":1,"marks_rev":0,"visitor_received":0,"visitor_read":0,"owner_received":1,"owner_read":0}` + "\n"
	message := `{"type":"message","conversation":"` + thread + `","seq":1,"rev":1,"id":"` + messageID(1) + `","from":"visitor","sent_at":"2026-11-24T08:00:00.000Z","place":"/shop","body":"one 💡 \u00e9"}` + "\n"
	note := `{"type":"note","conversation":"` + thread + `","by":"maja@example.com","written_at":"2026-11-24T08:00:00.000Z","body":"noted"}` + "\n"
	for _, seed := range []string{
		header, header + conversationLine + message + note, header + conversationLine, header + message, conversationLine, "",
		header + conversationLine + strings.Replace(message, "one", `\ud83d`, 1), header + strings.Replace(conversationLine, `"rev":1`, `"rev":1e3`, 1),
		header + strings.Replace(conversationLine, `"closed`, `"closed_at":"0000-01-01T00:00:00.000Z","closed`, 1) + message,
		header + strings.Replace(conversationLine, `"place"`, `"closed_at":"9999-12-31T23:59:59.999Z","snoozed_until":null,"blocked_until":"2026-11-25T00:00:00.000Z","place"`, 1) + message,
		header + conversationLine + strings.Replace(message, `"body":"one 💡 \u00e9"`, `"deleted_at":"2026-11-24T08:01:00.000Z","body":""`, 1),
		header + conversationLine + strings.Replace(message, `"place"`, `"edited_at":"2026-11-24T08:01:00.000Z","place"`, 1),
		header + strings.Replace(conversationLine, `"type"`, `"TYPE":"note","type"`, 1) + message,
	} {
		f.Add(seed)
	}
	f.Add(header + conversationLine + strings.Replace(message, "one", `a\r\r\nb\rc`, 1) + strings.Replace(note, "noted", `\r\r\n d`, 1))
	f.Add(header + strings.Replace(conversationLine, `"place"`, `"blocked_until":"9999-12-31T23:59:59.999-01:00","place"`, 1) + message)
	vacant := reopen(f, testparts.NewDatabase(f))
	vacant.now = begin.Add(time.Hour)
	f.Fuzz(func(t *testing.T, file string) {
		plan, err := vacant.CheckImport(ctx, strings.NewReader(file), time.Time{})
		if err != nil {
			if text := err.Error(); !fault.Is(err, fault.Invalid) || !strings.HasPrefix(text, "line ") && !strings.HasPrefix(text, "the file is ") {
				t.Errorf("it is refused with %v", err)
			}
			return
		}
		first, done := taken(t, file)
		if done != plan.New {
			t.Errorf("%+v was planned, and %+v done", plan.New, done)
		}
		if second, _ := taken(t, first); second != first {
			t.Errorf("imported and exported again it is\n%s\nand was\n%s", second, first)
		}
	})
}

// taken imports a file where nothing was, finds all of it there, and exports it.
func taken(t *testing.T, file string) (string, conversation.Carried) {
	t.Helper()
	h := reopen(t, testparts.NewDatabase(t))
	defer h.store.Close()
	h.now = begin.Add(time.Hour)
	done, err := h.Import(ctx, strings.NewReader(file))
	if err != nil {
		t.Fatalf("what was found good is refused: %v\n%s", err, file)
	}
	for _, same := range []string{file, h.export(t)} {
		plan, err := h.CheckImport(ctx, strings.NewReader(same), time.Time{})
		if err != nil || plan.Differs > 0 || plan.New != (conversation.Carried{}) {
			t.Errorf("what was imported is not here: %+v, %v\n%s", plan, err, same)
		}
	}
	return h.export(t), done
}
