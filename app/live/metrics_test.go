package live_test

import (
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	fast "github.com/fasthttp/websocket"
	"github.com/prometheus/client_golang/prometheus"

	"porchlight/app/live"
)

// told returns what a collector tells, by name and labels as Prometheus writes them; of a histogram, how much it has seen.
func told(t *testing.T, of prometheus.Collector) map[string]float64 {
	t.Helper()
	registry := prometheus.NewPedanticRegistry()
	if err := registry.Register(of); err != nil {
		t.Fatal(err)
	}
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]float64{}
	for _, family := range families {
		for _, m := range family.GetMetric() {
			name := family.GetName()
			for _, label := range m.GetLabel() {
				name += fmt.Sprintf("{%s=%q}", label.GetName(), label.GetValue())
			}
			values[name] = m.GetGauge().GetValue() + m.GetCounter().GetValue() + float64(m.GetHistogram().GetSampleCount())
		}
	}
	return values
}

// counted waits until a collector tells these values.
func counted(t *testing.T, of prometheus.Collector, want map[string]float64) {
	t.Helper()
	var got map[string]float64
	defer func() {
		if t.Failed() {
			t.Logf("they tell %v", got)
		}
	}()
	eventually(t, fmt.Sprint("the metrics tell ", want), func() bool {
		got = told(t, of)
		for name, value := range want {
			if got[name] != value {
				return false
			}
		}
		return true
	})
}

// wire is a listener that counts what goes through its connections.
type wire struct {
	net.Listener
	mu      sync.Mutex
	in, out int
}

func (w *wire) Accept() (net.Conn, error) {
	conn, err := w.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &wiredConn{Conn: conn, wire: w}, nil
}

func (w *wire) carried() (in, out int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.in, w.out
}

type wiredConn struct {
	net.Conn
	wire *wire
}

func (c *wiredConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.wire.mu.Lock()
	defer c.wire.mu.Unlock()
	c.wire.in += n
	return n, err
}

func (c *wiredConn) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	c.wire.mu.Lock()
	defer c.wire.mu.Unlock()
	c.wire.out += n
	return n, err
}

// sendWhole sends a text as one frame, however long: the library would send it in pieces.
func sendWhole(c *client, text string) error {
	const final, masked = 0x81, 0x80
	frame := []byte{final}
	switch n := len(text); {
	case n <= 125:
		frame = append(frame, masked|byte(n))
	case n < 1<<16:
		frame = binary.BigEndian.AppendUint16(append(frame, masked|126), uint16(n))
	default:
		frame = binary.BigEndian.AppendUint64(append(frame, masked|127), uint64(n))
	}
	frame = append(frame, 0, 0, 0, 0) // a mask that changes nothing
	_, err := c.NetConn().Write(append(frame, text...))
	return err
}

const maskLen = 4 // bytes

func TestBytesAreCountedAsTheyGoOverTheWire(t *testing.T) {
	tapped := &wire{}
	s := newSite(t, live.Options{Ping: time.Hour}, live.Handler[string]{Received: echo}, func(l net.Listener) net.Listener { tapped.Listener = l; return tapped })
	c := s.dial(t, "one")
	inBefore, outBefore := tapped.carried() // the handshake
	frames := 0
	for _, size := range []int{0, 1, 125, 126, 4000, 1 << 16} {
		if err := sendWhole(c, strings.Repeat("x", size)); err != nil {
			t.Fatal(err)
		}
		c.next(t)
		frames++
	}
	if err := c.WriteMessage(fast.PingMessage, []byte("are you there?")); err != nil {
		t.Fatal(err)
	}
	c.say(t, "the end")
	c.next(t)
	frames += 2
	eventually(t, "what went out is as much as came in", func() bool { // the client masks its frames (RFC 6455, 5.3), and may read before the wire has counted
		in, out := tapped.carried()
		return in-inBefore == out-outBefore+frames*maskLen
	})
	in, out := tapped.carried()
	counted(t, s.Hub, map[string]float64{
		`porchlight_socket_frames_total{direction="in"}`: float64(frames), `porchlight_socket_bytes_total{direction="in"}`: float64(in - inBefore),
		`porchlight_socket_frames_total{direction="out"}`: float64(frames), `porchlight_socket_bytes_total{direction="out"}`: float64(out - outBefore),
	})
}

