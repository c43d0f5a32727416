package simulate_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"porchlight/app/simulate"
	"porchlight/app/testparts"
)

func TestThoseWhoLeaveForGoodAreReplacedAndNobodyGoesOnCounting(t *testing.T) {
	t.Parallel()
	n := testparts.StartNode(t, unlimited)
	o := hurried(n.URL, 20)
	o.Churn, o.For = 15, 3*time.Second
	table, wrong := simulated(t, o)
	if wrong != "" {
		t.Fatalf("%s\n%s", wrong, table)
	}
	if left := figure(t, table, "left for good"); left != 3*o.Churn {
		t.Errorf("%d left for good, want %d a second\n%s", left, o.Churn, table)
	}
	for _, all := range []string{" 0 still open", " 0 visitors are others'"} {
		if !strings.Contains(table, all) {
			t.Errorf("the table does not say%s\n%s", all, table)
		}
	}
	if asked, echoed := figure(t, table, "messages asked"), figure(t, table, "messages echoed"); asked == 0 || asked != echoed {
		t.Errorf("%d messages were asked and %d echoed", asked, echoed)
	}
}

func TestAChurnBelowNoneIsRefused(t *testing.T) {
	t.Parallel()
	_, err := simulate.Run(context.Background(), simulate.Options{URL: "http://localhost:1", Visitors: 1, Churn: -1})
	if err == nil || !strings.Contains(err.Error(), "churn") {
		t.Errorf("the refusal is %v, want one that names the churn", err)
	}
}
