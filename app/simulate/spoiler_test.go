package simulate_test

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"

	"porchlight/app/testparts"

	"github.com/fasthttp/websocket"
)

// spoiler stands before a node and passes everything on, except what spoil makes of the frames on their way to a page. It
// remembers what was requested.
type spoiler struct {
	*httptest.Server
	node  *testparts.Node
	spoil func() func(frame string) []string // called for each socket; the result, for each of its frames

	mu       sync.Mutex
	requests []string
}

// asItCame spoils nothing.
func asItCame() func(string) []string { return func(frame string) []string { return []string{frame} } }

func startSpoiler(t *testing.T, n *testparts.Node, spoil func() func(string) []string) *spoiler {
	s := &spoiler{node: n, spoil: spoil}
	node, err := url.Parse(n.URL)
	if err != nil {
		t.Fatal(err)
	}
	pass := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(node)
		if r.In.Header.Get("Origin") != "" {
			r.Out.Header.Set("Origin", n.URL)
		}
	}}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/live" {
			s.relay(w, r)
			return
		}
		s.mu.Lock()
		s.requests = append(s.requests, r.Method+" "+r.URL.Path)
		s.mu.Unlock()
		pass.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

// relay joins the socket of a page to one of the node.
func (s *spoiler) relay(w http.ResponseWriter, r *http.Request) {
	header := http.Header{"Origin": {s.node.URL}, "Cookie": r.Header["Cookie"]}
	far, answer, err := websocket.DefaultDialer.Dial("ws://"+s.node.Addr+r.URL.RequestURI(), header)
	if err != nil {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	}
	defer far.Close()
	upgrader := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	near, err := upgrader.Upgrade(w, r, http.Header{"Set-Cookie": answer.Header["Set-Cookie"]})
	if err != nil {
		return
	}
	defer near.Close()
	go func() {
		defer far.Close()
		for {
			kind, frame, err := near.ReadMessage()
			if err != nil || far.WriteMessage(kind, frame) != nil {
				return
			}
		}
	}()
	spoil := s.spoil()
	for {
		kind, frame, err := far.ReadMessage()
		if err != nil {
			return
		}
		for _, frame := range spoil(string(frame)) {
			if frame == toldToStop {
				_ = near.WriteMessage(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.ClosePolicyViolation, ""))
			} else if near.WriteMessage(kind, []byte(frame)) != nil {
				return
			}
		}
	}
}

// toldToStop is no frame: the socket is closed with 1008 instead.
const toldToStop = "1008"

func (s *spoiler) requested() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.requests...)
}

// bringsMessage reports whether a frame brings a message, and not just marks.
func bringsMessage(frame string) bool {
	return strings.Contains(frame, "data-changes") && strings.Contains(frame, `id="message-`)
}
