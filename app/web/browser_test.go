package web_test

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"

	"porchlight/app/account"
	"porchlight/app/conversation"
	"porchlight/app/fault"
	"porchlight/app/web"

	"github.com/google/uuid"
)

// browser is one person's: it keeps cookies, follows no redirects and unpacks nothing.
type browser struct {
	t    *testing.T
	site *site
	http *http.Client
}

func (s *site) browser(t *testing.T) *browser {
	jar, err := cookiejar.New(nil)
	must(t, err)
	transport := &http.Transport{DisableCompression: true}
	t.Cleanup(transport.CloseIdleConnections)
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &browser{t, s, &http.Client{Transport: transport, Jar: jar, CheckRedirect: stay, Timeout: patience}}
}

// owner and admin are browsers that are signed in.
func (s *site) owner(t *testing.T) *browser { return s.signedIn(t, ownerEmail) }
func (s *site) admin(t *testing.T) *browser { return s.signedIn(t, adminEmail) }

func (s *site) signedIn(t *testing.T, email string) *browser {
	t.Helper()
	furnished, err := house()
	must(t, err)
	b := s.browser(t)
	b.keep("staff", map[string]string{ownerEmail: furnished.owner, adminEmail: furnished.admin}[email])
	return b
}

// visitor is a browser whose first message is stored, so that it has a name for good.
func (s *site) visitor(t *testing.T) *browser {
	t.Helper()
	b := s.browser(t)
	if a := b.post("/conversation/messages", saying("Good morning"), fragment); a.status != http.StatusOK {
		t.Fatalf("the first message: %d %s", a.status, a.body)
	}
	return b
}

// beside is the same browser on another node.
func (b *browser) beside(node *site) *browser { return &browser{b.t, node, b.http} }

// headers of a request, in the words of who sends it.
type headers map[string]string

var (
	fragment = headers{"HX-Request": "true", "HX-Request-Type": "partial"} // HTMX asks for a part
	boosted  = headers{"HX-Request": "true", "HX-Request-Type": "full"}    // HTMX asks for a document
)

// answer is a response whose body was read.
type answer struct {
	status int
	http.Header
	body string
}

func (b *browser) get(path string, with ...headers) answer {
	b.t.Helper()
	return b.do(http.MethodGet, path, nil, with...)
}

func (b *browser) post(path string, form url.Values, with ...headers) answer {
	b.t.Helper()
	return b.do(http.MethodPost, path, form, with...)
}

// do sends a request and checks what holds for every answer.
func (b *browser) do(method, path string, form url.Values, with ...headers) answer {
	b.t.Helper()
	if form != nil {
		with = append([]headers{{"Content-Type": "application/x-www-form-urlencoded"}}, with...)
	}
	return b.send(method, path, form.Encode(), with...)
}

// send is do with a body of any kind.
func (b *browser) send(method, path, body string, with ...headers) answer {
	b.t.Helper()
	request, err := http.NewRequest(method, "http://"+b.site.address+path, strings.NewReader(body))
	must(b.t, err)
	for _, h := range with {
		for name, value := range h {
			request.Header.Set(name, value)
		}
	}
	response, err := b.http.Do(request)
	must(b.t, err)
	defer response.Body.Close()
	read, err := io.ReadAll(response.Body)
	must(b.t, err)
	a := answer{response.StatusCode, response.Header, string(read)}
	checkEveryAnswer(b.t, method+" "+path, b.site, a)
	if method != http.MethodPost && a.Get("Set-Cookie") != "" {
		b.t.Errorf("%s %s sets a cookie: %s", method, path, a.Get("Set-Cookie"))
	}
	return a
}

func (b *browser) url() *url.URL { return &url.URL{Scheme: "http", Host: b.site.address} }

// keep puts a cookie into the browser.
func (b *browser) keep(name, value string) {
	b.http.Jar.SetCookies(b.url(), []*http.Cookie{{Name: name, Value: value, Path: "/", Expires: time.Now().Add(time.Hour)}})
}

// cookie returns what the browser keeps under a name; empty: nothing.
func (b *browser) cookie(name string) string {
	for _, c := range b.http.Jar.Cookies(b.url()) {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

// conversation names the thread of this browser's visitor.
func (b *browser) conversation() string { return conversation.IDOf(b.cookie("visitor")) }

// saying is a form with a new message.
func saying(body string) url.Values {
	return url.Values{"id": {uuid.NewString()}, "body": {body}, "place": {"/data-realtime"}}
}

// only limits what a test is about.
func only(l web.Limits) func(*setup) { return func(o *setup) { o.limits = l } }

// secure is a site behind an https address.
func secure(o *setup) { o.baseURL = "https://porchlight.example" }

// troubled is a site whose log may hold errors.
func troubled(o *setup) { o.troubled = true }

const colleagueEmail = "sam@example.com"

// colleague is a second owner's browser, signed in.
func (s *site) colleague(t *testing.T) *browser {
	t.Helper()
	if _, err := s.accounts.Create(t.Context(), colleagueEmail, password, account.Owner); err != nil && !fault.Is(err, fault.Conflict) {
		t.Fatal(err)
	}
	token, _, err := s.accounts.Login(t.Context(), colleagueEmail, password, "Firefox on Linux")
	must(t, err)
	b := s.browser(t)
	b.keep("staff", token)
	return b
}
