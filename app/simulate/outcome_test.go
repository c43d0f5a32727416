package simulate_test

import (
	"context"
	"net"
	"testing"
	"time"

	"porchlight/app/simulate"
	"porchlight/app/testparts"
)

func TestVisitorsComeBackWithoutALossWhenTheNodeAtTheirWayIsKilledAndTheFiguresTellSo(t *testing.T) {
	t.Parallel()
	n := testparts.StartNode(t, unlimited.With(testparts.Settings{"BASE_URL": "http://porch.example"}))
	o := hurried("http://porch.example", 15)
	refused, restarted := make(chan struct{}, 1), make(chan struct{})
	o.Dial = func(ctx context.Context, network, _ string) (net.Conn, error) {
		var dialer net.Dialer
		conn, err := dialer.DialContext(ctx, network, n.Addr)
		if err != nil {
			select {
			case refused <- struct{}{}:
			default:
			}
		}
		return conn, err
	}
	time.AfterFunc(o.For/2, func() {
		defer close(restarted)
		n.Kill(t)
		<-refused // on a fast machine it would be back before anybody asked for anything
		n.Restart(t)
	})
	report, err := simulate.Run(t.Context(), o)
	<-restarted
	if err != nil {
		t.Fatal(err)
	}
	if err := report.Err(); err != nil {
		t.Error(err)
	}
	told := report.Outcome()
	if told.Sockets == 0 || len(told.Pages) == 0 || len(told.Fragments) == 0 || len(told.Stored) == 0 || len(told.Back) == 0 || len(told.Unanswered) == 0 || told.Lost+told.Doubled > 0 {
		t.Errorf("%d sockets, %d pages, %d fragments, %d messages, %d tabs back, %d unanswered: each should be some; %d lost and %d doubled: none",
			told.Sockets, len(told.Pages), len(told.Fragments), len(told.Stored), len(told.Back), len(told.Unanswered), told.Lost, told.Doubled)
	}
	if shares := simulate.Quantiles(told.Back, .5, 1); shares[0] <= 0 || shares[1] < shares[0] {
		t.Errorf("tabs were back after %v at the median and at most", shares)
	}
}
