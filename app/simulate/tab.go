package simulate

import (
	"math/rand/v2"
	"sync"
	"time"

	"github.com/fasthttp/websocket"
)

const (
	firstTry = 400 * time.Millisecond // before a tab connects again; doubles from there
	slowest  = 5 * time.Second        // between two tries, at most
	silence  = 28 * time.Second       // without a word of the server, its ping included
	renewing = time.Second            // how often a deadline is moved, at most
	goodbye  = 2 * time.Second        // for the answer to a close
	moveMost = 5 * time.Second        // behind that a count that changes is someone else's doing
)

// tab is one page in one tab of a browser, with its socket, which it opens again whenever that breaks.
type tab struct {
	v         *visitor
	page      *page
	unfolded  map[string]bool // parts that are here; only the visitor's own goroutine looks
	connected chan struct{}   // closed with the first socket, or the end
	closed    chan struct{}   // the visitor has closed the tab
	done      chan struct{}   // nothing of it runs any more

	writing sync.Mutex // held while a frame is written

	mu      sync.Mutex
	place   string
	hidden  bool
	conn    *websocket.Conn // nil: none is open
	stopped bool            // the server said 1008, or refused it for good
	renewed time.Time       // when the deadline was last moved
	lost    time.Time       // when it lost its socket; zero: it has one, or had none yet
	counts  []int           // by number of the place, one more than what is shown; 0: nothing is
	thread  thread
	moved   struct {
		place int // whose count will tell; negative: none
		at    time.Time
	}
}

func (v *visitor) openTab(p *page, place string) *tab {
	t := &tab{v: v, page: p, place: place, unfolded: map[string]bool{}, connected: make(chan struct{}), closed: make(chan struct{}), done: make(chan struct{})}
	t.moved.place = -1
	go t.live()
	select {
	case <-t.connected:
	case <-time.After(v.run.Patience): // it goes on trying
	}
	return t
}

// live keeps a socket open until the tab is closed or told to stop.
func (t *tab) live() {
	defer close(t.done)
	for tries := 0; ; tries++ {
		if t.connect() {
			tries = 0
			t.read()
		}
		if t.isOver() {
			return
		}
		timer := time.NewTimer(backoff(tries))
		select {
		case <-timer.C:
		case <-t.closed:
			timer.Stop()
			return
		}
	}
}

// backoff is how long to wait before another try. Chance is not the visitor's own here: networks decide nothing for them.
func backoff(tries int) time.Duration {
	return time.Duration(float64(min(slowest, firstTry<<min(tries, 8))) * (.5 + rand.Float64()/2))
}

func (t *tab) connect() bool {
	t.mu.Lock()
	place, after := t.place, t.thread.after()
	t.mu.Unlock()
	report := t.v.run.report
	began := time.Now()
	conn, status, err := t.v.connect(place, after)
	if err != nil {
		if report.refuse(status, err) {
			t.stop()
		}
		return false
	}
	report.handshakes.add(time.Since(began))
	report.open()
	conn.SetPingHandler(func(data string) error {
		t.mu.Lock()
		t.renew(time.Now())
		t.mu.Unlock()
		return conn.WriteControl(websocket.PongMessage, []byte(data), time.Now().Add(answerWithin))
	})
	t.mu.Lock()
	if !t.lost.IsZero() {
		report.back.add(time.Since(t.lost))
	}
	t.conn, t.counts, t.renewed, t.lost = conn, nil, time.Time{}, time.Time{}
	t.thread.connected(after)
	t.renew(time.Now())
	elsewhere := t.hidden || place != t.page.place || t.place != place // it may have moved meanwhile
	over := t.closing()
	t.mu.Unlock()
	if over {
		t.sayGoodbye(conn)
	} else if elsewhere {
		t.say()
	}
	if tell := t.connected; !isDone(tell) {
		close(tell)
	}
	return true
}

func isDone(done chan struct{}) bool {
	select {
	case <-done:
		return true
	default:
		return false
	}
}

func (t *tab) closing() bool { return isDone(t.closed) }

// isOver reports whether the tab wants no socket any more.
func (t *tab) isOver() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.closing() || t.stopped
}

// stop makes the tab live without a socket, as a page does that was told to.
func (t *tab) stop() {
	t.mu.Lock()
	t.stopped = true
	t.mu.Unlock()
	if !isDone(t.connected) {
		close(t.connected)
	}
}

// close closes the tab and returns when the server knows, or does not answer.
func (t *tab) close() {
	t.mu.Lock()
	close(t.closed)
	conn := t.conn
	t.mu.Unlock()
	if conn != nil {
		t.sayGoodbye(conn)
	}
	<-t.done
}

func (t *tab) sayGoodbye(conn *websocket.Conn) {
	_ = conn.SetReadDeadline(time.Now().Add(goodbye))
	_ = conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseNormalClosure, ""), time.Now().Add(goodbye))
}
