package logging

import (
	"bytes"
	"io"
	"sync"
	"time"
)

const (
	gather   = 100 * time.Millisecond // lines that come within it of the last write are written together
	plenty   = 64 << 10               // bytes that are written at once all the same: what a pipe takes (pipe(7))
	sinkMost = 1 << 20                // bytes that wait for a slow reader; what is more is lost, and counted
)

// sink takes lines without ever waiting for whoever reads them. After a quiet moment a line is written at once, and then those together
// that come within gather.
type sink struct {
	out    io.Writer
	tell   func(lines int) // logs how many lines were lost
	some   chan struct{}   // something waits
	urgent chan struct{}   // and is to be written now
	asked  chan chan struct{}
	stop   chan struct{}

	mu      sync.Mutex
	waiting []byte
	lost    int  // lines
	telling bool // the line that comes says how many, and is taken whatever waits
}

func newSink(out io.Writer) *sink {
	return &sink{out: out, some: make(chan struct{}, 1), urgent: make(chan struct{}, 1), asked: make(chan chan struct{}), stop: make(chan struct{})}
}

// Write takes one line. It never fails.
func (s *sink) Write(line []byte) (int, error) {
	s.mu.Lock()
	before := len(s.waiting)
	if before+len(line) > sinkMost && !s.telling {
		s.lost++
	} else {
		s.waiting = append(s.waiting, line...)
	}
	after := len(s.waiting)
	s.mu.Unlock()
	if before == 0 {
		signal(s.some)
	}
	if before < plenty && after >= plenty {
		s.hurry()
	}
	return len(line), nil
}

// hurry has what waits written now.
func (s *sink) hurry() { signal(s.urgent) }

func signal(to chan struct{}) {
	select {
	case to <- struct{}{}:
	default:
	}
}

// run writes until end.
func (s *sink) run() {
	var spare []byte
	pause := time.NewTimer(0)
	defer pause.Stop()
	some := s.some // nil while lines are gathered
	for {
		select {
		case <-some:
			spare = s.write(spare)
			some = nil
			pause.Reset(gather)
		case <-pause.C:
			some = s.some
		case <-s.urgent:
			some = s.some
		case done := <-s.asked:
			spare = s.write(s.write(spare)) // the second brings how many were lost
			close(done)
		case <-s.stop:
			return
		}
	}
}

// write writes what waits, and returns the buffer for the next time.
func (s *sink) write(spare []byte) []byte {
	s.mu.Lock()
	full := s.waiting
	s.waiting = spare[:0]
	s.mu.Unlock()
	n, err := 0, error(nil)
	if len(full) > 0 {
		n, err = s.out.Write(full)
	}
	s.mu.Lock()
	lost := s.lost
	s.lost = 0
	if err != nil { // what is told when it can be written again
		s.lost = lost + bytes.Count(full[n:], []byte("\n"))
	}
	s.telling = lost > 0 && err == nil
	s.mu.Unlock()
	if lost > 0 && err == nil {
		s.tell(lost)
		s.mu.Lock()
		s.telling = false
		s.mu.Unlock()
	}
	return full
}

// flush returns when all that waits is written, or when patience is over.
func (s *sink) flush(patience time.Duration) {
	done, over := make(chan struct{}), time.After(patience)
	select {
	case s.asked <- done:
	case <-over:
		return
	}
	select {
	case <-done:
	case <-over:
	}
}

// end stops the goroutine.
func (s *sink) end() { close(s.stop) }
