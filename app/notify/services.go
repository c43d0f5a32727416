package notify

import (
	"context"
	"net/url"
	"sync"
	"time"
)

// How push services are kept from holding each other up: each browser brings its own.
const (
	turnsOfService = 2               // pushes to one service at a time, of the pushesAtOnce
	turnWithin     = time.Second     // how long a push waits for its turn before it lets those to other services go first
	nextTurn       = 2 * time.Second // and then is taken up again
	silentFor      = time.Minute     // how long a service that did not answer is left alone; then one push tries
)

// services is how each push service fares, by its host. There are as many as the browsers of owners have.
type services struct {
	mu sync.Mutex
	of map[string]*service
}

type service struct {
	turns  chan struct{} // one in it for each push under way
	silent time.Time     // it did not answer, and is left alone until then; zero: it answers
}

func (s *services) find(endpoint string) *service {
	host := ""
	if u, err := url.Parse(endpoint); err == nil { // else nothing is sent there
		host = u.Host
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.of == nil {
		s.of = map[string]*service{}
	}
	if s.of[host] == nil {
		s.of[host] = &service{turns: make(chan struct{}, turnsOfService)}
	}
	return s.of[host]
}

// alone is for how long a service is left alone; 0: it may be asked. Whoever is let ask a silent one is the only one for that time.
func (s *services) alone(one *service, now time.Time) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	left := one.silent.Sub(now)
	if left <= 0 && !one.silent.IsZero() {
		one.silent = now.Add(silentFor)
	}
	return max(left, 0)
}

// heard notes whether a service answered.
func (s *services) heard(endpoint string, answered bool, now time.Time) {
	one := s.find(endpoint)
	s.mu.Lock()
	defer s.mu.Unlock()
	one.silent = time.Time{}
	if !answered {
		one.silent = now.Add(silentFor)
	}
}

// Turn waits for the turn of a push to an endpoint, and ends it with done. A service that is busy or does not answer lets those of others
// go first: it is Later, and no attempt.
func (p *Pusher) Turn(ctx context.Context, endpoint string) (done func(), err error) {
	one := p.services.find(endpoint)
	waited := time.NewTimer(turnWithin)
	defer waited.Stop()
	select {
	case one.turns <- struct{}{}:
	case <-waited.C:
		return nil, Later(nextTurn)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if wait := p.services.alone(one, p.now()); wait > 0 {
		<-one.turns
		return nil, Later(wait)
	}
	return func() { <-one.turns }, nil
}
