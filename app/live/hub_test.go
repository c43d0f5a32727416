package live_test

import (
	"context"
	"fmt"
	"net"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	fast "github.com/fasthttp/websocket"

	"porchlight/app/live"
)

func TestABroadcastReachesEachSocketOfTheRoomOnceAndInOrder(t *testing.T) {
	s := newSite(t, live.Options{}, live.Handler[string]{}, nil)
	const frames = 200
	inside, outside := []*client{}, s.dial(t, "outside")
	for i := range 5 {
		c := s.dial(t, fmt.Sprint("inside", i))
		s.Join(c.socket, "room")
		s.Join(c.socket, "room") // joining twice is joining once
		inside = append(inside, c)
	}
	for i := range frames {
		s.Broadcast("room", text(fmt.Sprint(i)))
	}
	s.Broadcast("nobody's room", text("lost"))
	outside.socket.Send(text("first"))
	for _, c := range inside {
		for i := range frames {
			if got := c.next(t); got != fmt.Sprint(i) {
				t.Fatalf("frame %d was %q", i, got)
			}
		}
	}
	if got := outside.next(t); got != "first" {
		t.Fatalf("a socket outside the room received %q", got)
	}
}

func TestASocketThatLeftOrEndedIsInNoRoom(t *testing.T) {
	ended := make(chan int, 1)
	var s *site
	s = newSite(t, live.Options{}, live.Handler[string]{Closed: func(one *live.Socket[string]) {
		s.Join(one, "b") // too late: nobody would ever take it out again
		ended <- s.Size("b")
	}}, nil)
	one, two := s.dial(t, "one"), s.dial(t, "two")
	for _, c := range []*client{one, two} {
		s.Join(c.socket, "a")
	}
	s.Join(one.socket, "b")
	s.Leave(one.socket, "a")
	s.Leave(one.socket, "a")
	var left []string
	s.Each("a", func(socket *live.Socket[string]) { left = append(left, socket.Data) })
	if len(left) != 1 || left[0] != "two" || s.Size("a") != 1 || s.Size("b") != 1 || s.Len() != 2 {
		t.Fatalf("room a holds %v, sizes %d %d, %d open", left, s.Size("a"), s.Size("b"), s.Len())
	}
	if one.socket.ID() == two.socket.ID() || one.socket.ID() == "" {
		t.Fatalf("ids %q and %q", one.socket.ID(), two.socket.ID())
	}
	_ = one.Close()
	if size := <-ended; size != 0 {
		t.Fatalf("when Closed is called, %d sockets are still in its room", size)
	}
	eventually(t, "the hub forgets the socket", func() bool { return s.Len() == 1 })
}

func TestReceivedGetsEveryTextInOrder(t *testing.T) {
	s := newSite(t, live.Options{}, live.Handler[string]{Received: echo}, nil)
	c := s.dial(t, "one")
	for _, size := range []int{0, 1, 125, 126, 4000, 60_000} { // every form of the length
		want := strings.Repeat("x", size)
		c.say(t, want)
		if got := c.next(t); got != want {
			t.Fatalf("a text of %d bytes came back with %d", size, len(got))
		}
	}
	large := strings.Repeat("y", 70_000)
	c.socket.Send(text(large))
	if c.next(t) != large {
		t.Fatal("a frame with a length of eight bytes is broken")
	}
}

func TestASlowClientIsCutWith1013WhileOthersGoOn(t *testing.T) {
	s := newSite(t, live.Options{OutboxBytes: 1 << 20}, live.Handler[string]{}, nil)
	slow, quick := s.dial(t, "slow"), s.dial(t, "quick")
	s.Join(slow.socket, "room")
	s.Join(quick.socket, "room")
	large := text(strings.Repeat("x", 64<<10))
	for i := 0; !live.IsClosed(slow.socket); i++ { // slow reads nothing: kernel buffers first, then the outbox
		s.Broadcast("room", large)
		if got := quick.next(t); len(got) != 64<<10 {
			t.Fatalf("quick received %d bytes", len(got))
		}
		if i > 1000 {
			t.Fatal("the slow client is never cut")
		}
	}
	if code := slow.closeCode(); code != fast.CloseTryAgainLater {
		t.Fatalf("the slow client was closed with %d", code)
	}
	s.Broadcast("room", text("still here"))
	if got := quick.next(t); got != "still here" {
		t.Fatalf("quick received %q", got)
	}
}

