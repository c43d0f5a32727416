package deploy

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/config"
	"github.com/prometheus/prometheus/model/rulefmt"
	promql "github.com/prometheus/prometheus/promql/parser"
)

func TestPrometheusTakesItsConfigurationAndTheAlerts(t *testing.T) {
	if _, err := config.Load(read(t, "prometheus.yml"), nil); err != nil {
		t.Error(err)
	}
	run(t, "promtool", "check", "config", "prometheus.yml") // and alerts.yml with it
}

func TestEachAlertFiresWhenItIsToAndNoneOfAHealthySite(t *testing.T) {
	run(t, "promtool", "test", "rules", "alerts.test.yml")
	cases := read(t, "alerts.test.yml")
	for _, rule := range alerts(t) {
		if !strings.Contains(cases, "\n  - name: "+rule.Alert+"\n") {
			t.Errorf("%s has no case in which it fires", rule.Alert)
		}
	}
}

// alerts are the rules of alerts.yml, as Prometheus reads them.
func alerts(t *testing.T) (rules []rulefmt.Rule) {
	t.Helper()
	groups, errs := rulefmt.ParseFile("alerts.yml", false, model.UTF8Validation, promql.NewParser(promql.Options{}), slog.Default())
	for _, err := range errs {
		t.Error(err)
	}
	if groups == nil {
		t.FailNow()
	}
	for _, group := range groups.Groups {
		rules = append(rules, group.Rules...)
	}
	return rules
}

func TestEachAlertSaysHowBadItIsAndWhatToDo(t *testing.T) {
	for _, rule := range alerts(t) {
		if severity := rule.Labels["severity"]; severity != "critical" && severity != "warning" {
			t.Errorf("%s has the severity %q", rule.Alert, severity)
		}
		for _, name := range []string{"summary", "description"} {
			if text := rule.Annotations[name]; !strings.HasSuffix(text, ".") || strings.Contains(text, "\n") {
				t.Errorf("%s: its %s is %q", rule.Alert, name, text)
			}
		}
	}
}

// bounds are the constants of the health page by which each alert goes.
var bounds = map[string][]string{
	"PorchlightStoreSlowToWrite": {"slowWrite", "fewest"}, "PorchlightStoreSlowToRead": {"slowRead", "fewest"}, "PorchlightBusSlow": {"slowTrip", "fewest"},
	"PorchlightBusGaps": {"mostGaps"}, "PorchlightMuchWaits": {"mostDepth"}, "PorchlightSlowCloses": {"mostCut"},
	"PorchlightConnectionsBreak": {"mostCut", "mostBack"}, "PorchlightHandshakesRefused": {"mostRefuse"},
	"PorchlightDiskFull": {"fullDisk"}, "PorchlightDiskNearlyFull": {"LowDisk", "fullDisk"},
	"PorchlightBackupTooOld": {"lateBackup", "firstBackup"}, "PorchlightNoBackup": {"firstBackup"},
}

func TestAlertsGoByTheBoundsOfTheHealthPage(t *testing.T) {
	judged, unseen := constants(t, "../app/health/judge.go"), maps.Clone(bounds)
	for _, rule := range alerts(t) {
		delete(unseen, rule.Alert)
		numbers := numbersIn(t, rule.Expr)
		for _, name := range bounds[rule.Alert] {
			if bound, known := judged[name]; !known || !slices.Contains(numbers, bound) {
				t.Errorf("%s is to go by %s = %v, and has the numbers %v", rule.Alert, name, bound, numbers)
			}
		}
	}
	for alert := range unseen {
		t.Errorf("there is no alert %s", alert)
	}
}

// numbersIn are the numbers of an expression.
func numbersIn(t *testing.T, expr string) (numbers []float64) {
	t.Helper()
	parsed, err := promql.NewParser(promql.Options{}).ParseExpr(expr)
	if err != nil {
		t.Fatalf("%s: %v", expr, err)
	}
	promql.Inspect(parsed, func(node promql.Node, _ []promql.Node) error {
		if number, is := node.(*promql.NumberLiteral); is {
			numbers = append(numbers, number.Val)
		}
		return nil
	})
	return numbers
}

// constants are the numbers that a file of Go declares at its top; times are in seconds.
func constants(t *testing.T, path string) map[string]float64 {
	t.Helper()
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	file.Decls = slices.DeleteFunc(file.Decls, func(d ast.Decl) bool {
		general, is := d.(*ast.GenDecl)
		return !is || general.Tok != token.CONST && general.Tok != token.IMPORT
	})
	checked := types.Config{Importer: importer.ForCompiler(files, "source", nil), Error: func(error) {}} // imports that are not used any more
	found, _ := checked.Check("health", files, []*ast.File{file}, nil)
	values := map[string]float64{}
	for _, name := range found.Scope().Names() {
		c, is := found.Scope().Lookup(name).(*types.Const)
		if !is || c.Val().Kind() == constant.String {
			continue
		}
		values[name], _ = constant.Float64Val(constant.ToFloat(c.Val()))
		if fmt.Sprint(c.Type()) == "time.Duration" {
			values[name] /= 1e9
		}
	}
	return values
}