func TestWhatACrowdReadsIsWhatWasCounted(t *testing.T) {
	const crowd, frames = 20, 300
	s := newSite(t, live.Options{Ping: time.Hour, OutboxBytes: 64 << 20, OutboxFrames: 10_000}, live.Handler[string]{}, nil)
	var tabs []*client
	for i := range crowd {
		c := s.dial(t, fmt.Sprint(i))
		s.Join(c.socket, "room")
		tabs = append(tabs, c)
	}
	read := make([]int, crowd)
	var reading sync.WaitGroup
	for i, c := range tabs {
		raw := c.NetConn()
		reading.Go(func() { // all that comes until the close frame has, and the connection ends
			n, _ := io.Copy(io.Discard, raw)
			read[i] = int(n)
		})
	}
	var sending sync.WaitGroup
	for range 4 {
		sending.Go(func() {
			for i := range frames / 4 {
				s.Broadcast("room", text(strings.Repeat("x", i*40))) // much of it more than the kernel takes at once
			}
		})
	}
	sending.Wait()
	for _, c := range tabs {
		c.socket.Close(fast.CloseServiceRestart, "")
	}
	eventually(t, "every socket ends", func() bool { return s.Len() == 0 })
	reading.Wait()
	bytes := 0
	for _, n := range read {
		bytes += n
	}
	counted(t, s.Hub, map[string]float64{
		`porchlight_socket_frames_total{direction="out"}`: crowd * (frames + 1), `porchlight_socket_bytes_total{direction="out"}`: float64(bytes),
		`porchlight_socket_closes_total{code="1012"}`: crowd, "porchlight_sockets_opened_total": crowd, "porchlight_sockets": 0, "porchlight_rooms": 0,
		"porchlight_socket_waiting_frames": 0, "porchlight_socket_waiting_bytes": 0,
	})
}

func TestEachEndOfASocketIsCountedUnderItsCode(t *testing.T) {
	s := newSite(t, live.Options{}, live.Handler[string]{Received: echo}, nil)
	bye := func(code int) func(*client) {
		return func(c *client) {
			_ = c.WriteMessage(fast.CloseMessage, fast.FormatCloseMessage(code, "bye"))
		}
	}
	for i, end := range []func(*client){
		bye(fast.CloseNormalClosure), bye(fast.CloseGoingAway), bye(fast.CloseGoingAway), bye(fast.CloseNoStatusReceived), bye(4321), bye(3000),
		func(c *client) { _ = c.NetConn().Close() },
		func(c *client) { _ = c.WriteMessage(fast.BinaryMessage, nil) },
		func(c *client) { c.socket.Close(fast.CloseTryAgainLater, "too many are open") },
	} {
		c := s.dial(t, fmt.Sprint(i))
		end(c)
		c.closeCode()
	}
	counted(t, s.Hub, map[string]float64{
		`porchlight_socket_closes_total{code="1000"}`: 1, `porchlight_socket_closes_total{code="1001"}`: 2, `porchlight_socket_closes_total{code="1005"}`: 1,
		`porchlight_socket_closes_total{code="other"}`: 2, `porchlight_socket_closes_total{code="1006"}`: 1, `porchlight_socket_closes_total{code="1008"}`: 1,
		`porchlight_socket_closes_total{code="1013"}`: 1, "porchlight_socket_slow_closes_total": 0, "porchlight_sockets_opened_total": 9, "porchlight_sockets": 0,
	})
}

func TestAClientThatIsCutAsTooSlowIsCountedAndWhatWaitsForItIsSeen(t *testing.T) {
	s := newSite(t, live.Options{OutboxBytes: 1 << 20}, live.Handler[string]{}, nil)
	slow := s.dial(t, "slow")
	large := text(strings.Repeat("x", 64<<10))
	most := 0.0
	for !live.IsClosed(slow.socket) {
		slow.socket.Send(large)
		most = max(most, told(t, s.Hub)["porchlight_socket_waiting_bytes"])
	}
	if most < 1<<19 || most > 1<<20+64<<10+100 {
		t.Errorf("up to %.0f bytes waited for a socket that is cut at 1 MB", most)
	}
	if code := slow.closeCode(); code != fast.CloseTryAgainLater {
		t.Fatalf("closed with %d", code)
	}
	counted(t, s.Hub, map[string]float64{
		"porchlight_socket_slow_closes_total": 1, `porchlight_socket_closes_total{code="1013"}`: 1, "porchlight_socket_waiting_bytes": 0, "porchlight_socket_waiting_frames": 0,
	})
}
