package web_test

import (
	"fmt"
	"html"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"porchlight/app/health"
	"porchlight/app/live"
	"porchlight/app/presence"
	"porchlight/app/web"

	"github.com/fasthttp/websocket"
	"github.com/prometheus/client_golang/prometheus"
)

const healthPage = "/admin/health"

var dataForm = regexp.MustCompile(`(?:<code>([^<]+)</code></th><td>[^<]*</td><td>)?<data value="([^"]+)"(?: data-series="([^"]+)")?>`)

// figuresIn are the series that a page or frame shows, with their exact values.
func figuresIn(t *testing.T, text string) map[string]float64 {
	t.Helper()
	found := map[string]float64{}
	for _, match := range dataForm.FindAllStringSubmatch(text, -1) {
		value, err := strconv.ParseFloat(match[2], 64)
		must(t, err)
		found[html.UnescapeString(match[1]+match[3])] = value
	}
	return found
}

// counted returns what a series of the site's metrics says.
func (s *site) counted(series string) float64 {
	now, _ := s.Health.Look()
	value, _ := now.Value(series)
	return value
}

// awaits waits until a series says so much.
func (s *site) awaits(t *testing.T, series string, want float64) {
	t.Helper()
	eventually(t, fmt.Sprintf("%s is %v, not %v", series, want, s.counted(series)), func() bool { return s.counted(series) == want })
}

func TestTheHealthPageSaysExactlyWhatTheMetricsSay(t *testing.T) {
	s := newSite(t)
	admin := s.admin(t)
	b := s.visitor(t)
	page := b.open(ecosystem)
	b.open(redisCard, "&again=1")
	page.at(redisCard, true)
	b.knock("/", "", headers{"Origin": "https://evil.example"})
	s.browser(t).knock("/nowhere", "")
	leaving := s.browser(t).open("/")
	must(t, leaving.WriteMessage(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseGoingAway, "")))
	leaving.closed()
	s.awaits(t, `porchlight_socket_closes_total{code="1001"}`, 1)
	s.awaits(t, "porchlight_sockets", 2)
	s.forward(presence.Grace)
	s.awaits(t, "porchlight_visitors", 1)

	before, _ := s.Health.Look()
	shown := figuresIn(t, admin.get(healthPage).body)
	after, _ := s.Health.Look()
	if len(shown) < 30 {
		t.Fatalf("the page shows %d series: %v", len(shown), shown)
	}
	for series, value := range shown {
		lowest, known := before.Value(series)
		highest, _ := after.Value(series)
		if lowest > highest { // a gauge that fell meanwhile
			lowest, highest = highest, lowest
		}
		if slack := map[string]bool{health.Memory: true, health.Goroutines: true}[series]; !known || !slack && (value < lowest || value > highest) {
			t.Errorf("the page shows %s as %v, the metrics between %v and %v (%v)", series, value, lowest, highest, known)
		}
	}
	for series, want := range map[string]float64{
		"porchlight_sockets": 2, "porchlight_visitors": 1, "porchlight_sockets_opened_total": 3, "porchlight_reconnects_total": 1,
		`porchlight_handshakes_refused_total{reason="origin"}`: 1, `porchlight_handshakes_refused_total{reason="place"}`: 1,
		`porchlight_socket_closes_total{code="1001"}`: 1, "porchlight_socket_slow_closes_total": 0, "porchlight_bus_up": 1,
		`porchlight_notices_waiting{channel="mail"}`: 0,
	} {
		if got, is := shown[series]; !is || got != want {
			t.Errorf("the page shows %s as %v (%v), want %v", series, got, is, want)
		}
	}
}

