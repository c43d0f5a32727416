package press

import "sync/atomic"

// Press holds the current edition; a new one replaces it whole, between two requests.
type Press struct {
	sources Sources
	current atomic.Pointer[Edition]
	failure atomic.Pointer[error]
}

// New prints the first edition.
func New(s Sources) (*Press, error) {
	p := &Press{sources: s}
	return p, p.Reprint()
}

// StandIn prints other sources, which are shown until those of the press can be printed.
func (p *Press) StandIn(s Sources) error {
	e, err := Print(s)
	if err == nil {
		p.current.Store(e)
	}
	return err
}

// Reprint prints a new edition from the sources as they are now. On an error the old one stays.
func (p *Press) Reprint() error {
	e, err := Print(p.sources)
	if err == nil {
		p.current.Store(e)
	}
	p.failure.Store(&err)
	return err
}

// Current returns the edition in force.
func (p *Press) Current() *Edition { return p.current.Load() }

// Failure returns why the last edition could not be printed; nil when it could.
func (p *Press) Failure() error { return *p.failure.Load() }
