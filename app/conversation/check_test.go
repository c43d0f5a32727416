package conversation_test

import (
	"strings"
	"testing"

	"porchlight/app/conversation"
	"porchlight/app/fault"
)

func TestWhatAMessageMayBe(t *testing.T) {
	long := func(n int, s string) string { return strings.Repeat(s, n) }
	for _, c := range []struct {
		draft  string
		body   string
		stored string // empty: refused
	}{
		{"a word", "hello", "hello"},
		{"4,000 letters of one byte", long(4000, "a"), long(4000, "a")},
		{"4,000 letters of two bytes", long(4000, "é"), long(4000, "é")},
		{"4,000 signs of four bytes", long(4000, "\U0001F3EE"), long(4000, "\U0001F3EE")},
		{"2,000 lines that end with CRLF, which is one character", long(2000, "a\r\n"), long(2000, "a\n")},
		{"space around a word, which stays", "  hello\n", "  hello\n"},
		{"what looks like HTML, which stays", "<b>&amp;</b>", "<b>&amp;</b>"},
		{"the replacement character, which is text", "\uFFFD", "\uFFFD"},
		{"nothing", "", ""},
		{"spaces and line ends", " \t\r\n\u00A0\u2003", ""},
		{"4,001 letters of one byte", long(4001, "a"), ""},
		{"4,001 signs of four bytes", long(4001, "\U0001F3EE"), ""},
		{"a NUL", "hel\x00lo", ""},
		{"a byte that is no UTF-8", "hel\xfflo", ""},
		{"half a character", "hello\xc3", ""},
		{"a surrogate", "hello\xed\xa0\x80", ""},
	} {
		t.Run(c.draft, func(t *testing.T) {
			h := newHouse(t)
			m, err := h.Send(ctx, thread, fromVisitor(1, c.body))
			if c.stored == "" {
				refused(t, err, fault.Invalid)
				if _, err := h.Get(ctx, thread); !fault.Is(err, fault.NotFound) {
					t.Errorf("a refused message began a conversation: %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if read := h.since(t, thread, 0).Messages; m.Body != c.stored || len(read) != 1 || read[0] != m {
				t.Errorf("stored is %.60q and read %.60v", m.Body, read)
			}
		})
	}
}

func TestAMessagesIDIsAUUIDInLowerCase(t *testing.T) {
	good := "0f8fad5b-d9cb-469f-a165-70867728950e"
	draft := func(id string) error {
		_, err := conversation.Draft{ID: id, Body: "hello", From: conversation.Visitor}.Check()
		return err
	}
	if err := draft(good); err != nil {
		t.Errorf("%s is refused: %v", good, err)
	}
	for _, id := range []string{
		"", "1", strings.ToUpper(good), "{" + good + "}", "urn:uuid:" + good, strings.ReplaceAll(good, "-", ""),
		good + "0", good[1:], good + "\n", "g" + good[1:], strings.Replace(good, "-", "_", 1), "<script>",
	} {
		refused(t, draft(id), fault.Invalid)
	}
}

func TestTheAnswerToALongMessageSaysHowLongItIs(t *testing.T) {
	_, err := fromVisitor(1, strings.Repeat("é", 4321)).Check()
	if got, want := fault.Of(err).Sentence, "That is 4321 characters; a message holds 4000. Please shorten it or send it in parts."; got != want {
		t.Errorf("it says %q, want %q", got, want)
	}
}