func TestEachHandshakeThatIsRefusedIsCountedUnderItsReason(t *testing.T) {
	s := newSite(t, only(web.Limits{SocketsPerVisitor: 1, HandshakesPerMinute: 60}))
	b := s.visitor(t)
	blocked := s.visitor(t)
	if a := s.owner(t).post("/inbox/"+blocked.conversation()+"/block", nil); a.status != http.StatusSeeOther {
		t.Fatal(a.status)
	}
	b.open("/").fence() // it counts once it has joined
	for reason, knock := range map[string]func() answer{
		"origin":    func() answer { _, a := b.knock("/", "", headers{"Origin": "null"}); return a },
		"place":     func() answer { _, a := b.knock("/nowhere", ""); return a },
		"malformed": func() answer { _, a := b.knock("/", "&after=x"); return a },
		"tabs":      func() answer { _, a := b.knock("/", ""); return a },
		"forbidden": func() answer { _, a := blocked.knock("/", ""); return a },
	} {
		if a := knock(); a.status < 400 {
			t.Errorf("%s: %d", reason, a.status)
		}
		if got := s.counted(fmt.Sprintf("%s{reason=%q}", health.Refused, reason)); got != 1 {
			t.Errorf("%s is counted %v times", reason, got)
		}
	}
	for range 100 {
		b.knock("/nowhere", "")
	}
	if got := s.counted(health.Refused + `{reason="address"}`); got < 40 || got > 50 {
		t.Errorf("of 106 handshakes %v were too many for 60 a minute", got)
	}
}

func TestAPageThatComesBackIsCountedWhateverItSays(t *testing.T) {
	s := newSite(t)
	for _, query := range []string{"", "&again=1", "&again=x%00%FF", "&again=&again=", "&again=" + strings.Repeat("9", 3000)} {
		s.browser(t).open("/", query)
	}
	s.awaits(t, health.Sockets, 5)
	if got := s.counted(health.Reconnects); got != 3 {
		t.Errorf("%v came back, want 3", got)
	}
}

// held is counted only once it is let go: so is a store that is slow to tell what waits in it.
type held struct{ asked, let chan struct{} }

func (held) Describe(chan<- *prometheus.Desc) {}

func (h held) Collect(chan<- prometheus.Metric) {
	select {
	case h.asked <- struct{}{}:
		<-h.let
	case <-h.let:
	}
}

func TestCountsDoNotWaitForAHealthPageThatWaitsForTheStore(t *testing.T) {
	s := newSite(t)
	visitor, admin := s.browser(t).open(ecosystem), s.admin(t)
	visitor.counts(ecosystem, 1)
	slow := held{make(chan struct{}), make(chan struct{})}
	defer close(slow.let)
	s.Health.Register(slow)
	<-slow.asked // by the node itself, which does so once a pulse
	admin.open(healthPage)
	<-slow.asked
	s.browser(t).open(ecosystem)
	visitor.counts(ecosystem, 2)
}

func TestTheHealthPageComesAnewWhileSomebodyLooksAndStaysSmall(t *testing.T) {
	const many, mostASecond = 5, 6 << 10 // bytes
	s := newSite(t)
	visitors := []*tab{s.browser(t).open("/"), s.browser(t).open(ecosystem)}
	for i := range health.Points + 5 { // lines as jagged as they get
		for range i * 7 % 23 {
			visitors[i%2].fence()
		}
		s.forward(2 * health.Pulse)
		s.Health.Beat()
	}
	for i := range many - 1 {
		node := fmt.Sprintf("0123456789a%d", i)
		s.Roster.Replace(node, uint64(12345+i), presence.Lease, nil)
		_, vitals := s.Health.Look()
		s.Health.Hear(node, health.Say(vitals))
	}
	page := s.admin(t).open(healthPage)
	everything := page.until("the page is shown everything", func(text string) bool { return strings.Contains(text, `hx-target="#health-lately"`) })
	for _, part := range []string{"verdict", "troubles", "nodes", "figures", "times", "counted"} {
		if !strings.Contains(everything, `hx-target="#health-`+part+`"`) {
			t.Errorf("the first frame lacks %s", part)
		}
	}
	if rows := strings.Count(everything, `<tr id="node-`); rows != many {
		t.Errorf("%d nodes have a row, want %d", rows, many)
	}
	news := page.until("news comes", func(text string) bool { return strings.Contains(text, "#health-figures") })
	t.Logf("%d bytes with everything, for %d nodes; news of %d bytes", len(everything), many, len(news))
	// No frame is larger than everything, and every second one lacks what is slow.
	slow := len(between(t, everything, `<ul class="lately"`, `</ul>`)) + len(between(t, everything, `<table class="times"`, `</table>`))
	if rate := float64(2*len(everything)-slow) / (2 * health.Pulse.Seconds()); rate > mostASecond {
		t.Errorf("up to %.0f bytes a second, want %d at most", rate, mostASecond)
	}
	s.forward(time.Second)
	page.until("the page is told that its numbers are new", func(text string) bool { return strings.Contains(text, "#health-verdict") })
	for range 2 { // what nothing happens to is not sent again
		if again := page.until("news comes", func(text string) bool { return strings.Contains(text, "#health-figures") }); strings.Contains(again, "#health-troubles") || strings.Contains(again, "#health-counted") {
			t.Errorf("what has not changed comes again: %s", again)
		}
	}
}

