package web

import (
	"context"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"porchlight/app/conversation"
	"porchlight/app/live"
	"porchlight/app/tracing"

	"go.opentelemetry.io/otel/trace"
)

// retryAfter is how long a conversation that could not be read is left alone.
const retryAfter = time.Second

// delivery brings conversations to the sockets that show them. For each conversation one goroutine at a time reads what
// changed and sends each socket what it lacks: in order, and at most once, because only it moves the cursors.
type delivery struct {
	server *Server
	looked atomic.Int64 // how often anything was to be looked at
	mu     sync.Mutex
	open   map[string]*followed
	busy   map[string]*pending // what is to be looked at next, of the conversations that are being brought up to date
	work   sync.WaitGroup
}

// followed is a conversation that sockets here show.
type followed struct {
	sockets int
	resumed bool                  // one of them may be cut off, which is found out by looking
	stood   conversation.Standing // when all of them were last brought up to date
}

// pending are the sockets of a conversation that may lack something: everyone when it has changed, else those that came.
type pending struct {
	everyone bool
	came     []*live.Socket[*session]
	events   []trace.Span // of those that said that it has changed, as far as they are traced
}

func newDelivery(s *Server) *delivery {
	return &delivery{server: s, open: map[string]*followed{}, busy: map[string]*pending{}}
}

func conversationRoom(id string) string { return "conversation:" + id }

// join adds a socket to its conversation, first, and then fetches what it lacks: nothing can fall between. One that was
// empty at the handshake is not read again unless something has been said since, to whomever.
func (d *delivery) join(socket *live.Socket[*session]) {
	id := socket.Data.conversation
	d.mu.Lock()
	all, known := d.open[id]
	if !known {
		all = &followed{}
		d.open[id] = all
	}
	all.sockets++
	all.resumed = all.resumed || socket.Data.resumed != ""
	d.mu.Unlock()
	d.server.hub.Join(socket, conversationRoom(id))
	if socket.Data.empty && d.looked.Load() == socket.Data.looked {
		return
	}
	d.bringUp(id, func(next *pending) {
		next.everyone = next.everyone || !known
		next.came = append(next.came, socket)
	})
}

func (d *delivery) leave(id string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if all := d.open[id]; all != nil {
		if all.sockets--; all.sockets == 0 {
			delete(d.open, id)
		}
	}
}

// look brings all of a conversation's sockets up to date, and then ends the span of the event that asks for it.
func (d *delivery) look(id string, event trace.Span) {
	d.looked.Add(1)
	looks := d.bringUp(id, func(next *pending) {
		next.everyone = true
		if event.IsRecording() {
			next.events = append(next.events, event)
		}
	})
	if !looks {
		event.End()
	}
}

// bringUp has more done for a conversation, now or as soon as whoever does it already is done; false where no socket shows it.
func (d *delivery) bringUp(id string, more func(*pending)) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.open[id] == nil {
		return false
	}
	next, running := d.busy[id]
	if !running {
		next = &pending{}
		d.busy[id] = next
		d.work.Go(func() { d.run(id) })
	}
	more(next)
	return true
}

// lookAll looks at all conversations that changed without a word of it on the bus. Most of thousands did not: reading each would
// keep pages and messages waiting, once a second while the bus is down. Whoever calls it calls it again where it fails.
func (d *delivery) lookAll() error {
	d.looked.Add(1)
	d.mu.Lock()
	ids := slices.Collect(maps.Keys(d.open))
	d.mu.Unlock()
	ctx, cancel := askingAside()
	defer cancel()
	stand, err := d.server.Conversations.Standings(ctx, ids)
	if err != nil {
		d.server.warn(ctx, "the open conversations could not be read", err)
		return err
	}
	for _, id := range ids {
		if d.isBehind(id, stand[id]) {
			d.look(id, tracing.Nothing)
		}
		d.server.inbox.touchThread(id)
	}
	return nil
}

// isBehind reports whether a conversation that stands like this is not what its sockets were brought up to.
func (d *delivery) isBehind(id string, now conversation.Standing) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	all := d.open[id]
	return all != nil && (all.resumed || all.stood != now)
}

// caughtUp notes what all sockets of a conversation were brought up to.
func (d *delivery) caughtUp(id string, now conversation.Standing) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if all := d.open[id]; all != nil {
		all.stood = now
	}
}

// wait returns when nothing is being delivered any more, or ctx has ended.
func (d *delivery) wait(ctx context.Context) {
	done := make(chan struct{})
	go func() {
		d.work.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-ctx.Done():
	}
}

func (d *delivery) run(id string) {
	for next := d.next(id); next != nil; next = d.next(id) {
		ctx, end := next.trace()
		err := d.catchUp(ctx, id, next)
		end(err)
		if err != nil {
			d.server.warn(ctx, "a conversation could not be read", err)
			time.AfterFunc(retryAfter, func() { d.look(id, tracing.Nothing) })
		}
	}
}

// next takes what is to be looked at; nil when nothing is left.
func (d *delivery) next(id string) *pending {
	d.mu.Lock()
	defer d.mu.Unlock()
	next := d.busy[id]
	if !next.everyone && len(next.came) == 0 {
		delete(d.busy, id)
		return nil
	}
	d.busy[id] = &pending{}
	return next
}

// visit calls do for the sockets that are pending.
func (d *delivery) visit(id string, next *pending, do func(*live.Socket[*session])) {
	if next.everyone {
		d.server.hub.Each(conversationRoom(id), do)
		return
	}
	for _, socket := range next.came {
		do(socket)
	}
}
