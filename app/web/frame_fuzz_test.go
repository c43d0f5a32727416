package web_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"porchlight/app/conversation"
	"porchlight/app/presence"
	"porchlight/app/testparts"

	"github.com/fasthttp/websocket"
)

// FuzzFrame: whatever a page of a visitor or of an owner says, it is answered and the socket goes on; what comes back, and what it makes the
// other side be sent, is HTML of the site in which what was typed is a text; and nothing of it is in the thread of somebody else.
func FuzzFrame(f *testing.F) {
	s := newFuzzedSite(f)
	mine, others := strings.Repeat("v", 43), strings.Repeat("o", 43)
	for _, secret := range []string{mine, others} {
		_, err := s.Server.Conversations.Send(f.Context(), conversation.IDOf(secret), conversation.Draft{ID: "00000000-0000-4000-8000-000000000000", Body: "Good morning", Place: "/", From: conversation.Visitor})
		if err != nil {
			f.Fatal(err)
		}
	}
	thread := conversation.IDOf(mine)
	for _, text := range []string{
		`{"type":"at","place":"/data-realtime","visible":true}`, `{"type":"message","id":"ID","place":"/","body":"TYPED"}`, `{"type":"message","id":"ID","place":"/","body":"TYPED","conversation":"THREAD"}`,
		`{"type":"typing"}`, `{"type":"received","seq":9223372036854775807}`, `{"type":"read","seq":-1}`, `{"type":"hear"}`, `{"type":"banner","id":"1","seq":1,"body":"TYPED"}`,
		`{"type":"TYPED","id":"TYPED"}`, `{"type":"message","id":"TYPED","body":"TYPED","place":"TYPED"}`, `{"type":"at","place":"?q=TYPED&page=9223372036854775807&sort=name"}`,
		`{"type":"at","place":"TYPED"}`, `{"type":["at"]}`, `{"type":"read","seq":1e309}`, `null`, `{}`, `[]`, ``, `{"TYPE":"read","type":"message"}`, strings.Repeat("[", 9000), `{"type":"at"}{"type":"at"}`,
		`{"type":"message","id":"ID","place":"/","conversation":"OTHER","body":"TYPED"}`, `{"type":"at","place":"/\u0000","visible":"true"}`,
	} {
		for page := range 3 {
			f.Add(text, attack, uint8(page))
		}
	}
	var tabs [3]*websocket.Conn
	tries := 0
	f.Fuzz(func(t *testing.T, text, typed string, page uint8) {
		if len(text)+len(typed) > 16<<10 || !utf8.ValidString(text) { // which closes the socket: package live shows that
			return
		}
		tries++
		quoted, _ := json.Marshal(testparts.Typed(typed))
		text = strings.NewReplacer("TYPED", strings.Trim(string(quoted), `"`), "THREAD", thread, "OTHER", conversation.IDOf(others), "ID", fmt.Sprintf("00000000-0000-4000-8000-%012x", tries)).Replace(text)
		for i, at := range []string{"/", "/inbox/" + thread, "/admin/presence"} {
			if tabs[i] == nil {
				cookie := "visitor=" + mine
				if i > 0 {
					cookie = s.session(t, testparts.OwnerEmail)
				}
				conn, _, err := websocket.DefaultDialer.Dial("ws://"+s.Addr+"/live?at="+at, http.Header{"Origin": {s.URL}, "Cookie": {cookie}})
				must(t, err)
				tabs[i] = conn
			}
		}
		must(t, tabs[page%3].WriteMessage(websocket.TextMessage, []byte(text)))
		for i, tab := range tabs {
			fence := fmt.Sprint("fence-", tries)
			must(t, tab.WriteJSON(frame{"type": "fence", "id": fence}))
			for came := ""; !strings.Contains(came, fence); {
				must(t, tab.SetReadDeadline(time.Now().Add(patience)))
				_, data, err := tab.ReadMessage()
				if err != nil {
					tabs[i] = nil
					t.Fatalf("%q: tab %d: %v", text, i, err)
				}
				came = string(data)
				checkMarkup(t, "what comes for "+text, came)
			}
		}
		if other, err := s.Server.Conversations.Latest(t.Context(), conversation.IDOf(others), 0, 9); err != nil || len(other.Messages) != 1 {
			t.Errorf("%q is in the thread of another: %+v, %v", text, other, err)
		}
		places, total := s.Server.Roster.Everyone()
		if total != 1 || slices.ContainsFunc(places, func(e presence.Entry) bool {
			return e.Sockets != 1 || e.Place == "" || strings.Contains(e.Place, testparts.TypedBegin)
		}) {
			t.Errorf("%q makes the roster say %+v of %d", text, places, total)
		}
		for line := range strings.Lines(s.log.take()) {
			checkLine(t, line)
		}
	})
}
