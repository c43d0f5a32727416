package conversation_test

import (
	"strings"
	"testing"

	"porchlight/app/conversation"
)

// index brings search up to date with everything.
func (h *house) index(t *testing.T) {
	t.Helper()
	if _, err := h.Index(ctx, 0); err != nil {
		t.Fatal(err)
	}
}

// found lists the bodies that a search finds.
func (h *house) found(t *testing.T, text string) string {
	t.Helper()
	found, err := h.Search(ctx, text, 10)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	var bodies []string
	for _, f := range found {
		bodies = append(bodies, f.Message.Body)
	}
	return strings.Join(bodies, " | ")
}

func TestSearchFindsMessagesOfBothSidesByTheirWords(t *testing.T) {
	h := newHouse(t)
	h.send(t, ann, fromVisitor(1, "Does Redis keep a consumer group?"))
	h.send(t, bob, fromVisitor(2, "Où est la clé primaire"))
	h.send(t, ann, fromOwner(3, "A consumer group is kept, yes"))
	h.index(t)
	for text, want := range map[string]string{
		"redis":              "Does Redis keep a consumer group?",
		"group consumer":     "A consumer group is kept, yes | Does Redis keep a consumer group?",
		"cons":               "A consumer group is kept, yes | Does Redis keep a consumer group?",
		"ou CLE":             "Où est la clé primaire",
		"redis primaire":     "",
		"":                   "",
		"  ":                 "",
		`"`:                  "",
		"NEAR(":              "",
		"group*) OR body:is": "",
		"kept,":              "A consumer group is kept, yes",
	} {
		if got := h.found(t, text); got != want {
			t.Errorf("%q finds %q, want %q", text, got, want)
		}
	}
}

func TestSearchFollowsEditsAndDeletions(t *testing.T) {
	h := newHouse(t)
	h.send(t, thread, fromVisitor(1, "about lorries"))
	h.send(t, thread, fromVisitor(2, "about ships"))
	h.index(t)
	if _, err := h.Edit(ctx, thread, fromVisitor(1, "about trains")); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Delete(ctx, thread, conversation.Draft{ID: messageID(2), From: conversation.Visitor}); err != nil {
		t.Fatal(err)
	}
	h.index(t)
	h.index(t) // nothing is doubled
	if got := h.found(t, "about"); got != "about trains" {
		t.Errorf("it finds %q", got)
	}
}

func TestALongMessageIsShownRoundTheWordThatWasFound(t *testing.T) {
	h := newHouse(t)
	h.send(t, thread, fromVisitor(1, strings.Repeat("word ", 100)+"needle "+strings.Repeat("word ", 100)))
	h.index(t)
	if got := h.found(t, "needle"); !strings.Contains(got, "needle") || len(got) > 200 || !strings.HasPrefix(got, "…") || !strings.HasSuffix(got, "…") {
		t.Errorf("it shows %q", got)
	}
}

func TestASearchOfAnythingIsShort(t *testing.T) {
	h := newHouse(t)
	h.send(t, thread, fromVisitor(1, "one two three four five six seven eight nine"))
	h.index(t)
	for text, want := range map[string]bool{
		"one two three four five six seven eight and what comes behind the eighth word": true, "o": false, "on": true,
		strings.Repeat("one ", 2000): true, strings.Repeat("x", 5000): false,
	} {
		if got := h.found(t, text); (got != "") != want {
			t.Errorf("%.60q finds %q", text, got)
		}
	}
}
