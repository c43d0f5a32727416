package sqlite

import (
	"log/slog"
	"sync"
	"time"
)

// calm is for how long writes go well before the log says that they do: on a disk that is nearly full small ones do beside large ones that
// do not.
const calm = time.Second

// refusalState is whether the file refuses writes, as it was logged last.
type refusalState struct {
	mu   sync.Mutex
	is   bool
	over *time.Timer // until that is logged; nil: nothing went well since
}

// refusing is called with what kept a write from the disk. The log says it once, until writes go well again.
func (c *complaints) refusing(t *Trouble) {
	r := &c.refusal
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.is {
		slog.Warn("nothing can be stored: "+t.What+"; "+t.Do, "database", c.path, "error", t.cause)
	}
	r.is = true
	if r.over != nil {
		r.over.Stop()
		r.over = nil
	}
}

// taking is called when a write went well.
func (c *complaints) taking() {
	r := &c.refusal
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.is || r.over != nil {
		return
	}
	var over *time.Timer
	over = time.AfterFunc(calm, func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		if r.over == over { // else it was refused again just then
			slog.Info("what comes is stored again", "database", c.path)
			r.is, r.over = false, nil
		}
	})
	r.over = over
}