func TestTooManyWaitingFramesAreAsBadAsTooManyBytes(t *testing.T) {
	gates := &gatedListener{}
	s := newSite(t, live.Options{OutboxFrames: 10}, live.Handler[string]{}, gates.wrap)
	blocked, victim := gates.twoOfOneWriter(t, s)
	blocked.hold()
	blocked.client.socket.Send(text("stuck"))
	blocked.waitHeld(t)
	for range 10 {
		victim.client.socket.Send(text("x"))
	}
	if live.IsClosed(victim.client.socket) {
		t.Fatal("ten frames are within the limit")
	}
	victim.client.socket.Send(text("one too many"))
	blocked.release()
	if code := victim.client.closeCode(); code != fast.CloseTryAgainLater {
		t.Fatalf("closed with %d", code)
	}
}

func TestAnEmptyOutboxTakesAFrameOfAnySize(t *testing.T) {
	s := newSite(t, live.Options{OutboxBytes: 1000}, live.Handler[string]{}, nil)
	c := s.dial(t, "one")
	catchUp := strings.Repeat("x", 4<<20) // beyond the kernel's buffers too: most of it spills
	c.socket.Send(text(catchUp))
	c.socket.Send(text("and what came meanwhile"))
	if got := c.next(t); got != catchUp {
		t.Fatalf("received %d bytes", len(got))
	}
	if got := c.next(t); got != "and what came meanwhile" {
		t.Fatalf("received %q", got)
	}
}

func TestASocketThatWasFullOnceIsServedAsBefore(t *testing.T) {
	const writeTimeout = 500 * time.Millisecond
	s := newSite(t, live.Options{WriteTimeout: writeTimeout}, live.Handler[string]{}, (&gatedListener{narrow: true}).wrap)
	c := s.dial(t, "one")
	c.socket.Send(text(strings.Repeat("x", 200<<10)))
	eventually(t, "it spills", func() bool { return live.IsSpilling(c.socket) })
	c.socket.Send(text("meanwhile"))
	c.next(t)
	if got := c.next(t); got != "meanwhile" {
		t.Fatalf("received %q", got)
	}
	eventually(t, "the shared writer has it back", func() bool { return !live.IsSpilling(c.socket) })
	time.Sleep(writeTimeout) // the deadline of the spill must not bind the shared writer
	c.socket.Send(text("later"))
	if got := c.next(t); got != "later" {
		t.Fatalf("received %q", got)
	}
}

func TestAPeerThatTakesNothingIsGivenUpAtTheWriteDeadline(t *testing.T) {
	s := newSite(t, live.Options{WriteTimeout: 100 * time.Millisecond}, live.Handler[string]{}, (&gatedListener{narrow: true}).wrap)
	stuck := s.dial(t, "stuck")
	stuck.socket.Send(text(strings.Repeat("x", 4<<20)))
	eventually(t, "its handler returns", func() bool { return s.Len() == 0 })
}

func TestAllThatWaitsGoesOutAsOneWrite(t *testing.T) {
	gates := &gatedListener{}
	s := newSite(t, live.Options{}, live.Handler[string]{}, gates.wrap)
	blocked, watched := gates.twoOfOneWriter(t, s)
	blocked.hold()
	blocked.client.socket.Send(text("stuck"))
	blocked.waitHeld(t)
	before := watched.writes.Load()
	for i := range 50 {
		watched.client.socket.Send(text(fmt.Sprint(i)))
	}
	blocked.release()
	for i := range 50 {
		if got := watched.client.next(t); got != fmt.Sprint(i) {
			t.Fatalf("frame %d was %q", i, got)
		}
	}
	if writes := watched.writes.Load() - before; writes != 1 {
		t.Fatalf("50 waiting frames took %d writes", writes)
	}
}

