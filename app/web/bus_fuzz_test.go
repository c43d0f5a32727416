package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"porchlight/app/conversation"
	"porchlight/app/live"
	"porchlight/app/testparts"
)

// FuzzBus: whatever another node says, on any topic or of its visitors, this one goes on; it shows nothing of it but as text, no count is below
// zero, and when the other is gone all is as before.
func FuzzBus(f *testing.F) {
	const other = "other"
	s := newFuzzedSite(f)
	beside := s.Bus.Join(other)
	secret := strings.Repeat("v", 43)
	thread := conversation.IDOf(secret)
	if _, err := s.Server.Conversations.Send(f.Context(), thread, conversation.Draft{ID: "00000000-0000-4000-8000-000000000000", Body: "Good morning", Place: "/", From: conversation.Visitor}); err != nil {
		f.Fatal(err)
	}
	for topic, payload := range map[string]string{
		"conversation": `{"id":"THREAD","rev":9223372036854775807,"trace":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}`, "typing": `{"id":"THREAD","side":"owner","name":"TYPED"}`,
		"blocked": "THREAD", "unlisted": `{"id":"THREAD","unlisted":true}`, "forgotten": "THREAD", "cut": `{"id":"THREAD"}`, "health:other": `{"node":"TYPED","goroutines":-1}`, "broadcast": "TYPED", "lamp": "null", "answered": "[",
		"health:TYPED": `{}`, "health:": `null`, "TYPED": "TYPED", "": "",
	} {
		f.Add(topic, payload, thread, `[{"id":"TYPED","at":"TYPED","visible":true,"language":"TYPED","device":"TYPED","referrer":"TYPED","address":"TYPED","talking":true,"since":"0001-01-01T00:00:00Z"}]`, attack)
		f.Add(topic, "TYPED", "TYPED", payload, attack)
	}
	f.Add("conversation", `{"id":""}`, "x", `[{"id":"a","at":"/data-realtime","seen":"9999-12-31T23:59:59Z"},{"id":"a","at":"/","staff":"owner"}]`, "\u202e")
	seq := uint64(0)
	f.Fuzz(func(t *testing.T, topic, payload, visitor, sockets, typed string) {
		if len(topic)+len(payload)+len(visitor)+len(sockets)+len(typed) > 8<<10 {
			return
		}
		inJSON, _ := json.Marshal(testparts.Typed(typed))
		in := strings.NewReplacer("TYPED", strings.Trim(string(inJSON), `"`), "THREAD", thread)
		beside.Publish(in.Replace(topic), []byte(in.Replace(payload)))
		seq++
		must(t, beside.Change(context.Background(), live.Delta{Node: other, Seq: seq, Reset: true, Set: map[string][]byte{in.Replace(visitor): []byte(in.Replace(sockets))}}))
		for who, paths := range map[string][]string{testparts.OwnerEmail: {"/admin/presence", "/admin/health", "/inbox", "/inbox/" + thread, "/admin/presence/" + thread}, "": {"/", "/conversation"}} {
			for _, path := range paths {
				head := "Cookie: visitor=" + secret + "\r\n"
				if who != "" {
					head += "Cookie: " + s.session(t, who) + "\r\n"
				}
				checkFuzzed(t, fmt.Sprintf("%s after %q %q and %q of %q", path, topic, payload, sockets, visitor), s.ask(t, "GET", path, "", head))
			}
		}
		must(t, beside.Leave(context.Background(), other))
		eventually(t, "nobody is here when the other node is gone", func() bool {
			entries, total := s.Server.Roster.Everyone()
			return total == 0 && len(entries) == 0
		})
		for line := range strings.Lines(s.log.take()) {
			checkLine(t, line)
		}
	})
}
