package conversation_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"porchlight/app/conversation"
	"porchlight/app/fault"
)

// instead returns a change of a file: on a line of it, from 1, one text takes the place of another.
func instead(line int, old, new string) func([]string) []string {
	return func(lines []string) []string {
		if !strings.Contains(lines[line-1], old) {
			panic(old + " is not in " + lines[line-1])
		}
		lines[line-1] = strings.Replace(lines[line-1], old, new, 1)
		return lines
	}
}

func without(line int) func([]string) []string {
	return func(lines []string) []string { return append(lines[:line-1], lines[line:]...) }
}

func TestAFileIsRefusedByWhatItsFirstBadLineIsWrongIn(t *testing.T) {
	h := newHouse(t)
	owner := h.employ(t, maja)
	h.send(t, thread, fromVisitor(1, "one"))
	h.send(t, thread, conversation.Draft{ID: messageID(2), Body: "two", From: conversation.Owner, AccountID: owner})
	h.now = begin.Add(time.Second)
	_, err := h.Delete(ctx, thread, conversation.Draft{ID: messageID(2), From: conversation.Owner, AccountID: owner})
	must(t, err)
	must(t, h.Note(ctx, thread, owner, "noted"))
	whole := h.export(t) // header, conversation, two messages, note

	for name, c := range map[string]struct {
		change func([]string) []string
		want   string
	}{
		"nothing in it":          {func([]string) []string { return nil }, "the file is empty"},
		"something else":         {func([]string) []string { return []string{`{"a":1}`} }, `line 1 is not the beginning of an export: it must be {"format":"porchlight-conversations","version":1,…}`},
		"no JSON":                {func([]string) []string { return []string{"id,body"} }, "line 1 is not the beginning of an export"},
		"no header":              {without(1), "line 1 is not the beginning of an export"},
		"a newer version":        {instead(1, `"version":1`, `"version":2,"mood":"new"`), "line 1 says that a newer Porchlight wrote this, in version 2 of the format; this one reads 1. Import it with the newer one"},
		"no version":             {instead(1, `"version":1,`, ``), "line 1 names no version of the format; it is 1"},
		"an unknown field":       {instead(3, `"seq"`, `"mood":"good","seq"`), `line 3 has the field "mood", which is not known here and would be lost; remove it, or import with the version that wrote it`},
		"an unknown line":        {instead(3, `"type":"message"`, `"type":"dream"`), `line 3 its "type" is "dream", and can be conversation, message or note`},
		"cut off":                {instead(5, `"}`, ``), "line 5 is not a JSON object; it may be cut off"},
		"two on a line":          {instead(3, `"}`, `"}{}`), "line 3 is not a JSON object"},
		"a list":                 {instead(3, `{`, `[{`), "line 3 is not a JSON object"},
		"a number":               {func(l []string) []string { l[2] = "7"; return l }, "line 3 is a number and must be a JSON object"},
		"another kind of value":  {instead(3, `"seq":1`, `"seq":"1"`), `line 3 "seq" cannot be a string`},
		"a fraction":             {instead(3, `"seq":1`, `"seq":1.5`), `line 3 "seq" cannot be a number 1.5`},
		"no time":                {instead(3, `"sent_at":"2026-11-24T09:00:00.000Z"`, `"sent_at":"yesterday"`), `line 3 "yesterday" is no time such as 2026-11-24T09:00:00.000Z`},
		"too fine a time":        {instead(3, `09:00:00.000Z`, `09:00:00.0001Z`), `is no time such as`},
		"a year of five digits":  {instead(2, `"place"`, `"blocked_until":"9999-12-31T23:59:59.999-01:00","place"`), `line 2 "9999-12-31T23:59:59.999-01:00" is no time such as`},
		"a missing time":         {instead(3, `"sent_at":"2026-11-24T09:00:00.000Z",`, ``), `line 3 has no "sent_at"`},
		"a time to come":         {instead(3, `2026`, `2126`), `line 3 "sent_at" is yet to come; look at the clock of this machine, and of the one that wrote it`},
		"bytes that are no text": {instead(3, `one`, "\xff"), "line 3 holds bytes that are not UTF-8; save the file as UTF-8"},
		"half a character":       {instead(3, `one`, `\ud83d`), `line 3 holds half of a surrogate pair, such as \ud83d alone, which is no character`},
		"the other half":         {instead(3, `one`, `\\\udca1`), `line 3 holds half of a surrogate pair`},
		"two first halves":       {instead(3, `one`, `\ud83d\ud83d\udca1`), `line 3 holds half of a surrogate pair`},
		"NUL":                    {instead(3, `one`, `o\u0000e`), `line 3 its "body" holds the character U+0000, which cannot be stored; remove it`},
		"too long a text":        {instead(3, `one`, strings.Repeat("💡", conversation.BodyMost+1)), `line 3 its "body" has 4001 characters, and may have 4000`},
		"too long a line":        {instead(3, `one`, strings.Repeat(`\u0020`, 200_000)), "line 3 is longer than 1024 KiB, which no line of an export is"},
		"an empty text":          {instead(3, `one`, `  `), `line 3 its "body" is empty`},
		"an empty note":          {instead(5, `noted`, ``), `line 5 its "body" is empty`},
		"deleted and told":       {instead(4, `"body":""`, `"body":"two"`), "line 4 was deleted and has a body; take one of them out"},
		"an id of another kind":  {instead(2, thread, strings.ToUpper(thread)), `is not 32 hexadecimal digits`},
		"a message's id":         {instead(3, messageID(1), "1"), `line 3 its "id" "1" is not a UUID in lower case`},
		"the same id twice": {func(l []string) []string {
			return instead(4, `"from":"owner","by":"`+maja+`"`, `"from":"visitor"`)(instead(4, messageID(2), messageID(1))(l))
		}, "line 4 has the id " + messageID(1) + " of a message before it"},
		"a place elsewhere":      {instead(3, `"/shop"`, `"//evil.example"`), `line 3 its "place" "//evil.example" is no path such as /data-realtime/topics/redis`},
		"a script for a place":   {instead(2, `"/shop"`, `"javascript:alert(1)"`), `line 2 its "place" "javascript:alert(1)" is no path`},
		"a third side":           {instead(3, `"from":"visitor"`, `"from":"admin"`), `line 3 is from "admin", and can be from visitor or owner`},
		"a visitor by name":      {instead(3, `"from":"visitor"`, `"from":"visitor","by":"`+maja+`"`), `line 3 is from the visitor, and "by" names an owner`},
		"a terminal's command":   {instead(4, maja, `\u001b]0;x\u0007@example.com`), `line 4 its "by" "\x1b]0;x\a@example.com" is no e-mail address`},
		"a line for a name":      {instead(5, maja, `a@example.com\nporchlight: all is well`), `line 5 its "by" "a@example.com\nporchlight: all is well" is no e-mail address`},
		"a name of many words":   {instead(4, maja, strings.Repeat("x", 254)+"@"), `is no e-mail address`},
		"a seq beyond counting":  {instead(2, `"last_seq":2,"rev":3`, `"last_seq":9223372036854775806,"rev":9223372036854775807`), `line 2 has the number 9223372036854775807, which no conversation reaches`},
		"a gap":                  {without(3), `line 3 its "seq" is 2, where 1 to 2 are to come, one after the other`},
		"twice":                  {func(l []string) []string { return append(l[:3], l[2:]...) }, `line 4 its "seq" is 1, where 2 to 2 are to come`},
		"the last one missing":   {func(l []string) []string { return l[:3] }, "ends conversation " + thread + ", of which the messages 2 to 2 are missing"},
		"one too many":           {instead(2, `"last_seq":2`, `"last_seq":1`), `line 4 its "seq" is 2, where 2 to 1 are to come`},
		"a rev of another":       {instead(4, `"rev":3`, `"rev":1`), `line 4 its "rev" is 1, and must be above 1 and not above the conversation's, 3`},
		"the same rev twice":     {instead(3, `"rev":1`, `"rev":3`), `line 4 its "rev" is 3, and must be above 3`},
		"a rev too high":         {instead(3, `"rev":1`, `"rev":4`), `line 3 its "rev" is 4, and must be above 0 and not above the conversation's, 3`},
		"no rev":                 {instead(2, `"rev":3`, `"rev":0`), `line 2 "rev" 0 is too low: it grows with every message and every change`},
		"read ahead":             {instead(2, `"owner_read":0`, `"owner_read":3`), `line 2 something beyond the last message, 2, is said to be received or read: 3`},
		"a negative mark":        {instead(2, `"owner_read":0`, `"owner_read":-1`), "line 2 has the number -1, and none can be below 0"},
		"an end before it began": {instead(2, `"first_seq":1`, `"first_seq":4`), `line 2 "first_seq" 4 and "last_seq" 2 are no beginning and end of a thread`},
		"messages of another":    {instead(3, thread, ann), "line 3 belongs to conversation \"" + ann + "\" and does not follow it"},
		"no conversation":        {without(2), "line 2 belongs to conversation \"" + thread + "\" and does not follow it"},
		"a conversation twice":   {func(l []string) []string { return append(l, l[1:]...) }, "line 6 conversation " + thread + " does not come behind " + thread + ": they must be in the order of their ids, each once"},
		"a note too few":         {without(5), "the file is not whole: line 1 speaks of 1 conversations, 2 messages and 1 notes, and there are 1, 2 and 0. If that is meant, take the three numbers out of line 1"},
		"a message of the end":   {func(l []string) []string { l[3], l[4] = l[4], l[3]; return l }, "line 5 is a message behind the notes; messages come first"},
		"a fact of many words":   {instead(2, `"device":""`, `"device":"`+strings.Repeat("x", 101)+`"`), `line 2 "device" is longer than 100 bytes, or holds control characters`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			lines := c.change(strings.Split(strings.TrimSuffix(whole, "\n"), "\n"))
			_, err := h.CheckImport(ctx, strings.NewReader(strings.Join(lines, "\n")+"\n"), time.Time{})
			refused(t, err, fault.Invalid)
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("it says %q, want %q", err, c.want)
			}
		})
	}
}