func TestAConnectionWithoutADescriptorIsServedToo(t *testing.T) {
	s := newSite(t, live.Options{}, live.Handler[string]{}, func(l net.Listener) net.Listener { return plainListener{l} })
	c := s.dial(t, "one")
	for i := range 100 {
		c.socket.Send(text(fmt.Sprint(i)))
	}
	c.socket.Close(fast.CloseGoingAway, "done")
	for i := range 100 {
		if got := c.next(t); got != fmt.Sprint(i) {
			t.Fatalf("frame %d was %q", i, got)
		}
	}
	if code := c.closeCode(); code != fast.CloseGoingAway {
		t.Fatalf("closed with %d", code)
	}
}

func TestOversizeAndBinaryMessagesCloseWith1008(t *testing.T) {
	var received atomic.Int32
	handler := live.Handler[string]{Received: func(*live.Socket[string], []byte) { received.Add(1) }}
	s := newSite(t, live.Options{ReadLimit: 1000}, handler, nil)
	cases := map[string]func(*client) error{
		"one large frame": func(c *client) error { return c.WriteMessage(fast.TextMessage, make([]byte, 100_000)) },
		"binary":          func(c *client) error { return c.WriteMessage(fast.BinaryMessage, []byte("x")) },
		"many small fragments": func(c *client) error {
			w, err := c.NextWriter(fast.TextMessage)
			for i := 0; i < 100 && err == nil; i++ {
				_, err = w.Write(make([]byte, 4096)) // as large as the client's buffer: a fragment each
			}
			return err
		},
	}
	for name, send := range cases {
		t.Run(name, func(t *testing.T) {
			c := s.dial(t, strings.ReplaceAll(name, " ", "-"))
			if err := send(c); err != nil {
				t.Fatal(err)
			}
			if code := c.closeCode(); code != fast.ClosePolicyViolation {
				t.Fatalf("closed with %d", code)
			}
		})
	}
	if n := received.Load(); n != 0 {
		t.Fatalf("%d bad messages were handed on", n)
	}
}

func TestNothingIsReceivedAfterClose(t *testing.T) {
	var received atomic.Int32
	handler := live.Handler[string]{Received: func(socket *live.Socket[string], _ []byte) {
		received.Add(1)
		socket.Close(fast.ClosePolicyViolation, "flood")
		socket.Close(fast.CloseNormalClosure, "the first close counts")
		socket.Send(text("never sent"))
	}}
	s := newSite(t, live.Options{}, handler, nil)
	c := s.dial(t, "one")
	for range 100 {
		c.say(t, "flood")
	}
	_ = c.SetReadDeadline(time.Now().Add(patience))
	_, _, err := c.ReadMessage()
	if !fast.IsCloseError(err, fast.ClosePolicyViolation) {
		t.Fatalf("read %v", err)
	}
	eventually(t, "the handler returns", func() bool { return s.Len() == 0 })
	if n := received.Load(); n != 1 {
		t.Fatalf("%d messages were handed on", n)
	}
}

func TestABrokenFrameClosesWith1002AndNeverFallsBetweenFrames(t *testing.T) {
	s := newSite(t, live.Options{OutboxBytes: 8 << 20, OutboxFrames: 1 << 20}, live.Handler[string]{}, nil)
	c := s.dial(t, "one")
	large := strings.Repeat("x", 8000)
	for range 500 { // more than the kernel takes at once: a foreign write would fall into the middle of a frame
		c.socket.Send(text(large))
	}
	if _, err := c.NetConn().Write([]byte{0xF1, 0x80, 0, 0, 0, 0}); err != nil { // reserved bits
		t.Fatal(err)
	}
	_ = c.SetReadDeadline(time.Now().Add(patience))
	for i := range 500 {
		if got := c.next(t); got != large {
			t.Fatalf("frame %d is not as sent", i)
		}
	}
	if code := c.closeCode(); code != fast.CloseProtocolError {
		t.Fatalf("closed with %d", code)
	}
}

