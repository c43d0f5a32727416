package main

import (
	"math"
	"strings"
	"testing"
)

func TestTheTableSaysWhichBudgetsAreHeld(t *testing.T) {
	for want, r := range map[string]row{
		"| 1.20 | ≥ 0.9 | ≥ 1.1 | aim |":             {Value: 1.2, Budget: atLeast(0.9, 1.1)},
		"| 1.00 | ≥ 0.9 | ≥ 1.1 | held |":            {Value: 1, Budget: atLeast(0.9, 1.1)},
		"| 0.0500 | ≥ 0.9 | ≥ 1.1 | **missed** |":    {Value: 0.05, Budget: atLeast(0.9, 1.1)},
		"| 0.81 | ≤ 0.8 | ≤ 0.65 | **missed** |":     {Value: 0.81, Budget: atMost(0.8, 0.65, "")},
		"| – | ≤ 60 KB | ≤ 45 KB | held |":           {Value: 60, Budget: atMost(60, 45, " KB")},
		"| 2.00 | ≥ 3 |  | **missed** |":             {Value: 2, Budget: atLeast(3, 0)},
		"| 0.70 |  | ≥ 0.75 | aim missed |":          {Value: 0.7, Budget: atLeast(0, 0.75)},
		"| NaN | ≤ 0.01 | ≤ 0.003 | **missed** |":    {Value: math.NaN(), Budget: atMost(0.01, 0.003, "")},
		"| 8.00 | ≥ 10 | ≥ 18 | **missed** | slow |": {Value: 8, Budget: atLeast(10, 18), Note: "slow"},
	} {
		var out strings.Builder
		printTable(&out, []row{r})
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
}

func TestARatioIsOursToTheBaseline(t *testing.T) {
	r := against("memory", "naive", samples{{3, 0}, {1, 0}}, samples{{4, 0}, {90, noisy + 1}}, " KiB", atMost(0.8, 0.6, ""), "at rest")
	if r.Ours != "2.00 KiB" || r.Base != "4.00 KiB" || r.Value != 0.5 || r.Note != "at rest; spread 100 %; noisy samples dropped: 1" {
		t.Errorf("%+v", r)
	}
}
