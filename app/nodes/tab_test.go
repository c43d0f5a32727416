package nodes

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"porchlight/app/testparts"

	"github.com/fasthttp/websocket"
)

// tab is an open page: one socket, opened anew whenever it breaks, and what the frames have put on the screen.
type tab struct {
	browser *browser
	node    *testparts.Node
	at      string
	follows bool // it shows the conversation, and asks for what it lacks of it

	mu     sync.Mutex
	socket *websocket.Conn
	opened int // handshakes
	ended  bool
	code   int           // of the last close; 1006 when there was no close frame
	broke  time.Time     // when it last lost its socket
	away   time.Duration // the longest that it was without one
	failed []error       // tries to connect again
	page   page

	writing sync.Mutex
	done    chan struct{} // closed: the tab has stopped
}

// Times between two tries of a tab to connect. Those of the page are longer; these make a test see more.
const firstTry, slowestTry = 20 * time.Millisecond, 200 * time.Millisecond

// open opens a tab that shows no conversation and returns when its socket is open.
func (b *browser) open(t *testing.T, n *testparts.Node, at string) *tab {
	t.Helper()
	return b.openTab(t, &tab{browser: b, node: n, at: at})
}

// follow opens a tab that shows the conversation and has it up to rev.
func (b *browser) follow(t *testing.T, n *testparts.Node, at string, rev int64) *tab {
	t.Helper()
	return b.openTab(t, &tab{browser: b, node: n, at: at, follows: true, page: page{rev: rev}})
}

func (b *browser) openTab(t *testing.T, p *tab) *tab {
	t.Helper()
	p.done = make(chan struct{})
	if err := p.connect(); err != nil {
		t.Fatalf("a tab at %s cannot connect to %s: %v", p.at, p.node.URL, err)
	}
	go p.live()
	t.Cleanup(p.close)
	return p
}

func (p *tab) connect() error {
	at := p.place()
	query := url.Values{"at": {at}}
	if p.follows {
		query.Set("after", fmt.Sprint(p.see().rev))
	}
	dialer := websocket.Dialer{Jar: p.browser.Jar, HandshakeTimeout: slowAnswer, NetDialContext: p.browser.dial}
	socket, answer, err := dialer.Dial("ws://"+p.node.Addr+"/live?"+query.Encode(), http.Header{"Origin": {p.node.URL}})
	if answer != nil && err != nil {
		err = fmt.Errorf("%w: %s", err, answer.Status)
	}
	if err != nil {
		return err
	}
	p.mu.Lock()
	if p.ended {
		p.mu.Unlock()
		return errors.Join(errors.New("the tab was closed"), socket.Close())
	}
	p.socket = socket
	if p.opened++; p.opened > 1 {
		p.away = max(p.away, time.Since(p.broke))
	}
	p.page.connected()
	p.mu.Unlock()
	if now := p.place(); now != at { // it moved meanwhile
		p.move(now)
	}
	for _, id := range p.see().banners { // one may be over by now
		p.send(map[string]any{"type": "banner", "id": id})
	}
	return nil
}

func (p *tab) place() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.at
}

// move takes the visitor to another place, where the next connection begins too.
func (p *tab) move(place string) {
	p.mu.Lock()
	p.at = place
	p.mu.Unlock()
	p.send(map[string]any{"type": "at", "place": place, "visible": true})
}

// live reads frames, and connects again after every break, until the tab is closed.
func (p *tab) live() {
	defer close(p.done)
	for {
		p.read()
		if !p.connectAgain() {
			return
		}
	}
}

// connectAgain tries until the tab is connected; false once it is closed.
func (p *tab) connectAgain() bool {
	for wait := firstTry; !p.isEnded(); wait = min(2*wait, slowestTry) {
		err := p.connect()
		if err == nil {
			return true
		}
		p.mu.Lock()
		p.failed = append(p.failed, err)
		p.mu.Unlock()
		time.Sleep(wait)
	}
	return false
}

func (p *tab) read() {
	p.mu.Lock()
	socket := p.socket
	p.mu.Unlock()
	for {
		_, frame, err := socket.ReadMessage()
		p.mu.Lock()
		if err != nil {
			p.code = websocket.CloseAbnormalClosure
			var closed *websocket.CloseError
			if errors.As(err, &closed) {
				p.code = closed.Code
			}
			p.socket, p.broke = nil, time.Now()
			p.mu.Unlock()
			_ = socket.Close()
			return
		}
		p.page.take(string(frame))
		p.mu.Unlock()
	}
}

// send gives the server a frame; false when no socket is open, or it has just broken.
func (p *tab) send(frame map[string]any) bool {
	p.mu.Lock()
	socket := p.socket
	p.mu.Unlock()
	if socket == nil {
		return false
	}
	text, _ := json.Marshal(frame) // maps of strings cannot fail
	p.writing.Lock()
	defer p.writing.Unlock()
	return socket.WriteMessage(websocket.TextMessage, text) == nil
}

// say sends a message by socket. A tab of an owner names the conversation that it shows.
func (p *tab) say(m message) bool {
	frame := map[string]any{"type": "message", "id": m.id, "body": m.body, "place": m.place}
	if id, is := strings.CutPrefix(p.at, "/inbox/"); is {
		frame["conversation"] = id
		delete(frame, "place")
	}
	return p.send(frame)
}

// see returns what the tab shows now.
func (p *tab) see() page {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.page.copy()
}

// shows reports whether a message is on the screen.
func (p *tab) shows(id string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.page.shows(id)
}

func (p *tab) isEnded() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.ended
}

// state tells how the last socket ended, and how many there were.
func (p *tab) state() (open bool, code, opened int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.socket != nil, p.code, p.opened
}

// isOpen tells whether a socket is open now.
func (p *tab) isOpen() bool {
	open, _, _ := p.state()
	return open
}

// abandon makes the tab stay away once its socket breaks.
func (p *tab) abandon() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ended = true
}

// close closes the tab as a browser does: with a close frame.
func (p *tab) close() {
	p.abandon()
	p.mu.Lock()
	socket := p.socket
	p.mu.Unlock()
	if socket != nil {
		p.writing.Lock()
		_ = socket.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseGoingAway, ""), time.Now().Add(time.Second))
		_ = socket.SetReadDeadline(time.Now().Add(time.Second))
		p.writing.Unlock()
	}
	<-p.done
}