func TestAPingIsAnsweredWithItsPayload(t *testing.T) {
	s := newSite(t, live.Options{}, live.Handler[string]{Received: echo}, nil)
	c := s.dial(t, "one")
	var pong string
	c.SetPongHandler(func(payload string) error { pong = payload; return nil })
	if err := c.WriteControl(fast.PingMessage, []byte("hello"), time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	c.say(t, "x")
	c.next(t) // the pong is in front of the echo
	if pong != "hello" {
		t.Fatalf("the pong carries %q", pong)
	}
}

func TestAFloodOfControlFramesClosesWith1008(t *testing.T) {
	s := newSite(t, live.Options{ControlRate: 3}, live.Handler[string]{Received: echo}, nil)
	for name, kind := range map[string]int{"pings": fast.PingMessage, "pongs": fast.PongMessage} {
		c := s.dial(t, name)
		for range 3 {
			_ = c.WriteControl(kind, nil, time.Now().Add(patience))
		}
		c.say(t, "still here")
		c.next(t)
		for range 4 { // however the second falls, more than three are in one
			_ = c.WriteControl(kind, nil, time.Now().Add(patience))
		}
		if code := c.closeCode(); code != fast.ClosePolicyViolation {
			t.Errorf("a flood of %s is closed with %d", name, code)
		}
	}
}

func TestASocketIsFoundByItsID(t *testing.T) {
	s := newSite(t, live.Options{}, live.Handler[string]{}, nil)
	for i := range 40 {
		c := s.dial(t, fmt.Sprint("tab", i))
		if found := s.Find(c.socket.ID()); found != c.socket {
			t.Fatalf("found %v", found)
		}
	}
	other := live.NewHub[string](live.Options{})
	defer other.Drain(context.Background(), 0)
	for _, id := range []string{"", "1", "nobody-1", s.socket(t, "tab1").ID() + "0", s.socket(t, "tab1").ID() + "!"} {
		if s.Find(id) != nil {
			t.Errorf("%q is found", id)
		}
	}
	if other.Find(s.socket(t, "tab1").ID()) != nil {
		t.Error("a socket of another hub is found")
	}
}

func TestEverySocketGetsPingsWithTheBeatBehindThem(t *testing.T) {
	s := newSite(t, live.Options{Ping: 50 * time.Millisecond, Beat: []byte("beat")}, live.Handler[string]{}, nil)
	var tabs []*client
	for i := range 40 { // more sockets than slots: each slot has its turn
		tabs = append(tabs, s.dial(t, fmt.Sprint("tab", i)))
	}
	for _, c := range tabs {
		pings := 0
		c.SetPingHandler(func(string) error { pings++; return nil })
		for range 2 {
			if got := c.next(t); got != "beat" {
				t.Fatalf("received %q", got)
			}
		}
		if pings != 2 {
			t.Fatalf("%d pings beside 2 beats", pings)
		}
	}
}

func TestAHalfOpenConnectionEndsAtTheReadDeadlineAndALivingOneDoesNot(t *testing.T) {
	s := newSite(t, live.Options{Ping: 30 * time.Millisecond, ReadTimeout: 300 * time.Millisecond}, live.Handler[string]{}, nil)
	living := s.dial(t, "living")
	go func() { // reading answers the pings
		for {
			if _, _, err := living.NextReader(); err != nil {
				return
			}
		}
	}()
	start := time.Now()
	s.dial(t, "half-open") // reads nothing, so it answers no ping
	eventually(t, "the half-open socket ends", func() bool { return s.Len() == 1 })
	if took := time.Since(start); took < 250*time.Millisecond {
		t.Fatalf("it ended after %v, before its deadline", took)
	}
	if live.IsClosed(living.socket) {
		t.Fatal("the living socket has ended")
	}
}

func TestCloseEndsTheSocketEvenWhenThePeerNeverAnswers(t *testing.T) {
	s := newSite(t, live.Options{}, live.Handler[string]{}, nil)
	deaf := s.dial(t, "deaf") // far sooner than its read deadline
	deaf.socket.Close(fast.CloseGoingAway, strings.Repeat("a long reason ", 50))
	eventually(t, "the handler returns", func() bool { return s.Len() == 0 })
	if code := deaf.closeCode(); code != fast.CloseGoingAway {
		t.Fatalf("closed with %d", code)
	}
}

func TestThePeersCloseIsAnsweredWithItsCode(t *testing.T) {
	s := newSite(t, live.Options{}, live.Handler[string]{}, nil)
	for _, code := range []int{fast.CloseNormalClosure, fast.CloseGoingAway, 4321} {
		c := s.dial(t, fmt.Sprint("tab", code))
		if err := c.WriteMessage(fast.CloseMessage, fast.FormatCloseMessage(code, "bye")); err != nil {
			t.Fatal(err)
		}
		if got := c.closeCode(); got != code {
			t.Fatalf("%d was answered with %d", code, got)
		}
	}
	eventually(t, "all handlers return", func() bool { return s.Len() == 0 })
}

func TestDrainClosesAllWith1012SpreadOverItsWindowAndWaitsForTheirHandlers(t *testing.T) {
	var running atomic.Int32
	handler := live.Handler[string]{
		Opened: func(*live.Socket[string]) { running.Add(1) },
		Closed: func(*live.Socket[string]) { running.Add(-1) },
	}
	s := newSite(t, live.Options{}, handler, nil)
	const sockets, window = 20, 400 * time.Millisecond
	var mu sync.Mutex
	var at []time.Time
	for i := range sockets {
		c := s.dial(t, fmt.Sprint("tab", i))
		go func() {
			if code := c.closeCode(); code != fast.CloseServiceRestart {
				t.Errorf("closed with %d", code)
			}
			mu.Lock()
			at = append(at, time.Now())
			mu.Unlock()
		}()
	}
	start := time.Now()
	s.Drain(context.Background(), window)
	if n := running.Load(); n != 0 || s.Len() != 0 {
		t.Fatalf("%d handlers still run, %d sockets are open", n, s.Len())
	}
	eventually(t, "every client is closed", func() bool { mu.Lock(); defer mu.Unlock(); return len(at) == sockets })
	early := 0
	for _, moment := range at {
		if moment.Sub(start) < window/2 {
			early++
		}
	}
	if early == 0 || early > sockets*3/4 { // a busy machine may be late, never early
		t.Fatalf("%d of %d were closed in the first half of the window", early, sockets)
	}
	late := s.connect(t, "late")
	if code := late.closeCode(); code != fast.CloseServiceRestart {
		t.Fatalf("a socket that came after the drain was closed with %d", code)
	}
	s.Drain(context.Background(), window) // nothing left to do
}

func TestDrainCutsOffTheRestWhenItsTimeIsOver(t *testing.T) {
	s := newSite(t, live.Options{}, live.Handler[string]{}, nil)
	for i := range 5 {
		s.dial(t, fmt.Sprint("deaf", i)) // never answers the close frame
	}
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	start := time.Now()
	s.Drain(ctx, 0)
	eventually(t, "all handlers return", func() bool { return s.Len() == 0 })
	if took := time.Since(start); took > time.Second {
		t.Fatalf("it took %v", took)
	}
}

func TestADrainedHubLeavesNoGoroutineBehind(t *testing.T) {
	before := runtime.NumGoroutine()
	for range 20 {
		live.NewHub[int](live.Options{}).Drain(context.Background(), 0)
	}
	eventually(t, "its goroutines end", func() bool { return runtime.NumGoroutine() <= before })
}

func TestAPanicInAHandlerStillEndsTheSocketProperly(t *testing.T) {
	closed := make(chan struct{})
	s := newSite(t, live.Options{}, live.Handler[string]{
		Received: func(*live.Socket[string], []byte) { panic("a bug, as the test wants it") },
		Closed:   func(*live.Socket[string]) { close(closed) },
	}, nil)
	c := s.dial(t, "one")
	s.Join(c.socket, "room")
	c.say(t, "x")
	<-closed
	eventually(t, "nothing is left of it", func() bool { return s.Len() == 0 && s.Size("room") == 0 })
}
