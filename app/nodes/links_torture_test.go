//go:build torture

package nodes

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/app/testparts"
)

// weathers are what the links of the nodes to a neighbour suffer from, one after the other.
var weathers = []struct {
	name   string
	toxics []string // none: it is cut
}{
	{"slow", []string{
		`{"type": "latency", "stream": "upstream", "attributes": {"latency": 400, "jitter": 300}}`,
		`{"type": "latency", "stream": "downstream", "attributes": {"latency": 400, "jitter": 300}}`,
	}},
	{"near the limit of patience", []string{`{"type": "latency", "stream": "downstream", "attributes": {"latency": 200, "jitter": 150}}`}},
	{"reads slowly", []string{`{"type": "bandwidth", "stream": "upstream", "attributes": {"rate": 1}}`}},
	{"answers slowly", []string{`{"type": "bandwidth", "stream": "downstream", "attributes": {"rate": 1}}`}},
	{"silent", []string{
		`{"type": "timeout", "stream": "upstream", "attributes": {"timeout": 0}}`,
		`{"type": "timeout", "stream": "downstream", "attributes": {"timeout": 0}}`,
	}},
	{"breaks off", []string{`{"type": "limit_data", "stream": "upstream", "attributes": {"bytes": 300}}`}},
	{"reset", []string{`{"type": "reset_peer", "stream": "downstream", "attributes": {"timeout": 20}}`}},
	{"cut", nil},
}

const (
	spoiledFor  = 1500 * time.Millisecond
	mailsWithin = 2 * time.Minute // the pauses of a mail that failed three times
)

func TestTortureASlowOrCutNeighbourHoldsUpNothingElse(t *testing.T) {
	o := newOutskirts(t)
	s := newStorm(t, o.site, leisurely)
	s.program = o.program
	p := &probes{crowd: newCrowd(t, s.site, visitors)}
	for range p.nodes() {
		p.writers = append(p.writers, newBrowser(t))
	}
	var calm, spoiled latencies
	var began, spoils, over time.Time
	s.rage(t, func(*rand.Rand) {
		began = time.Now()
		calm = p.ask(t, calmFor)
		spoils = time.Now()
		spoiled = latencies{}
		for _, weather := range weathers {
			for name, links := range o.links {
				o.wantMail(t, p.writers)
				spoil(t, links, weather.toxics)
				for what, took := range p.ask(t, spoiledFor) {
					spoiled[what] = append(spoiled[what], took...)
					if most := slices.Max(took); most > time.Second {
						t.Logf("%s while %s is %s: %s at most", what, name, weather.name, most.Round(time.Millisecond))
					}
				}
				calmDown(t, links, weather.toxics)
			}
		}
		over = time.Now()
	})
	f := s.check(t)
	calm["message by socket"], calm["message to the other nodes"] = s.echoes(began, spoils), s.lateness(began, spoils)
	spoiled["message by socket"], spoiled["message to the other nodes"] = s.echoes(spoils, over), s.lateness(spoils, over)
	for what, bound := range map[string]time.Duration{
		"page": pageWithin, "fragment": pageWithin, "message by POST": postWithin, "message by socket": postWithin, "message to the other nodes": deliveryLate,
	} {
		was, is := calm.p95(what), spoiled.p95(what)
		t.Logf("%s: median %s, p95 %s, slowest %s of %d; before %s, %s", what, spoiled.median(what), is, longest(spoiled[what]), len(spoiled[what]), calm.median(what), was)
		if bound = max(bound, slowMachine*was); is > bound || len(spoiled[what]) == 0 {
			t.Errorf("%s: p95 %s while neighbours were slow or cut, want %s at most", what, is, bound)
		}
	}
	if f.slowest > deliveryLate+slowMachine*calm.p95("message to the other nodes") {
		t.Errorf("a message took %s to all screens", f.slowest)
	}
	mails, twice := o.checkMails(t)
	o.checkLogs(t)
	testparts.Figures(t, "links to Redis, mail server, program and receiver of traces that are slow, silent, broken or cut", "bouts", len(weathers)*len(o.links),
		"sends", f.sent, "lost", f.lost, "doubled", f.doubled, "mails", mails, "of them twice", twice, "p95 of a page", spoiled.p95("page"), "of a POST", spoiled.p95("message by POST"),
		"of an echo", spoiled.p95("message by socket"), "slowest to all screens", f.slowest)
}

// outskirts are a site of two nodes and all that they have to do with, each over a link.
type outskirts struct {
	*site
	program *testparts.Endpoint
	mails   *testparts.MailServer
	links   map[string][]*testparts.Link
	asked   []string // mailboxes that a mail was asked for
}

