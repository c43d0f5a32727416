//go:build torture

package nodes

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"porchlight/app/testparts"
)

func TestTortureAFirstStartThatIsKilledAnywhereIsNotInTheWayOfTheNext(t *testing.T) {
	w, began := newWalk(t), time.Now()
	for _, call := range steps {
		happened := true
		for nth := 1; happened; nth += 1 + nth/8 { // hundreds of pages are written, one like the other
			w.node.Kill(t)
			files, err := filepath.Glob(w.database + "*")
			must(t, err)
			for _, file := range files {
				must(t, os.Remove(file))
			}
			fault := w.node.StartWith(t, testparts.Fault{Database: w.database, Call: call, Nth: nth, Does: killed})
			if happened = fault.Lift(t); happened {
				w.broken++
				w.node.Ended(t)
				w.node.Restart(t)
			}
			w.anotherVisitor()
			w.says()
			w.saidAll()
			w.isSound("a first start")
		}
	}
	testparts.Figures(t, "a first start killed on its way", "steps", w.broken, "refused starts", 0, "seconds", int(time.Since(began).Seconds()))
}
