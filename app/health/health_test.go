package health_test

import (
	"math"
	"testing"
	"time"

	"porchlight/app/health"

	"github.com/prometheus/client_golang/prometheus"
)

func TestRatesAreOfTheLastSecondsAndTimesOfTheLastMinutes(t *testing.T) {
	h := newHouse(t)
	h.frames.WithLabelValues("out").Add(1e6) // before anybody looked
	h.Beat()
	h.write.Observe(5)
	v := h.passes(time.Minute, func() {
		h.frames.WithLabelValues("out").Add(100 * health.Pulse.Seconds())
		for range 10 {
			h.write.Observe(.005)
		}
	})
	if math.Abs(v.FramesOut-100) > .01 || v.FramesIn != 0 || math.Abs(v.Writes-4) > .01 {
		t.Errorf("%.2f frames out, %.2f in and %.2f writes a second", v.FramesOut, v.FramesIn, v.Writes)
	}
	if v.Write.Count != 241 || v.Write.P50 > .01 || v.Write.P50 < .001 {
		t.Errorf("the writes took %+v", v.Write)
	}
	v = h.passes(time.Minute, nothing)
	if v.FramesOut != 0 || v.Writes != 0 || v.Write.Count != 241 {
		t.Errorf("after a quiet minute: %+v", v)
	}
	if v = h.passes(5*time.Minute, nothing); v.Write.Count != 0 || v.Write.P99 != 0 {
		t.Errorf("after five more the writes are still %+v", v.Write)
	}
}

func TestQuantilesAreThoseThatPrometheusTells(t *testing.T) {
	h := newHouse(t)
	h.Beat()
	v := h.passes(health.Pulse, func() {
		for range 90 {
			h.write.Observe(.0005)
		}
		for range 9 {
			h.write.Observe(.05)
		}
		h.write.Observe(7)
	})
	// histogram_quantile: half is 50/90 of the way to 1 ms; 95 of 100 is 5/9 of the way from 10 to 100 ms; 99 the end of that range.
	for name, c := range map[string]struct{ got, want float64 }{"p50": {v.Write.P50, .001 * 50 / 90}, "p95": {v.Write.P95, .01 + .09*5/9}, "p99": {v.Write.P99, .1}} {
		if math.Abs(c.got-c.want) > 1e-9 {
			t.Errorf("%s is %v, want %v", name, c.got, c.want)
		}
	}
}

func TestALineReachesTenMinutesBackAndNoFurther(t *testing.T) {
	h := newHouse(t)
	n := 0.0
	h.passes(time.Hour, func() { n++; h.sockets.Set(n) })
	line := h.Line(health.LineSockets)
	if len(line) < health.Points || len(line) > health.Points+1 || line[len(line)-1] < n-1 || line[0] != line[len(line)-1]-2*float64(len(line)-1) {
		t.Errorf("%d points from %v to %v of %v", len(line), line[0], line[len(line)-1], n)
	}
	if line := h.Line(health.LineWrite); !math.IsNaN(line[len(line)-1]) {
		t.Errorf("without a write the line of writes is at %v", line[len(line)-1])
	}
}

func TestWhatCannotBeReadIsLeftOutAndRaisesNoAlarm(t *testing.T) {
	h := newHouse(t)
	h.failures.Add(3) // before anybody looked
	now, _ := h.Look()
	if _, known := now.Value(health.Dead); known {
		t.Error("it knows of notices where nobody counts any")
	}
	if v := h.passes(time.Minute, nothing); v.Failures != 0 || v.NewDead != 0 {
		t.Errorf("%v failures and %v notices given up, want none lately", v.Failures, v.NewDead)
	}
	dead := prometheus.NewGauge(prometheus.GaugeOpts{Name: health.Dead, Help: "Given up."})
	dead.Set(5)
	h.Register(dead) // the store can be read again
	if v := h.passes(health.Pulse, nothing); v.NewDead != 0 {
		t.Errorf("%v notices were given up while nobody could know of any", v.NewDead)
	}
	if v := h.passes(time.Minute, func() { h.failures.Inc() }); v.Failures != 24 {
		t.Errorf("%v failures, want 24", v.Failures)
	}
}

func TestACrowdThatComesBackAtOnceIsNoTroubleAndOneThatDoesSoAgainAndAgainIs(t *testing.T) {
	h := newHouse(t)
	troubles := func(v health.Vitals) string {
		return health.Verdict(health.Judge([]health.Node{{Self: true, Told: true, Vitals: v}}, true, clock))
	}
	h.Beat()
	h.sockets.Set(1000)
	h.again.Add(1000) // another node has restarted
	if got := troubles(h.passes(10*time.Second, nothing)); got != "All is well." {
		t.Errorf("of a crowd that came back it says %q", got)
	}
	if got := troubles(h.passes(5*time.Minute, func() { h.again.Add(1000 * health.Pulse.Minutes()) })); got != "Worth a look: connections keep breaking." {
		t.Errorf("of connections that last a minute it says %q", got)
	}
}

func TestTheAgeOfTheLastBackupIsToldWhereBackupsAreMade(t *testing.T) {
	h := newHouse(t)
	if _, v := h.Look(); v.BackupEvery != 0 || v.NoBackup {
		t.Errorf("where none are made: %+v", v)
	}
	last, every := prometheus.NewGauge(prometheus.GaugeOpts{Name: health.Backup, Help: "Last."}), prometheus.NewGauge(prometheus.GaugeOpts{Name: health.BackupDue, Help: "Every."})
	h.Register(last, every)
	every.Set(3600)
	if _, v := h.Look(); !v.NoBackup || v.BackupEvery != 3600 {
		t.Errorf("before the first: %+v", v)
	}
	last.Set(float64(h.now.Add(-time.Hour).Unix()))
	if _, v := h.Look(); v.NoBackup || v.BackupAge != 3600 {
		t.Errorf("an hour after: %+v", v)
	}
}
