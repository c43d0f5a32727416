package live

import (
	"slices"
	"sync"
)

// listeners are those of one node. The slice is replaced, never changed, so that calling them holds no lock.
type listeners struct {
	mu  sync.Mutex
	all []*Listener
}

func (l *listeners) add(listener Listener) (stop func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	added := &listener
	l.all = append(slices.Clip(l.all), added)
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.all = slices.DeleteFunc(slices.Clone(l.all), func(one *Listener) bool { return one == added })
	}
}

func (l *listeners) now() []*Listener {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all
}

func (l *listeners) event(topic string, payload []byte) {
	for _, one := range l.now() {
		if one.Event != nil {
			one.Event(topic, payload)
		}
	}
}

func (l *listeners) changed(change Delta) {
	for _, one := range l.now() {
		if one.Changed != nil {
			one.Changed(change)
		}
	}
}

func (l *listeners) renewed(node string, seq uint64) {
	for _, one := range l.now() {
		if one.Renewed != nil {
			one.Renewed(node, seq)
		}
	}
}

func (l *listeners) resumed() {
	for _, one := range l.now() {
		if one.Resumed != nil {
			one.Resumed()
		}
	}
}
