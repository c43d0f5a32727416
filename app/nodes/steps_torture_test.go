//go:build torture

package nodes

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"porchlight/app/sqlite"
	"porchlight/app/testparts"
)

// steps are the system calls that change the files of a database, or make sure that they are on the disk. One that a machine does not
// have is not asked for.
var steps = []string{"pwrite64", "fsync", "fdatasync", "ftruncate", "unlink"}

const (
	mostSteps = 400 // of one call in one deed: more than any has
	killed    = "signal=KILL"
)

// deed is something that a site does with its store.
type deed struct {
	name   string
	before func(*walk) // makes what it needs
	do     func(*walk) // returns when all of it is done, or the node has ended
	after  func(*walk) // looks whether it is done, and does it where it is not
}

var deeds = []deed{
	{"a message", nil, (*walk).says, (*walk).saidAll},
	{"the first message of a visitor", (*walk).anotherVisitor, (*walk).says, (*walk).saidAll},
	{"what is erased", (*walk).aSecret, (*walk).erases, (*walk).erasedAll},
	{"an end", (*walk).somethingInTheLog, (*walk).ends, (*walk).saidAll},
	{"a start", (*walk).dies, nil, (*walk).saidAll},
}

// walk has a deed broken at its first step, at its second, and so on until it has no more.
type walk struct {
	t        *testing.T
	node     *testparts.Node
	database string
	visitor  *browser
	stored   []message // that the visitor saw stored
	unsure   []message // that were refused, or had no answer
	secret   string    // a word of what is to be erased
	erased   bool      // the visitor saw that

	broken, restarts, acknowledged, refused int
}

func newWalk(t *testing.T) *walk {
	w := &walk{t: t, database: filepath.Join(t.TempDir(), "porchlight.db")}
	w.node = testparts.StartNode(t, unlimited.With(testparts.Settings{"DATABASE": w.database, "OWNER_EMAIL": ownerEmail, "OWNER_PASSWORD": ownerPassword}))
	w.anotherVisitor()
	w.says()
	return w
}

func TestTortureNothingStoredIsLostWhereverACommitOrACheckpointIsBroken(t *testing.T) {
	for _, does := range []string{killed, "error=EIO", "error=ENOSPC"} {
		t.Run(strings.TrimPrefix(does, "signal="), func(t *testing.T) {
			t.Parallel()
			w, began := newWalk(t), time.Now()
			for _, d := range deeds {
				for _, call := range steps {
					w.through(d, testparts.Fault{Database: w.database, Call: call, Does: does})
				}
			}
			testparts.Figures(t, "a store broken at every step, by "+does, "steps", w.broken, "restarts", w.restarts, "stored", w.acknowledged, "refused", w.refused,
				"lost", 0, "seconds", int(time.Since(began).Seconds()))
		})
	}
}

// through breaks a deed at each of its calls of a name.
func (w *walk) through(d deed, f testparts.Fault) {
	for f.Nth = 1; f.Nth <= mostSteps; f.Nth++ {
		if d.before != nil {
			d.before(w)
		}
		var fault *testparts.Injection
		if d.do == nil {
			fault = w.node.StartWith(w.t, f)
		} else {
			fault = w.node.Inject(w.t, f)
			d.do(w)
		}
		happened := fault.Lift(w.t)
		if happened {
			w.broken++
		}
		if !w.node.Runs() {
			w.restarts++
			w.node.Ended(w.t)
			w.node.Restart(w.t)
		}
		d.after(w)
		w.isSound(fmt.Sprintf("%s, %s %d", d.name, f.Call, f.Nth))
		if !happened {
			return
		}
	}
	w.t.Errorf("%s has more than %d calls of %s", d.name, mostSteps, f.Call)
}

func (w *walk) anotherVisitor() { w.visitor, w.stored, w.unsure = newBrowser(w.t), nil, nil }

func (w *walk) says() { w.bring(newMessage(fmt.Sprint("line ", len(w.stored)+1))) }

// bring sends a message once.
func (w *walk) bring(m message) {
	w.t.Helper()
	got, err := w.visitor.send(w.node, visitorPost, m)
	switch {
	case err == nil && got.status == http.StatusOK:
		w.stored = append(w.stored, m)
		w.acknowledged++
		return
	case err == nil && (got.status != http.StatusServiceUnavailable || !strings.Contains(got.body, m.body)):
		w.t.Errorf("%d, want 503 and the draft: %s", got.status, got.body)
	case err == nil:
		w.refused++
	}
	w.unsure = append(w.unsure, m)
}

// saidAll sends again what was not stored, under the same id, and looks whether the thread holds all there is, each once and in order.
func (w *walk) saidAll() {
	w.t.Helper()
	again := w.unsure
	w.unsure = nil
	for _, m := range again {
		w.bring(m)
	}
	if len(w.unsure) > 0 {
		w.t.Fatal("nothing is stored though nothing is broken any more")
	}
	thread := w.visitor.get(w.t, w.node, visitorPost+"?after=0")
	at := 0
	for _, m := range w.stored {
		found := strings.Index(thread.body[at:], "message-"+m.id)
		if found < 0 || strings.Count(thread.body, `id="message-`+m.id+`"`) != 1 {
			w.t.Fatalf("%q was stored, and is not there once and in its order (%d): %s", m.body, thread.status, thread.body)
		}
		at += found
	}
}

// isSound looks through the file, beside the node.
func (w *walk) isSound(at string) {
	w.t.Helper()
	g, err := sqlite.Look(w.t.Context(), w.database)
	must(w.t, err)
	defer g.Close()
	if found, err := g.Damage(w.t.Context()); err != nil || found != "" {
		w.t.Fatalf("after %s: %s %v", at, found, err)
	}
	if table, err := g.Dangling(w.t.Context()); err != nil || table != "" {
		w.t.Fatalf("after %s: a row of %s refers to nothing: %v", at, table, err)
	}
}

func (w *walk) aSecret() {
	w.anotherVisitor()
	w.secret, w.erased = "quagga"+newMessage("").id[:8], false
	w.visitor.write(w.t, w.node, w.secret)
}

func (w *walk) erases() {
	got, err := w.visitor.do(w.node, http.MethodPost, "/privacy/erase", url.Values{})
	if w.erased = err == nil && got.status == http.StatusOK; w.erased {
		holds(patient, func() bool { return !w.node.Runs() || w.isOffTheDisk() })
	}
}

// patient is longer than it takes until what is erased is off the disk.
const patient = 10 * time.Second

func (w *walk) erasedAll() {
	w.t.Helper()
	if !w.erased {
		w.erases()
	}
	if !w.erased {
		w.t.Fatal("nothing is erased though nothing is broken any more")
	}
	if !holds(patient, w.isOffTheDisk) {
		w.t.Fatal("what was erased is on the disk")
	}
}

func (w *walk) isOffTheDisk() bool {
	for _, kind := range []string{"", "-wal"} {
		text, _ := os.ReadFile(w.database + kind)
		if bytes.Contains(text, []byte(w.secret)) {
			return false
		}
	}
	return true
}

func (w *walk) somethingInTheLog() { w.says() }

func (w *walk) ends() {
	if w.node.Runs() {
		w.node.Stop(w.t)
	}
}

func (w *walk) dies() {
	w.says()
	w.node.Kill(w.t)
}
