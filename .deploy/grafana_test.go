package deploy

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/grafana/grafana-foundation-sdk/go/cog/plugins"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	grafana "github.com/grafana/grafana-foundation-sdk/go/prometheus"
	promql "github.com/prometheus/prometheus/promql/parser"
)

// current are the kinds of panels that Grafana has not given up, as far as the dashboard uses them.
var current = map[string]bool{"row": true, "stat": true, "timeseries": true, "state-timeline": true}

// asShown is what Grafana makes of its own variables.
var asShown = strings.NewReplacer("$__rate_interval", "1m", "$__range", "3h", "$__interval", "15s", "$node", ".*")

// classic is the form of dashboards that every Grafana imports. The one that its newest prefer, no Grafana before 12 reads.
//
//lint:ignore SA1019 for that reason
type classic = dashboard.Dashboard

func board(t *testing.T) (d classic) {
	t.Helper()
	plugins.RegisterDefaultPlugins()
	if err := d.UnmarshalJSONStrict([]byte(read(t, "grafana.json"))); err != nil && err.Error() != "" { // it is a list of mistakes, and is never nil
		t.Fatal(err)
	}
	return d
}

func TestGrafanaTakesTheDashboard(t *testing.T) {
	d := board(t)
	if err := d.Validate(); err != nil {
		t.Error(err)
	}
	if newest := dashboard.NewDashboard().SchemaVersion; d.SchemaVersion != newest {
		t.Errorf("it is of version %d of the schema; the newest is %d", d.SchemaVersion, newest)
	}
}

// panel is what the tests look at, which is the same for all kinds.
type panel struct {
	ID                       int
	Type, Title, Description string
	GridPos                  struct{ X, Y, W, H int }
	Datasource               struct{ UID string }
	Targets                  []grafana.Dataquery
	FieldConfig              struct{ Defaults struct{ Unit string } }
}

func panels(t *testing.T) []panel {
	t.Helper()
	var d struct{ Panels []panel }
	if err := json.Unmarshal([]byte(read(t, "grafana.json")), &d); err != nil {
		t.Fatal(err)
	}
	return d.Panels
}

func TestEachPanelSaysWhatItShowsAndPrometheusReadsWhatItAsks(t *testing.T) {
	seen := map[int]bool{}
	for _, p := range panels(t) {
		if !current[p.Type] || seen[p.ID] {
			t.Errorf("%q is of the kind %q and has the id %d", p.Title, p.Type, p.ID)
		}
		if seen[p.ID] = true; p.Type == "row" {
			continue
		}
		if !strings.HasSuffix(p.Description, ".") || p.Datasource.UID != "${datasource}" || len(p.Targets) == 0 || p.Type != "state-timeline" && p.FieldConfig.Defaults.Unit == "" {
			t.Errorf("%q lacks a description, a unit, the chosen data source, or anything to show", p.Title)
		}
		for _, target := range p.Targets {
			parsed, err := promql.NewParser(promql.Options{}).ParseExpr(asShown.Replace(target.Expr))
			if err != nil {
				t.Errorf("%q: %v", p.Title, err)
				continue
			}
			for _, selector := range promql.ExtractSelectors(parsed) {
				if !strings.Contains(fmt.Sprint(selector), "instance=~") && !strings.Contains(target.Expr, "process_max_fds") {
					t.Errorf("%q shows nodes that were not chosen: %s", p.Title, target.Expr)
				}
			}
		}
	}
}

func TestNoPanelLiesOverAnother(t *testing.T) {
	taken := map[[2]int]string{}
	for _, p := range panels(t) {
		for x := p.GridPos.X; x < p.GridPos.X+p.GridPos.W; x++ {
			for y := p.GridPos.Y; y < p.GridPos.Y+p.GridPos.H; y++ {
				if other := taken[[2]int{x, y}]; other != "" || x >= 24 {
					t.Fatalf("%q lies over %q, or beside the grid", p.Title, other)
				}
				taken[[2]int{x, y}] = p.Title
			}
		}
	}
}
