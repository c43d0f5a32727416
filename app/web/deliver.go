package web

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"porchlight/app/conversation"
	"porchlight/app/live"
)

// Topics on the bus. Events carry names, never text: every node reads the text from the store.
const (
	topicConversation = "conversation"
	topicTyping       = "typing"
)

type conversationEvent struct {
	ID  string `json:"id"`
	Rev int64  `json:"rev"`
}

const (
	watchEvery = time.Second // how often the store is looked at while the bus is down
	retryAfter = time.Second // after the store could not be read
)

// delivery brings conversations to the sockets that show them. For each conversation one goroutine at a time reads what
// changed and sends each socket what it lacks: in order, and at most once, because only it moves the cursors.
type delivery struct {
	server *Server
	mu     sync.Mutex
	open   map[string]int  // sockets by conversation
	busy   map[string]bool // conversations being brought up to date; true: look once more
	work   sync.WaitGroup
}

func newDelivery(s *Server) *delivery {
	return &delivery{server: s, open: map[string]int{}, busy: map[string]bool{}}
}

// changed tells all nodes that a conversation has a new rev, this one first.
func (s *Server) changed(id string, rev int64) {
	payload, _ := json.Marshal(conversationEvent{ID: id, Rev: rev}) // plain fields cannot fail
	s.Bus.Publish(topicConversation, payload)
}

// onEvent hears what any node published, this one included.
func (s *Server) onEvent(topic string, payload []byte) {
	switch topic {
	case topicConversation:
		var e conversationEvent
		if json.Unmarshal(payload, &e) == nil {
			s.deliver.look(e.ID)
			s.inbox.touch()
		}
	case topicTyping:
		var e typingEvent
		if json.Unmarshal(payload, &e) == nil {
			s.showTyping(e)
		}
	}
}

// onResumed runs after any gap on the bus: whatever was missed is read from the store and from the others' shares.
func (s *Server) onResumed() {
	s.deliver.lookAll()
	s.inbox.touch()
	s.askResync()
}

func conversationRoom(id string) string { return "conversation:" + id }

// join adds a socket to its conversation, first, and then fetches what it lacks: nothing can fall between.
func (d *delivery) join(socket *live.Socket[*session]) {
	id := socket.Data.conversation
	d.mu.Lock()
	d.open[id]++
	d.mu.Unlock()
	d.server.hub.Join(socket, conversationRoom(id))
	d.look(id)
}

func (d *delivery) leave(id string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.open[id]--; d.open[id] <= 0 {
		delete(d.open, id)
	}
}

// look brings a conversation's sockets up to date, now or as soon as whoever does it already is done.
func (d *delivery) look(id string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.open[id] == 0 {
		return
	}
	if _, running := d.busy[id]; running {
		d.busy[id] = true
		return
	}
	d.busy[id] = false
	d.work.Go(func() { d.run(id) })
}

func (d *delivery) lookAll() {
	d.mu.Lock()
	ids := make([]string, 0, len(d.open))
	for id := range d.open {
		ids = append(ids, id)
	}
	d.mu.Unlock()
	for _, id := range ids {
		d.look(id)
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
	for {
		if err := d.catchUp(id); err != nil {
			d.server.Log.Error("a conversation could not be read", "error", err)
			time.AfterFunc(retryAfter, func() { d.look(id) })
		}
		d.mu.Lock()
		if !d.busy[id] {
			delete(d.busy, id)
			d.mu.Unlock()
			return
		}
		d.busy[id] = false
		d.mu.Unlock()
	}
}

// view is what several sockets can share: the same side, from the same rev on.
type view struct {
	side  conversation.Side
	after int64
	fresh bool
}

// catchUp reads from the oldest cursor and sends each socket one frame with what is after its own.
func (d *delivery) catchUp(id string) error {
	waiting := map[view][]*live.Socket[*session]{}
	oldest := int64(-1)
	d.server.hub.Each(conversationRoom(id), func(socket *live.Socket[*session]) {
		v := view{socket.Data.side, socket.Data.cursor, socket.Data.fresh}
		waiting[v] = append(waiting[v], socket)
		if oldest < 0 || v.after < oldest {
			oldest = v.after
		}
	})
	if len(waiting) == 0 {
		return nil
	}
	ctx, cancel := asking()
	defer cancel()
	changes, err := d.server.Conversations.Since(ctx, id, oldest)
	if err != nil {
		return err
	}
	for v, sockets := range waiting {
		if err := d.bring(ctx, v, changes, sockets); err != nil {
			return err
		}
	}
	return nil
}

func (d *delivery) bring(ctx context.Context, v view, changes conversation.Changes, sockets []*live.Socket[*session]) error {
	now := changes.Conversation
	var frame live.Frame
	if now.Rev > v.after || v.fresh && now.Rev > 0 {
		var err error
		if frame, err = d.changesFrame(ctx, v, changes); err != nil {
			return err
		}
	}
	for _, socket := range sockets {
		if frame != nil {
			socket.Send(frame)
		}
		socket.Data.cursor = now.Rev // also where it was ahead: with a rev from before a backup was restored
		socket.Data.fresh = false
	}
	return nil
}

func (d *delivery) changesFrame(ctx context.Context, v view, changes conversation.Changes) (live.Frame, error) {
	var news []conversation.Message
	for _, m := range changes.Messages {
		if m.Rev > v.after {
			news = append(news, m)
		}
	}
	t := thread{Conversation: changes.Conversation, Side: v.side, Messages: d.server.viewsOf(v.side, news)}
	if v.side == conversation.Visitor {
		var err error
		if t.Unread, err = d.server.Conversations.UnreadByVisitor(ctx, changes.Conversation.ID); err != nil {
			return nil, err
		}
	}
	return d.server.frame("conversation/_changes", t), nil
}

// watchStore looks at the database file while the bus is down, so that nodes that share it go on talking.
func (d *delivery) watchStore(ctx context.Context) {
	ticker := time.NewTicker(watchEvery)
	defer ticker.Stop()
	seen := int64(-1)
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		if d.server.Bus.Up() {
			seen = -1
			continue
		}
		version, err := d.server.Conversations.Version(ctx)
		if err == nil && version != seen {
			seen = version
			d.lookAll()
			d.server.inbox.touch()
		}
	}
}
