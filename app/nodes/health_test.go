package nodes

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"porchlight/app/testparts"
)

const healthPage = "/admin/health"

var (
	verdictForm = regexp.MustCompile(`<p id="verdict" role="status">([^<]*)</p>`)
	nodeForm    = regexp.MustCompile(`<tr id="node-([0-9a-f]+)">`)
)

// fares is what the health page of a node says: the sentence, and which nodes have a row.
func fares(t *testing.T, b *browser, n *testparts.Node) (verdict string, nodes []string) {
	t.Helper()
	page := b.get(t, n, healthPage).body
	match := verdictForm.FindStringSubmatch(page)
	if match == nil {
		t.Fatalf("the health page says nothing: %s", page)
	}
	for _, row := range nodeForm.FindAllStringSubmatch(page, -1) {
		nodes = append(nodes, row[1])
	}
	return match[1], nodes
}

// Promises about what the health page says.
const (
	healthSoon = 8 * time.Second  // what happens to the bus, or a node that comes: a pulse, and what the node itself needs to notice
	leaseOver  = 15 * time.Second // a node that was killed
)

func TestTheHealthPageAndTheMetricsFollowRedisAndTheNodes(t *testing.T) {
	t.Parallel()
	p, watch := newMeasuredPair(t)
	owner := signIn(t, p.a)
	says := func(most time.Duration, want string, many int) {
		t.Helper()
		var verdict string
		var nodes []string
		defer func() {
			if t.Failed() {
				t.Logf("it says %q of the nodes %q", verdict, nodes)
			}
		}()
		testparts.Within(t, most, "the page says "+want, func() bool {
			verdict, nodes = fares(t, owner, p.a)
			return strings.HasPrefix(verdict, want) && len(nodes) == many
		})
	}
	up := func() bool { return said(scrape(t, watch), "porchlight_bus_up")[""] == 1 }
	leases := func() int { return len(said(scrape(t, watch), "porchlight_lease_left_seconds")) }

	says(healthSoon, "All is well.", 2)
	testparts.Eventually(t, "a sign of life was timed", func() bool { return said(scrape(t, watch), "porchlight_bus_round_trip_seconds")[""] > 0 })
	if !up() || leases() != 1 {
		t.Errorf("the metrics say up: %v, and tell of %d leases", up(), leases())
	}

	p.redis.Stop(t)
	says(healthSoon, "Not well: the bus is down", 2)
	if up() {
		t.Error("the metrics say that the bus is up")
	}
	says(leaseOver, "Not well: the bus is down.", 1)
	owner.fill(t, p.a, "/inbox/lamp", url.Values{"to": {"away"}}) // an event that nobody else hears of
	testparts.Eventually(t, "what the others were not told is counted", func() bool { return said(scrape(t, watch), "porchlight_bus_dropped_total")[""] > 0 })

	p.redis.Restart(t)
	says(healthSoon, "All is well.", 2)
	if gaps := said(scrape(t, watch), "porchlight_bus_gaps_total")[""]; !up() || gaps < 1 {
		t.Errorf("the metrics say up: %v, after %v gaps", up(), gaps)
	}

	p.b.Kill(t)
	says(healthSoon, "Worth a look: a node is silent.", 2)
	says(leaseOver, "All is well.", 1)
	if leases() != 0 {
		t.Error("the metrics still tell of a lease")
	}
}
