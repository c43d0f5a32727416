package press

import "sync/atomic"

// Press holds the current edition; a new one replaces it whole, between two requests.
type Press struct {
	sources Sources
	current atomic.Pointer[Edition]
}

// New prints the first edition.
func New(s Sources) (*Press, error) {
	p := &Press{sources: s}
	return p, p.Reprint()
}

// Reprint prints a new edition from the sources as they are now. On an error the old one stays.
func (p *Press) Reprint() error {
	e, err := Print(p.sources)
	if err == nil {
		p.current.Store(e)
	}
	return err
}

// Current returns the edition in force.
func (p *Press) Current() *Edition { return p.current.Load() }