func newOutskirts(t *testing.T) *outskirts {
	t.Helper()
	o := &outskirts{program: testparts.NewEndpoint(t), mails: testparts.NewMailServer(t, testparts.MailServerOptions{})}
	receiver := testparts.NewTraceReceiver(t)
	link := func(to string) *testparts.Link { return testparts.NewLink(t, strings.TrimPrefix(to, "http://")) }
	mail, program, traces := link(o.mails.Addr), link(o.program.URL), link(receiver.URL)
	var toRedis []*testparts.Link
	start := func(t testing.TB, settings testparts.Settings) *testparts.Node {
		over := link(strings.TrimSuffix(strings.TrimPrefix(settings["REDIS_URL"], "redis://"), "/0"))
		toRedis = append(toRedis, over)
		return testparts.StartNode(t, settings.With(testparts.Settings{"REDIS_URL": "redis://" + over.Addr + "/0"}))
	}
	o.site = startPair(t, start, asking.With(tracedTo("http://"+traces.Addr)).With(testparts.Settings{
		"WEBHOOK_URL": "http://" + program.Addr, "SMTP_URL": "smtp://" + mail.Addr, "MAIL_FROM": "porch@example.com",
		"CONFIRMATIONS_PER_ADDRESS": "0", "CONFIRMATIONS_PER_VISITOR": "0", "CONFIRMATIONS_PER_DAY": "0", "SOCKETS_PER_VISITOR": "0", "HANDSHAKES_PER_MINUTE": "0",
	}))
	o.links = map[string][]*testparts.Link{
		"the mail server": {mail}, "the program": {program}, "the receiver of traces": {traces}, "Redis, for one node": toRedis[:1], "Redis": toRedis,
	}
	return o
}

func spoil(t *testing.T, links []*testparts.Link, toxics []string) {
	for _, l := range links {
		if l.Spoil(t, toxics...); toxics == nil {
			l.Cut()
		}
	}
}

func calmDown(t *testing.T, links []*testparts.Link, toxics []string) {
	for _, l := range links {
		if l.Clear(); toxics == nil {
			l.Mend(t)
		}
	}
}

// ask asks one node after the other for what needs no neighbour, for a while.
func (p *probes) ask(t *testing.T, while time.Duration) latencies {
	t.Helper()
	l := latencies{}
	for start, i := time.Now(), 0; time.Since(start) < while; i = (i + 1) % len(p.nodes()) {
		n := p.nodes()[i]
		l.time("page", func() { p.fetch(t, n) })
		l.time("fragment", func() { p.fetch(t, n, "HX-Request", "true", "HX-Request-Type", "partial") })
		l.time("message by POST", func() { p.writers[i].write(t, n, "again") })
		time.Sleep(20 * time.Millisecond)
	}
	return l
}

// wantMail has a visitor leave an address, which makes a mail.
func (o *outskirts) wantMail(t *testing.T, writers []*browser) {
	t.Helper()
	i := len(o.asked)
	mailbox := fmt.Sprintf("reader%d@example.org", i)
	if a := writers[i%2].fill(t, o.nodes()[i%2], "/conversation/email", url.Values{"email": {mailbox}}); a.status != http.StatusSeeOther {
		t.Errorf("leaving an address: %d %s", a.status, a.body)
	}
	o.asked = append(o.asked, mailbox)
	time.Sleep(50 * time.Millisecond) // it is under way when the weather turns
}

// checkMails waits for all mails that were asked for, and returns how many came, and how many of them twice: those of which the server's
// last word was lost. Whoever leaves another address before the mail to the first is out gets the second alone.
func (o *outskirts) checkMails(t *testing.T) (came, twice int) {
	t.Helper()
	var times map[string]int
	last := o.asked[len(o.asked)-2:]
	ok := holds(mailsWithin, func() bool {
		times = map[string]int{}
		for _, m := range o.mails.Delivered() {
			times[m.To]++
		}
		return times[last[0]] > 0 && times[last[1]] > 0
	})
	if !ok {
		t.Errorf("the last mails did not come: %v", times)
	}
	for _, n := range times {
		came++
		if n > 1 {
			twice++
		}
	}
	return came, twice
}

// checkLogs checks that no node says the same of a bad link again and again.
func (o *outskirts) checkLogs(t *testing.T) {
	t.Helper()
	most := 3 * len(weathers) * len(o.links) // what begins, ends, and is given up
	for _, n := range o.nodes() {
		warnings := strings.Count(n.Log(), "level=WARN")
		t.Logf("%d warnings of a node", warnings)
		if warnings > most {
			t.Errorf("a node warns %d times, want %d at most", warnings, most)
		}
	}
}