// between cuts a text out of another.
func between(t *testing.T, text, from, to string) string {
	t.Helper()
	_, rest, found := strings.Cut(text, from)
	cut, _, ended := strings.Cut(rest, to)
	if !found || !ended {
		t.Fatalf("no %s … %s in %s", from, to, text)
	}
	return cut
}

func TestTheHealthPageShowsNoVisitorAndNoWord(t *testing.T) {
	s := newSite(t)
	b := s.visitor(t)
	b.open(ecosystem)
	admin := s.admin(t)
	frame := admin.open(healthPage).until("it is shown", func(text string) bool { return strings.Contains(text, "#health-nodes") })
	for where, text := range map[string]string{"page": admin.get(healthPage).body, "frame": frame} {
		for _, secret := range []string{"Good morning", b.conversation(), "127.0.0.1", s.path} {
			if strings.Contains(text, secret) {
				t.Errorf("the %s holds %q", where, secret)
			}
		}
	}
}

func TestTheHealthPageOfOneNodeHearsOfTheOther(t *testing.T) {
	broker := live.NewLocal()
	join := func(name string) func(*setup) { return func(o *setup) { o.bus = broker.Join(name) } }
	one := newSite(t, join("node"))
	two := newSite(t, join("other"), func(o *setup) { o.beside = one })
	two.browser(t).open("/")
	two.browser(t).open("/")
	page := one.admin(t).open(healthPage)
	page.until("the other node has a row with its sockets", func(text string) bool {
		_, row, has := strings.Cut(text, `<tr id="node-other">`)
		row, _, _ = strings.Cut(row, "</tr>")
		return has && strings.Contains(row, `data-of="Open">2<`)
	})
}

func TestEachAnswerIsCountedByItsStatusAndEachMessageOnce(t *testing.T) {
	s := newSite(t)
	const took = "porchlight_http_request_duration_seconds_count"
	answered := func(class string) string { return `porchlight_http_requests_total{code="` + class + `"}` }
	b := s.browser(t)
	question := saying("a question")
	for _, step := range []struct {
		does   func()
		counts map[string]float64
	}{
		{func() { b.get(ecosystem) }, map[string]float64{answered("2xx"): 1, took: 1}},
		{func() { b.get("/nowhere") }, map[string]float64{answered("4xx"): 1, took: 1}},
		{func() { b.get(ecosystem + "/") }, map[string]float64{answered("3xx"): 1, took: 1}},
		{func() { b.open(ecosystem) }, map[string]float64{answered("1xx"): 1}},
		{func() { b.knock("/", "", headers{"Origin": "https://evil.example"}) }, map[string]float64{answered("4xx"): 1, took: 1}},
		{func() { b.post("/conversation/messages", question) }, map[string]float64{answered("3xx"): 1, took: 1, `porchlight_messages_total{from="visitor"}`: 1}},
		{func() { b.post("/conversation/messages", question) }, map[string]float64{answered("3xx"): 1, took: 1}},
	} {
		before := map[string]float64{}
		names := []string{took, `porchlight_messages_total{from="visitor"}`, `porchlight_messages_total{from="owner"}`}
		for _, class := range []string{"1xx", "2xx", "3xx", "4xx", "5xx"} {
			names = append(names, answered(class))
		}
		for _, name := range names {
			before[name] = s.counted(name)
		}
		step.does()
		for _, name := range names {
			if got := s.counted(name) - before[name]; got != step.counts[name] {
				t.Errorf("%s grew by %v, want %v", name, got, step.counts[name])
			}
		}
	}
}
