package nodes

import (
	"fmt"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"porchlight/app/testparts"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"
	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
)

// ofServers are metrics of a database that is a server's; that of the pair is a file.
var ofServers = []string{"porchlight_store_up", "porchlight_store_bytes"}

// newMeasuredPair starts a site of two nodes, and returns where Prometheus asks the first.
func newMeasuredPair(t *testing.T) (p *site, watch *testparts.Node) {
	t.Helper()
	watch = &testparts.Node{Addr: testparts.FreeAddr(t)}
	watch.URL = "http://" + watch.Addr
	metrics := testparts.Settings{"METRICS_ADDR": watch.Addr} // of the first alone: both cannot have it
	return startPair(t, func(t testing.TB, settings testparts.Settings) *testparts.Node {
		n := testparts.StartNode(t, settings.With(metrics))
		metrics = nil
		return n
	}, testparts.Settings{"BACKUP_DIR": t.TempDir()}), watch
}

// scrape reads a node's metrics as Prometheus does.
func scrape(t *testing.T, at *testparts.Node) map[string]*dto.MetricFamily {
	t.Helper()
	got := newBrowser(t).get(t, at, "/metrics")
	if got.status != http.StatusOK {
		t.Fatalf("/metrics: %d", got.status)
	}
	parser := expfmt.NewTextParser(model.UTF8Validation)
	families, err := parser.TextToMetricFamilies(strings.NewReader(got.body))
	if err != nil {
		t.Fatalf("Prometheus cannot read it: %v", err)
	}
	return families
}

// said returns what a family of metrics says, by the values of its labels; of one without any, under "".
func said(families map[string]*dto.MetricFamily, name string) map[string]float64 {
	values := map[string]float64{}
	for _, m := range families[name].GetMetric() {
		var labels []string
		for _, label := range m.GetLabel() {
			labels = append(labels, label.GetValue())
		}
		values[strings.Join(labels, " ")] = m.GetGauge().GetValue() + m.GetCounter().GetValue() + float64(m.GetHistogram().GetSampleCount())
	}
	return values
}

// metricInTable is a row of the README's table of metrics.
var metricInTable = regexp.MustCompile("(?m)^\\| `(porchlight_[a-z_]+)")

// metricAsked is a metric of ours, of Go or of the process in a file of .deploy; of a histogram also its parts.
var metricAsked = regexp.MustCompile(`\b((?:porchlight|process|go)_[a-z_]+?)(?:_bucket|_count|_sum)?\b`)

func TestMetricsAreAsPrometheusWantsThemAndTheREADMENamesThemAll(t *testing.T) {
	t.Parallel()
	p, watch := newMeasuredPair(t)
	newBrowser(t).open(t, p.a, saw)
	testparts.Eventually(t, "the nodes know of each other", func() bool { return len(said(scrape(t, watch), "porchlight_lease_left_seconds")) == 1 })

	families := scrape(t, watch)
	problems, err := promlint.New(strings.NewReader(newBrowser(t).get(t, watch, "/metrics").body)).Lint()
	if err != nil {
		t.Fatal(err)
	}
	for _, problem := range problems {
		t.Errorf("%s: %s", problem.Metric, problem.Text)
	}
	var exported []string
	for name, family := range families {
		if strings.HasPrefix(name, "porchlight_") {
			exported = append(exported, name)
			if help := family.GetHelp(); !strings.HasSuffix(help, ".") || strings.Contains(help, "\n") {
				t.Errorf("%s says of itself %q", name, help)
			}
		}
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	var named []string
	for _, row := range metricInTable.FindAllStringSubmatch(string(readme), -1) {
		named = append(named, row[1])
	}
	slices.Sort(named)
	for _, name := range ofServers { // see TestWhileTheDatabaseServerIsAwayPagesAndPresenceGoOnAndNothingIsLost
		exported, families[name] = append(exported, name), &dto.MetricFamily{}
	}
	slices.Sort(exported)
	if !slices.Equal(exported, named) {
		t.Errorf("exported are\n%s\nand the README names\n%s", fmt.Sprint(exported), fmt.Sprint(named))
	}
	for _, file := range []string{"alerts.yml", "grafana.json"} {
		text, err := os.ReadFile("../../.deploy/" + file)
		if err != nil {
			t.Fatal(err)
		}
		for _, asked := range metricAsked.FindAllStringSubmatch(string(text), -1) {
			if families[asked[1]] == nil {
				t.Errorf("%s asks for %s, which is not exported", file, asked[0])
			}
		}
	}
}