func TestWhatOtherToolsMakeOfAFileIsStillRead(t *testing.T) {
	h := furnished(t)
	file := h.export(t)
	for name, same := range map[string]string{
		"lines of Windows":   strings.ReplaceAll(file, "\n", "\r\n"),
		"no last line break": strings.TrimSuffix(file, "\n"),
		"empty lines":        strings.ReplaceAll(file, "\n", "\n\n"),
		"spaces":             strings.ReplaceAll(file, `,"rev"`, `, "rev"`),
		"escapes":            strings.ReplaceAll(strings.ReplaceAll(file, "💡", `\ud83d\udca1`), "é", `\u00e9`),
		"no counts":          strings.Replace(file, `,"conversations":4,"messages":20,"notes":2`, "", 1),
		"another time zone":  strings.ReplaceAll(file, `"2026-11-24T09:00:00.000Z"`, `"2026-11-24T10:00:00+01:00"`),
	} {
		if name != "no last line break" && same == file {
			t.Errorf("%s: nothing was changed", name)
		}
		if plan := h.check(t, same); plan.Same != 4 || plan.New.Conversations+plan.Differs > 0 {
			t.Errorf("%s: the plan is %+v", name, plan)
		}
	}
}

func TestOfManyWhoAreNotKnownTheFirstAreNamed(t *testing.T) {
	h := newHouse(t)
	h.send(t, thread, fromVisitor(1, "one"))
	lines := []string{strings.Replace(strings.TrimSuffix(h.export(t), "\n"), `,"conversations":1,"messages":1,"notes":0`, "", 1)}
	for n := range 150 {
		lines = append(lines, fmt.Sprintf(`{"type":"note","conversation":%q,"by":"%03d@example.com","written_at":"2026-11-24T09:00:00.000Z","body":"noted"}`, thread, n))
	}
	plan := h.check(t, strings.Join(lines, "\n"))
	if len(plan.Unknown) != 100 || plan.Unknown[99] != "099@example.com" || !plan.Others {
		t.Errorf("%d are named, others: %t", len(plan.Unknown), plan.Others)
	}
	if plan = h.check(t, strings.Join(lines[:101], "\n")); len(plan.Unknown) != 100 || plan.Others {
		t.Errorf("of a hundred %d are named, others: %t", len(plan.Unknown), plan.Others)
	}
}
