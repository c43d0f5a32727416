package testparts

import (
	"crypto/x509"
	"io"
	stdlog "log"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
)

// unheard is for servers that tests break on purpose, and that would complain.
var unheard = stdlog.New(io.Discard, "", 0)

// Endpoint is a real HTTP server on loopback that keeps what it is asked, and answers as it is told.
type Endpoint struct {
	URL    string
	Roots  *x509.CertPool // of those who trust it, where it speaks TLS
	ended  chan struct{}
	mu     sync.Mutex
	answer http.HandlerFunc
	asked  []Asked
}

// Asked is a request that came in.
type Asked struct {
	Method, Path string
	Header       http.Header
	Body         []byte
}

// NewEndpoint starts a server for http, which ends with the test. It answers 204 until it is told otherwise.
func NewEndpoint(t testing.TB) *Endpoint {
	t.Helper()
	return newEndpoint(t, (*httptest.Server).Start)
}

// NewSecretEndpoint is NewEndpoint for https.
func NewSecretEndpoint(t testing.TB) *Endpoint {
	t.Helper()
	return newEndpoint(t, (*httptest.Server).StartTLS)
}

func newEndpoint(t testing.TB, start func(*httptest.Server)) *Endpoint {
	e := &Endpoint{ended: make(chan struct{})}
	e.Answer(http.StatusNoContent, "")
	server := httptest.NewUnstartedServer(http.HandlerFunc(e.serve))
	server.Config.ErrorLog = unheard
	server.EnableHTTP2 = true // where it speaks TLS, as push services do
	start(server)
	e.URL = server.URL
	if server.Certificate() != nil {
		e.Roots = x509.NewCertPool()
		e.Roots.AddCert(server.Certificate())
	}
	t.Cleanup(func() {
		close(e.ended)
		server.Close()
	})
	return e
}

// Answer has everything answered so from now on. header holds names and values in turn.
func (e *Endpoint) Answer(status int, body string, header ...string) {
	e.Do(func(w http.ResponseWriter, _ *http.Request) {
		for pair := range slices.Chunk(header, 2) {
			w.Header().Set(pair[0], pair[1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	})
}

// Hang answers nothing as long as the server lives.
func (e *Endpoint) Hang() {
	e.Do(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-e.ended:
		case <-r.Context().Done():
		}
	})
}

// Do has everything answered by a function from now on.
func (e *Endpoint) Do(answer http.HandlerFunc) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.answer = answer
}

// Asked returns the requests that came in, in their order.
func (e *Endpoint) Asked() []Asked {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.asked)
}

// Forget drops what came in so far.
func (e *Endpoint) Forget() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.asked = nil
}

func (e *Endpoint) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil { // it broke off: nothing came in
		return
	}
	e.mu.Lock()
	e.asked = append(e.asked, Asked{Method: r.Method, Path: r.URL.RequestURI(), Header: r.Header.Clone(), Body: body})
	answer := e.answer
	e.mu.Unlock()
	answer(w, r)
}
