package simulate

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/fasthttp/websocket"
)

const (
	loopbackSources = 8 // addresses that visitors come from, so that ports do not run out
	requestsAtOnce  = 64
	answerWithin    = 10 * time.Second // for a request and for a handshake
	socketBuffer    = 1 << 10          // bytes; frames of the site are mostly smaller
)

// wire is the way to the site.
type wire struct {
	origin  string // as browsers write it
	live    string // where sockets are opened
	sources []*source
}

// source is an address that visitors come from, with the connections that its requests share.
type source struct {
	transport *http.Transport
	dialer    websocket.Dialer // a dial takes a copy, with the visitor's cookies in it
}

// newWire finds the way; by makes its connections, nil: straight to the site.
func newWire(site string, by Dial) (*wire, error) {
	u, err := url.Parse(site)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || strings.Trim(u.Path, "/") != "" {
		return nil, fmt.Errorf("%q is not the URL of a site: write an origin such as http://localhost:3000", site)
	}
	origin := u.Scheme + "://" + u.Host
	w := &wire{origin: origin, live: strings.Replace(origin, "http", "ws", 1) + "/live"}
	buffers := &sync.Pool{}
	for _, dial := range dials(u.Hostname(), by) {
		w.sources = append(w.sources, &source{
			transport: &http.Transport{
				DialContext: dial, DisableCompression: true, MaxConnsPerHost: requestsAtOnce, MaxIdleConnsPerHost: requestsAtOnce,
				IdleConnTimeout: answerWithin, ReadBufferSize: 16 << 10,
			},
			dialer: websocket.Dialer{
				NetDialContext: dial, HandshakeTimeout: answerWithin, ReadBufferSize: socketBuffer, WriteBufferSize: socketBuffer, WriteBufferPool: buffers,
			},
		})
	}
	return w, nil
}

// dials returns a way for each source.
func dials(host string, by Dial) (all []Dial) {
	if by != nil {
		return slices.Repeat([]Dial{by}, loopbackSources)
	}
	for _, from := range addresses(host) {
		all = append(all, (&net.Dialer{Timeout: answerWithin, LocalAddr: from}).DialContext)
	}
	return all
}

// addresses returns what to come from: several where the site is on this machine, else what the system chooses.
func addresses(host string) (from []net.Addr) {
	found, _ := net.LookupIP(host) // a name that leads nowhere is found out by the first request
	for _, ip := range found {
		if four := ip.To4(); four == nil || !ip.IsLoopback() {
			continue
		}
		for i := range byte(loopbackSources) {
			from = append(from, &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1+i)})
		}
		return from
	}
	return []net.Addr{nil}
}

func (w *wire) close() {
	for _, s := range w.sources {
		s.transport.CloseIdleConnections()
	}
}

// client makes a browser's side of HTTP. It follows no redirect: the site's own links need none.
func (s *source) client(jar http.CookieJar) *http.Client {
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &http.Client{Transport: s.transport, Jar: jar, CheckRedirect: stay, Timeout: answerWithin}
}

// answer is what came for a request, the body as it was sent.
type answer struct {
	status  int
	etag    string
	body    []byte
	zipped  bool
	latency time.Duration
}

// fragmentHeaders ask for the part that htmx swaps in.
var fragmentHeaders = http.Header{"Hx-Request": {"true"}, "Hx-Request-Type": {"partial"}}

func (s *source) get(client *http.Client, address string, header http.Header) (answer, error) {
	return s.ask(client, http.MethodGet, address, header, nil)
}

func (s *source) post(client *http.Client, address, origin string, form url.Values) (answer, error) {
	header := fragmentHeaders.Clone()
	header.Set("Content-Type", "application/x-www-form-urlencoded")
	header.Set("Origin", origin)
	return s.ask(client, http.MethodPost, address, header, strings.NewReader(form.Encode()))
}

func (s *source) ask(client *http.Client, method, address string, header http.Header, body io.Reader) (answer, error) {
	request, err := http.NewRequest(method, address, body)
	if err != nil {
		return answer{}, err
	}
	for name, values := range header {
		request.Header[name] = values
	}
	request.Header.Set("Accept-Encoding", "gzip")
	began := time.Now()
	response, err := client.Do(request)
	if err != nil {
		return answer{}, err
	}
	defer response.Body.Close()
	a := answer{status: response.StatusCode, etag: response.Header.Get("ETag"), zipped: response.Header.Get("Content-Encoding") == "gzip"}
	a.body, err = io.ReadAll(response.Body)
	a.latency = time.Since(began)
	return a, err
}

// text returns the body, unpacked.
func (a answer) text() ([]byte, error) {
	if !a.zipped {
		return a.body, nil
	}
	reader, err := gzip.NewReader(bytes.NewReader(a.body))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(reader)
}

// connect opens a socket at a place. rev says up to where the page has the conversation; negative: it shows none. The status
// is that of a refusal, or 0.
func (v *visitor) connect(place string, rev int64) (conn *websocket.Conn, status int, err error) {
	v.handshakes.Lock() // the first handshake names the browser, so its tabs take turns
	defer v.handshakes.Unlock()
	query := url.Values{"at": {place}}
	if rev >= 0 {
		query.Set("after", fmt.Sprint(rev))
	}
	dialer := v.source.dialer
	dialer.Jar = v.client.Jar
	ctx, cancel := context.WithTimeout(context.Background(), answerWithin)
	defer cancel()
	conn, response, err := dialer.DialContext(ctx, v.run.wire.live+"?"+query.Encode(), http.Header{"Origin": {v.run.wire.origin}})
	if err != nil && response != nil {
		status = response.StatusCode
	}
	return conn, status, err
}
