package testparts

import (
	"crypto/tls"
	"io"
	"net"
	"slices"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"
)

// MailServer is a real mail server on loopback that keeps what it is given. It can be told to behave worse.
type MailServer struct {
	Addr    string
	options MailServerOptions
	stop    func()
	ended   chan struct{} // what hangs is let go

	mu     sync.Mutex
	kept   []Delivered
	logins []string
	moods  map[MailStep]MailMood
}

// MailServerOptions say how clients come in. The zero value lets anybody, in the open.
type MailServerOptions struct {
	Certificate *tls.Certificate // nil: no TLS
	Implicit    bool             // TLS from the first byte, in place of STARTTLS
	User        string           // who may send, with Password; empty: anybody
	Password    string
}

// Delivered is a mail that the server answers for.
type Delivered struct {
	From, To string
	Raw      []byte
	Secret   bool // it came over TLS
	UTF8     bool // it may only go to servers that know addresses in UTF-8 (RFC 6531)
}

// MailStep is a moment of a session at which the server can be told what to do.
type MailStep string

// The steps, in the order of a session.
const (
	MailHello MailStep = "hello"
	MailLogin MailStep = "login"
	MailFrom  MailStep = "from"
	MailTo    MailStep = "to"
	MailWhole MailStep = "whole" // the whole mail is there
	MailKept  MailStep = "kept"  // the mail is kept, and the client does not know it yet
)

// MailMood is what a server does at a step; nil: what it should.
type MailMood func(*MailServer, *smtp.Conn) error

// MailRefuse answers with a code, and with words.
func MailRefuse(code int, words string) MailMood {
	return func(*MailServer, *smtp.Conn) error {
		return &smtp.SMTPError{Code: code, EnhancedCode: smtp.NoEnhancedCode, Message: words}
	}
}

// MailHang answers nothing as long as the server lives.
func MailHang(s *MailServer, _ *smtp.Conn) error {
	<-s.ended
	return io.EOF
}

// MailCut breaks the connection.
func MailCut(_ *MailServer, c *smtp.Conn) error {
	_ = c.Conn().Close()
	return io.EOF
}

// NewMailServer starts a server that ends with the test.
func NewMailServer(t testing.TB, o MailServerOptions) *MailServer {
	t.Helper()
	listener, err := net.Listen("tcp", FreeAddr(t))
	must(t, err)
	s := &MailServer{Addr: listener.Addr().String(), options: o, moods: map[MailStep]MailMood{}}
	s.serve(listener)
	t.Cleanup(func() { s.stop() })
	return s
}

// URL is the address as the setting takes it, for a server without TLS that lets anybody.
func (s *MailServer) URL() string { return "smtp://" + s.Addr }

// Start starts the server again, at the same address and with what it has kept.
func (s *MailServer) Start(t testing.TB) {
	t.Helper()
	listener, err := net.Listen("tcp", s.Addr)
	must(t, err)
	s.serve(listener)
}

func (s *MailServer) serve(listener net.Listener) {
	server := smtp.NewServer(smtp.BackendFunc(s.session))
	server.Domain, server.AllowInsecureAuth, server.ErrorLog = "mail.test", s.options.Certificate == nil, unheard
	server.EnableSMTPUTF8 = true
	if s.options.Certificate != nil {
		server.TLSConfig = &tls.Config{Certificates: []tls.Certificate{*s.options.Certificate}}
	}
	if s.options.Implicit {
		listener = tls.NewListener(listener, server.TLSConfig)
	}
	s.ended = make(chan struct{})
	go func() { _ = server.Serve(listener) }()
	s.stop = sync.OnceFunc(func() {
		close(s.ended)
		_, _ = listener.Close(), server.Close()
	})
}

// Stop breaks all connections; new ones are refused.
func (s *MailServer) Stop() { s.stop() }

// At has the server do something else at a step from now on; with nil it does what it should again.
func (s *MailServer) At(step MailStep, mood MailMood) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.moods[step] = mood
}

// Delivered returns the mails that the server answers for, in the order in which they came.
func (s *MailServer) Delivered() []Delivered {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.kept)
}

// Logins returns by which mechanism each client came in.
func (s *MailServer) Logins() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.logins)
}

func (s *MailServer) step(step MailStep, c *smtp.Conn) error {
	s.mu.Lock()
	mood := s.moods[step]
	s.mu.Unlock()
	if mood == nil {
		return nil
	}
	return mood(s, c)
}
