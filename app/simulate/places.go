package simulate

import (
	"strings"
	"sync"
	"sync/atomic"
)

// places gives each place a small number, so that a tab's counts are a row of numbers. Reading takes no lock.
type places struct {
	mu     sync.Mutex
	byName atomic.Pointer[map[string]int]
}

// number returns the number of a place; a new one gets the next.
func (p *places) number(place []byte) int {
	if known := p.byName.Load(); known != nil {
		if n, is := (*known)[string(place)]; is {
			return n
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	more := map[string]int{}
	if known := p.byName.Load(); known != nil {
		for name, n := range *known {
			more[name] = n
		}
	}
	if n, is := more[string(place)]; is {
		return n
	}
	n := len(more)
	more[string(place)] = n
	p.byName.Store(&more)
	return n
}

// names returns all places by number.
func (p *places) names() []string {
	known := p.byName.Load()
	if known == nil {
		return nil
	}
	names := make([]string, len(*known))
	for name, n := range *known {
		names[n] = name
	}
	return names
}

// isAt reports whether a tab at place counts at another one: there or below it.
func isAt(place, other string) bool {
	return place == other || other == "/" || strings.HasPrefix(place, other+"/")
}
