package testparts

import (
	"context"
	"strings"
	"testing"

	toxiproxy "github.com/Shopify/toxiproxy/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"
)

// Link leads to a server over a network whose weather the test makes: a toxiproxy in the test's own process. The other two go dead without a
// word, which that cannot: a Wire takes nothing any more, and a Proxy swallows what it takes, while new connections go through.
type Link struct {
	Addr  string // to connect to instead of the server, the same after a cut
	proxy *toxiproxy.Proxy
}

// weather is what a proxy wants to belong to; it listens nowhere.
var weather = toxiproxy.NewServer(toxiproxy.NewMetricsContainer(prometheus.NewRegistry()), zerolog.Nop())

// NewLink lays a link to a server; it is taken down with the test.
func NewLink(t testing.TB, server string) *Link {
	t.Helper()
	l := &Link{proxy: toxiproxy.NewProxy(weather, server, FreeAddr(t), server)}
	must(t, l.proxy.Start())
	l.Addr = l.proxy.Listen
	t.Cleanup(l.proxy.Stop)
	return l
}

// Spoil has the link suffer from toxics, in the words of toxiproxy, beside those that it suffers from already.
func (l *Link) Spoil(t testing.TB, toxics ...string) {
	t.Helper()
	for _, toxic := range toxics {
		if _, err := l.proxy.Toxics.AddToxicJson(strings.NewReader(toxic)); err != nil {
			t.Errorf("%s: %v", toxic, err)
		}
	}
}

// Clear ends all that the link suffers from. Connections over which something was lost are closed by then.
func (l *Link) Clear() { l.proxy.Toxics.ResetToxics(context.Background()) }

// Cut breaks all connections, and refuses new ones until Mend.
func (l *Link) Cut() { l.proxy.Stop() }

// Mend takes connections again.
func (l *Link) Mend(t testing.TB) { t.Helper(); must(t, l.proxy.Start()) }
