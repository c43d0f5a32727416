package nodes

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"

	"porchlight/app/conversation"
	"porchlight/app/testparts"

	"github.com/google/uuid"
)

// browser is one person's: its cookies are the same at every node, as they are behind a load balancer.
type browser struct {
	http.Client
	dial func(ctx context.Context, network, addr string) (net.Conn, error) // nil: straight to the node
}

// slowAnswer is when a browser stops waiting; a node that was killed may leave a connection that says nothing.
const slowAnswer = 5 * time.Second

func newBrowser(t *testing.T) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{Client: http.Client{Jar: jar, Timeout: slowAnswer, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
}

// do sends a request as a page of the node does it.
func (b *browser) do(n *testparts.Node, method, path string, form url.Values, header ...string) (answer, error) {
	request, err := http.NewRequest(method, n.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		return answer{}, err
	}
	if method == http.MethodPost {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		request.Header.Set("Origin", n.URL)
	}
	for i := 0; i+1 < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	response, err := b.Do(request)
	if err != nil {
		return answer{}, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return answer{response.StatusCode, response.Header, string(body)}, err
}

func (b *browser) get(t *testing.T, n *testparts.Node, path string) answer {
	t.Helper()
	a, err := b.do(n, http.MethodGet, path, nil)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// fill sends a form as a page without JavaScript does it.
func (b *browser) fill(t *testing.T, n *testparts.Node, path string, form url.Values) answer {
	t.Helper()
	a, err := b.do(n, http.MethodPost, path, form)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// send posts a message as the page's script does it.
func (b *browser) send(n *testparts.Node, to string, m message) (answer, error) {
	form := url.Values{"id": {m.id}, "body": {m.body}, "place": {m.place}}
	return b.do(n, http.MethodPost, to, form, "HX-Request", "true", "HX-Request-Type", "partial")
}

// write posts a new message of a visitor and returns it. It must be stored.
func (b *browser) write(t *testing.T, n *testparts.Node, body string) message {
	t.Helper()
	m := newMessage(body)
	a, err := b.send(n, visitorPost, m)
	if err != nil || a.status != http.StatusOK {
		t.Fatalf("POST of %q: %d %s %v", body, a.status, a.body, err)
	}
	return m
}

// conversation is the id of the visitor's conversation, by which staff know the visitor.
func (b *browser) conversation(t *testing.T, n *testparts.Node) string {
	t.Helper()
	at, err := url.Parse(n.URL)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range b.Jar.Cookies(at) {
		if c.Name == "visitor" {
			return conversation.IDOf(c.Value)
		}
	}
	t.Fatal("this browser has no visitor's cookie yet")
	return ""
}

const visitorPost = "/conversation/messages"

// message is what a page sends.
type message struct{ id, body, place string }

func newMessage(body string) message { return message{uuid.NewString(), body, saw} }

// Places of the small content.
const (
	shop   = "/workshop"
	saw    = "/workshop/technologies/saw"
	hammer = "/workshop/technologies/hammer"
	joint  = "/workshop/decisions/joint"
)
