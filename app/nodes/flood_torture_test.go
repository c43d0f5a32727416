//go:build torture

package nodes

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"porchlight/app/testparts"
)

// The flood: so many addresses, each with so many attempts under way. Half of them guess at the owner's password, half at accounts that
// there are not; the limit of an address is lifted, so that the flood does not end.
const (
	floodAddresses = 50
	floodAtOnce    = 4
	floodFor       = 40 * time.Second
	beforeFlood    = 10 * time.Second
	refusedPause   = 100 * time.Millisecond // before whoever was refused tries again
	probePause     = 20 * time.Millisecond
	loginEvery     = 4 * time.Second
)

// What the flood must not lengthen, at the 95th percentile.
const (
	floodPageWithin  = 250 * time.Millisecond
	floodPostWithin  = 450 * time.Millisecond
	floodEchoWithin  = time.Second     // to the owner's page on the other node, where Redis carries it
	floodLoginWithin = 2 * time.Second // in a browser that is known
)

func TestTortureAFloodOfLoginsStarvesNothingAndKeepsNobodyOut(t *testing.T) {
	s := newPair(t, unlimited.With(testparts.Settings{"LOGINS_PER_ADDRESS": "100000"}))
	addAdmin(t, s.settings)
	home := signIn(t, s.a) // a browser that the owner has logged in with before
	visitor := newBrowser(t)
	visitor.write(t, s.a, "hello")
	thread := home.follow(t, s.b, "/inbox/"+visitor.conversation(t, s.a), 0)
	page := visitor.follow(t, s.a, saw, 0)
	testparts.Eventually(t, "the owner's page has the thread", func() bool { return len(thread.see().log) == 1 })

	probe := func(while time.Duration, each func(latencies)) latencies {
		l, last := latencies{}, time.Now()
		for start := time.Now(); time.Since(start) < while; time.Sleep(probePause) {
			for _, n := range s.nodes() {
				l.time("page", func() {
					if a := visitor.get(t, n, saw); a.status != http.StatusOK {
						t.Errorf("a page: %d", a.status)
					}
				})
			}
			l.time("message by POST", func() { visitor.write(t, s.a, "again") })
			m := newMessage("by the socket")
			l.time("message to the other node", func() {
				if !page.say(m) {
					t.Fatal("the visitor's socket is closed")
				}
				testparts.Eventually(t, "the owner has it", func() bool { return thread.shows(m.id) })
			})
			if time.Since(last) > loginEvery {
				last = time.Now()
				each(l)
			}
		}
		return l
	}
	calm := probe(beforeFlood, func(latencies) {})
	f := newFlood(t, s)
	tries, fresh := 0, 0
	flooded := probe(floodFor, func(l latencies) {
		l.time("login, known browser", func() {
			if a := home.fill(t, s.a, "/login", url.Values{"email": {ownerEmail}, "password": {ownerPassword}}); a.status != http.StatusSeeOther {
				t.Errorf("the owner, in a browser that is known: %d %s", a.status, a.body)
			}
		})
		thread = home.follow(t, s.b, "/inbox/"+visitor.conversation(t, s.a), thread.see().rev) // the login has closed the page of before
		fresh++
		stranger := from(t, fmt.Sprint("127.0.2.", fresh)) // which nobody has come from before
		l.time("login, new browser", func() {
			for in := false; !in; tries++ {
				a := stranger.fill(t, s.b, "/login", url.Values{"email": {adminEmail}, "password": {adminPassword}})
				if in = a.status == http.StatusSeeOther; !in && a.status != http.StatusServiceUnavailable {
					t.Fatalf("a new browser: %d", a.status)
				}
			}
		})
	})
	f.stop()

	for what, bound := range map[string]time.Duration{
		"page": floodPageWithin, "message by POST": floodPostWithin, "message to the other node": floodEchoWithin, "login, known browser": floodLoginWithin,
	} {
		was, is := calm.p95(what), flooded.p95(what)
		t.Logf("%s: median %s, p95 %s of %d; before %s, %s", what, flooded.median(what), is, len(flooded[what]), calm.median(what), was)
		if bound = max(bound, slowMachine*was); is > bound || len(flooded[what]) == 0 {
			t.Errorf("%s: p95 %s in the flood, want %s at most", what, is, bound)
		}
	}
	if tries > 2*fresh {
		t.Errorf("a new browser needed %d tries for %d logins", tries, fresh)
	}
	testparts.Figures(t, "a flood of logins", "addresses", floodAddresses, "at once", floodAddresses*floodAtOnce, "hashed", f.checked.Load(), "refused", f.refused.Load(), "put off", f.busy.Load(),
		"page p95", flooded.p95("page"), "message p95", flooded.p95("message by POST"), "to the other node p95", flooded.p95("message to the other node"),
		"login of a known browser p95", flooded.p95("login, known browser"), "of a new one p95", flooded.p95("login, new browser"), "its tries", fmt.Sprint(tries, " for ", fresh))
}

// from is a browser at an address of this machine.
func from(t *testing.T, address string) *browser {
	b := newBrowser(t)
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(address)}}
	transport := &http.Transport{DialContext: dialer.DialContext, MaxIdleConnsPerHost: floodAtOnce}
	t.Cleanup(transport.CloseIdleConnections)
	b.Transport, b.Timeout = transport, 2*slowAnswer
	return b
}

// flooding are those who guess.
type flooding struct {
	checked, refused, busy atomic.Int64 // attempts whose password was hashed for, that came too often, that waited in vain
	stop                   func()
}

func newFlood(t *testing.T, s *site) *flooding {
	t.Helper()
	f := &flooding{}
	ctx, cancel := context.WithCancel(t.Context())
	var all sync.WaitGroup
	for i := range floodAddresses {
		b, n := from(t, fmt.Sprint("127.0.1.", i+1)), s.nodes()[i%2]
		for range floodAtOnce {
			all.Go(func() {
				for ctx.Err() == nil {
					email := ownerEmail
					if rand.IntN(2) == 0 {
						email = fmt.Sprint("nobody", rand.Uint64(), "@example.com")
					}
					f.try(t, b, n, email)
				}
			})
		}
	}
	f.stop = func() { cancel(); all.Wait() }
	return f
}

func (f *flooding) try(t *testing.T, b *browser, n *testparts.Node, email string) {
	a, err := b.do(n, http.MethodPost, "/login", url.Values{"email": {email}, "password": {"a guess of theirs"}})
	switch {
	case err != nil:
		t.Errorf("an attempt: %v", err)
	case a.status == http.StatusUnprocessableEntity:
		f.checked.Add(1)
		return
	case a.status == http.StatusServiceUnavailable:
		f.busy.Add(1)
	case a.status == http.StatusTooManyRequests:
		f.refused.Add(1)
	default:
		t.Errorf("an attempt: %d %s", a.status, a.body)
	}
	time.Sleep(refusedPause)
}
