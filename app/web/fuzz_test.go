package web_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"porchlight/app/account"
	"porchlight/app/logging"
	"porchlight/app/testparts"
	"porchlight/app/web"
)

// fuzzedSite is a site that the tries of a fuzz test share. It believes a proxy on loopback, and keeps the lines of its log.
type fuzzedSite struct {
	*testparts.Site
	log   *lines
	conn  net.Conn
	read  *bufio.Reader
	token map[string]string // of the sessions, by role
}

// lines are those of a log since they were last taken.
type lines struct {
	of   *logging.Log
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lines) take() string {
	l.of.Flush(patience)
	l.mu.Lock()
	defer l.mu.Unlock()
	defer l.text.Reset()
	return l.text.String()
}

func newFuzzedSite(f *testing.F, change ...func(*web.Options)) *fuzzedSite {
	s := &fuzzedSite{log: &lines{}, token: map[string]string{}}
	s.log.of = logging.New(logging.Options{Out: s.log, JSON: true})
	s.Site = testparts.NewSite(f, append(change, func(o *web.Options) {
		o.Log, o.TrustedProxies, o.Pusher = s.log.of, []string{"127.0.0.1"}, nil // what is typed names no machine that is asked
	})...)
	if _, err := s.Accounts.Create(f.Context(), adminEmail, testparts.OwnerPassword, account.Admin); err != nil {
		f.Fatal(err)
	}
	return s
}

// session is a cookie of somebody who is logged in.
func (s *fuzzedSite) session(t *testing.T, email string) string {
	t.Helper()
	if _, err := s.Accounts.Session(t.Context(), s.token[email]); err != nil { // the last try may have ended it
		token, _, err := s.Accounts.Login(context.Background(), email, testparts.OwnerPassword, "Firefox on Linux")
		must(t, err)
		s.token[email] = token
	}
	return "staff=" + s.token[email]
}

// ask sends a request as it is, and reads the answer. Nil: the site found that it is none, and closed the connection with what it said.
func (s *fuzzedSite) ask(t *testing.T, method, target, body string, header string) *answer {
	t.Helper()
	for try := range 2 {
		if s.conn == nil {
			conn, err := net.Dial("tcp", s.Addr)
			must(t, err)
			s.conn, s.read = conn, bufio.NewReader(conn)
		}
		must(t, s.conn.SetDeadline(time.Now().Add(patience)))
		_, err := io.WriteString(s.conn, method+" "+target+" HTTP/1.1\r\nHost: "+s.Addr+"\r\nContent-Length: "+strconv.Itoa(len(body))+"\r\n"+header+"\r\n"+body)
		if err == nil {
			var response *http.Response
			if response, err = http.ReadResponse(s.read, &http.Request{Method: method}); err == nil {
				text, err := io.ReadAll(response.Body)
				must(t, err)
				if response.Close {
					_ = s.conn.Close()
					s.conn = nil
				}
				return &answer{response.StatusCode, response.Header, string(text)}
			}
		}
		_ = s.conn.Close()
		s.conn = nil
		if try > 0 { // the first may have been closed for the one before
			t.Fatalf("%s %s: no answer: %v", method, target, err)
		}
	}
	return nil
}

var (
	routeForm = regexp.MustCompile(`:[a-z]+|\*`)
	jargon    = regexp.MustCompile(`\.go:\d+|goroutine |runtime error|SQLITE|sqlite|sql: |strconv\.|json: |unexpected EOF|invalid character|fasthttp|no such table`)
)

// checkFuzzed checks what holds of every answer, whoever asked for whatever.
func checkFuzzed(t *testing.T, what string, a *answer) {
	t.Helper()
	if a.status >= 500 || a.status < 200 {
		t.Errorf("%s: %d %s", what, a.status, a.body)
	}
	for name, want := range hardened {
		if got := a.Values(name); len(got) != 1 || got[0] != want && name != "Cross-Origin-Resource-Policy" {
			t.Errorf("%s: %d with %s %q", what, a.status, name, got)
		}
	}
	if to := a.Get("Location"); to != "" {
		if u, err := url.Parse(to); err != nil || u.Host != "" || u.Scheme != "" || !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.ContainsAny(to, "\\\t") {
			t.Errorf("%s leads to %q", what, to)
		}
	}
	if a.Get("Server") != "" {
		t.Errorf("%s: the server is %q", what, a.Get("Server"))
	}
	kind, _, _ := mime.ParseMediaType(a.Get("Content-Type"))
	switch kind {
	case "text/html":
		checkMarkup(t, what, a.body)
	case "application/json":
		if a.body != "" && !json.Valid([]byte(a.body)) {
			t.Errorf("%s: no JSON: %s", what, a.body)
		}
	case "application/jsonl":
		for line := range strings.Lines(a.body) {
			if !json.Valid([]byte(line)) {
				t.Errorf("%s: no line of JSON: %s", what, line)
			}
		}
	case "text/csv":
		checkTable(t, what, a.body)
	}
}

// checkMarkup checks a page, a fragment, a frame or the HTML of a mail.
func checkMarkup(t *testing.T, what, body string) {
	t.Helper()
	if found := testparts.Unsafe(body); found != nil {
		t.Errorf("%s: %q", what, found)
	}
	if found := testparts.Loose(body); found != nil {
		t.Errorf("%s: %q", what, found)
	}
	if found := jargon.FindString(tagForm.ReplaceAllString(body, "")); found != "" && !strings.Contains(body, "qzbegin") && strings.Contains(body, `class="failure"`) {
		t.Errorf("%s tells of its inside: %q in %s", what, found, body)
	}
}

// checkTable checks that a table can be read, and that no spreadsheet computes anything of it.
func checkTable(t *testing.T, what, body string) {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil {
		t.Errorf("%s: %v in %s", what, err, body)
	}
	for _, row := range rows {
		for _, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@\t\r\n", rune(cell[0])) {
				t.Errorf("%s: a formula: %q", what, cell)
			}
		}
	}
}
