package web_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"net"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/fasthttp/websocket"
	"github.com/google/uuid"
)

// tab is an open page's socket. What it read so far stays in seen.
type tab struct {
	*websocket.Conn
	t         *testing.T
	handshake answer
	seen      []string
}

// knock tries the handshake of a page; query may hold after.
func (b *browser) knock(at, query string, with ...headers) (*tab, answer) {
	b.t.Helper()
	header := http.Header{"Origin": {b.site.origin}}
	for _, h := range with {
		for name, value := range h {
			header.Set(name, value)
			if value == "" {
				header.Del(name)
			}
		}
	}
	dialer := websocket.Dialer{Jar: b.http.Jar, HandshakeTimeout: patience}
	conn, response, err := dialer.Dial("ws://"+b.site.address+"/live?at="+at+query, header)
	if err != nil && !errors.Is(err, websocket.ErrBadHandshake) {
		b.t.Fatal(err)
	}
	a := answer{status: response.StatusCode, Header: response.Header}
	checkEveryAnswer(b.t, "HANDSHAKE /live?at="+at, b.site, a)
	if err != nil {
		return nil, a
	}
	b.t.Cleanup(func() { _ = conn.Close() })
	return &tab{Conn: conn, t: b.t, handshake: a}, a
}

// open opens a page's socket, from now on or with after= from a rev on.
func (b *browser) open(at string, query ...string) *tab {
	b.t.Helper()
	page, a := b.knock(at, strings.Join(query, ""))
	if page == nil {
		b.t.Fatalf("the handshake at %s: %d", at, a.status)
	}
	return page
}

// next returns the next frame.
func (p *tab) next() string {
	p.t.Helper()
	must(p.t, p.SetReadDeadline(time.Now().Add(patience)))
	_, text, err := p.ReadMessage()
	if err != nil {
		p.t.Fatalf("reading: %v; so far came:\n%s", err, strings.Join(p.seen, "\n"))
	}
	p.seen = append(p.seen, string(text))
	return string(text)
}

// until reads up to the first frame that is meant, and returns it.
func (p *tab) until(what string, is func(frame string) bool) string {
	p.t.Helper()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); {
		if frame := p.next(); is(frame) {
			return frame
		}
	}
	p.t.Fatalf("never: %s; so far came:\n%s", what, strings.Join(p.seen, "\n"))
	return ""
}

// frame is what a page sends.
type frame map[string]any

func (p *tab) say(f frame) {
	p.t.Helper()
	data, err := json.Marshal(f)
	must(p.t, err)
	p.saySomething(websocket.TextMessage, data)
}

func (p *tab) saySomething(kind int, data []byte) {
	p.t.Helper()
	must(p.t, p.WriteMessage(kind, data))
}

// fence waits until the server has handled all that this tab said, and returns the frames that came meanwhile.
func (p *tab) fence() []string {
	p.t.Helper()
	id, from := uuid.NewString(), len(p.seen)
	p.say(frame{"type": "fence", "id": id})
	p.until("the fence is answered", func(text string) bool { return strings.Contains(text, id) })
	return p.seen[from : len(p.seen)-1]
}

var errorForm = regexp.MustCompile(`^<p class="error" data-error="([a-z-]+)"(?: data-for="([^"]*)")?(?: data-retry="\d+")?>(.+)</p>\s*$`)

// refusal is an error partial.
type refusal struct{ code, about, sentence string }

// refused waits for the next error.
func (p *tab) refused() refusal {
	p.t.Helper()
	match := errorForm.FindStringSubmatch(p.until("an error comes", func(text string) bool { return strings.Contains(text, "data-error") }))
	if match == nil {
		p.t.Fatalf("an error looks like this: %s", p.seen[len(p.seen)-1])
	}
	return refusal{match[1], html.UnescapeString(match[2]), html.UnescapeString(match[3])}
}

// counts waits until a place is shown to have so many visitors.
func (p *tab) counts(place string, visitors int) string {
	p.t.Helper()
	want := fmt.Sprintf(`<b data-present="%s">%d</b>`, place, visitors)
	return p.until(fmt.Sprint(visitors, " at ", place), func(text string) bool { return strings.Contains(text, want) })
}

// closed reads until the connection ends and returns the close code: 1006 if it ended without one, 0 if it never did.
func (p *tab) closed() int {
	must(p.t, p.SetReadDeadline(time.Now().Add(patience)))
	for {
		_, text, err := p.ReadMessage()
		if err == nil {
			p.seen = append(p.seen, string(text))
		}
		if closed, ok := err.(*websocket.CloseError); ok {
			return closed.Code
		}
		if timeout, ok := err.(net.Error); ok && timeout.Timeout() {
			return 0
		}
		if err != nil {
			return websocket.CloseAbnormalClosure
		}
	}
}
