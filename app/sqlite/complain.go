package sqlite

import (
	"log/slog"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// again is after how long the log says something once more, where it still is so.
const again = 10 * time.Minute

// complaints tell the log and the metrics what is wrong with the file, however many queries and writes meet it.
type complaints struct {
	path    string
	damaged prometheus.Gauge

	refusal refusalState

	mu   sync.Mutex
	last map[string]time.Time // by what is wrong
}

func newComplaints(path string, damaged prometheus.Gauge) *complaints {
	return &complaints{path: path, last: map[string]time.Time{}, damaged: damaged}
}

// read is called with what kept a query from its rows.
func (c *complaints) read(t *Trouble) { c.say("what is stored cannot be read", t) }

// writing is called with what kept the log from being written into the file.
func (c *complaints) writing(t *Trouble) { c.say("what was erased is still on the disk", t) }

func (c *complaints) say(what string, t *Trouble) {
	if isDamage(t) {
		c.damage(t)
	} else if c.due(what+t.What, again) {
		slog.Warn(what+": "+t.What+"; "+t.Do, "database", c.path, "error", t.cause)
	}
}

// damage is called by whoever meets damage. It stays until the file is another one, so the log says it once.
func (c *complaints) damage(t *Trouble) {
	c.damaged.Set(1)
	if c.due(t.What, 0) {
		slog.Warn("a part of what is stored is lost, and what needs it is refused: "+t.What+"; "+t.Do, "database", c.path, "error", t.cause)
	}
}

// due reports whether something is to be said: for the first time, or once more after a while; 0: never more.
func (c *complaints) due(what string, after time.Duration) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	last, said := c.last[what]
	if said && (after == 0 || time.Since(last) < after) {
		return false
	}
	c.last[what] = time.Now()
	return true
}
