//go:build torture

package nodes

import (
	"slices"
	"testing"
	"time"

	"porchlight/app/simulate"
	"porchlight/app/testparts"
)

// load is what many do on a site that breaks meanwhile.
type load struct {
	*site
	report       *simulate.Report
	began        time.Time // all visitors were there
	faults       []time.Time
	kills, stops int // of nodes, by kill -9 and by SIGTERM
	losses       int // of Redis
}

// breakThings takes down a node each minute, and Redis between some of them, once all visitors are there.
func (l *load) breakThings(t *testing.T) {
	t.Helper()
	l.began = time.Now().Add(loadComes)
	for i := range int(loadLasts / nodeEach) {
		at := l.began.Add(time.Duration(i) * nodeEach)
		time.Sleep(time.Until(at))
		l.restart(t, l.nodes()[i%len(l.nodes())], i%2 == 0)
		if slices.Contains(redisBreaks, i) {
			time.Sleep(time.Until(at.Add(nodeEach / 2)))
			l.loseRedis(t)
		}
	}
}

func (l *load) restart(t *testing.T, n *testparts.Node, kill bool) {
	t.Helper()
	began := time.Now()
	l.faults = append(l.faults, began)
	if kill {
		l.kills++
		n.Kill(t)
	} else {
		l.stops++
		if code, _ := n.Terminate(t); code != 0 {
			t.Errorf("%s ended with code %d, want 0", n.URL, code)
		}
	}
	ended := time.Now()
	n.Restart(t)
	t.Logf("%s ended in %s and was ready after %s more", n.URL, ended.Sub(began).Round(time.Millisecond), time.Since(ended).Round(time.Millisecond))
}

func (l *load) loseRedis(t *testing.T) {
	t.Helper()
	l.losses++
	l.faults = append(l.faults, time.Now())
	l.redis.Stop(t)
	time.Sleep(redisAway)
	l.redis.Restart(t)
}

// isShaken tells whether something went on within afterFault of a fault.
func (l *load) isShaken(one simulate.Timed) bool {
	return slices.ContainsFunc(l.faults, func(fault time.Time) bool {
		return one.Began.Add(one.Took).After(fault) && one.Began.Before(fault.Add(afterFault))
	})
}
