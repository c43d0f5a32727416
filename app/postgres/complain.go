package postgres

import (
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// again is after how long the log says something once more, where it still is so.
const again = 10 * time.Minute

// complaints tell the log and the metrics what is wrong with the database, however many queries and writes meet it.
type complaints struct {
	name    string
	damaged prometheus.Gauge

	mu   sync.Mutex
	last map[string]time.Time // by what is wrong
}

func newComplaints(name string, damaged prometheus.Gauge) *complaints {
	return &complaints{name: name, last: map[string]time.Time{}, damaged: damaged}
}

// say logs trouble, and reports whether the error is any.
func (c *complaints) say(what string, err error) bool {
	var t *Trouble
	if !errors.As(err, &t) {
		return false
	}
	if t.What == damaged {
		c.damaged.Set(1)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if last, said := c.last[what+t.What]; !said || time.Since(last) > again {
		slog.Warn(what+": "+t.What+"; "+t.Do, "database", c.name, "error", t.cause)
	}
	c.last[what+t.What] = time.Now()
	return true
}

// well is called when something could be stored: the next trouble is news.
func (c *complaints) well() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.last) > 0 {
		slog.Info("what comes is stored again", "database", c.name)
		clear(c.last)
	}
}
