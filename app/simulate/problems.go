package simulate

import (
	"fmt"
	"sync"
)

// kind is a promise that the site can break.
type kind string

// The kinds, as a report names them.
const (
	messageLost       kind = "messages lost"
	messageDoubled    kind = "messages doubled"
	messageDisordered kind = "messages out of order"
	countWrong        kind = "wrong counts"
	tabLost           kind = "tabs that did not come back"
	cutForPolicy      kind = "tabs told to stop"
	limited           kind = "limits in the way"
	unexpected        kind = "unexpected answers"
)

var kinds = []kind{messageLost, messageDoubled, messageDisordered, countWrong, tabLost, cutForPolicy, limited, unexpected}

// examples is how many of a kind are told in full; all are counted.
const examples = 3

// problems is what went wrong.
type problems struct {
	mu    sync.Mutex
	found map[kind]int64
	told  map[kind][]string
}

func (p *problems) add(k kind, format string, values ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.found == nil {
		p.found, p.told = map[kind]int64{}, map[kind][]string{}
	}
	p.found[k]++
	most := examples
	if k == limited {
		most = 1 // one setting is to be changed, however many it stopped
	}
	if len(p.told[k]) < most {
		p.told[k] = append(p.told[k], fmt.Sprintf(format, values...))
	}
}

func (p *problems) count(k kind) int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.found[k]
}

// sentences heads the examples of each kind with their number.
func (p *problems) sentences() (all []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, k := range kinds {
		if p.found[k] == 0 {
			continue
		}
		all = append(all, fmt.Sprintf("%s: %d", k, p.found[k]))
		for _, one := range p.told[k] {
			all = append(all, "  "+one)
		}
	}
	return all
}
