package web_test

import (
	"errors"
	"io"
	"net"
	"os"
	"testing"
	"time"

	"porchlight/app/web"
)

const shortly = 30 * time.Millisecond

func TestAReadEndsAtTheDeadlineThatWasAskedForLast(t *testing.T) {
	t.Parallel()
	for name, asked := range map[string][]time.Duration{
		"the first":             {shortly},
		"one that is earlier":   {time.Hour, shortly},
		"one that is later":     {-time.Hour, shortly},
		"none, and then one":    {0, shortly},
		"one, none and another": {time.Hour, 0, shortly},
		"the same that it kept": {shortly, shortly},
	} {
		t.Run(name, func(t *testing.T) {
			conn, peer := timed(t)
			for _, before := range asked[:len(asked)-1] {
				must(t, conn.SetReadDeadline(ahead(before)))
				_, err := io.WriteString(peer, "x")
				must(t, err)
				_, _ = conn.Read(make([]byte, 1)) // which is where a deadline is kept
			}
			must(t, conn.SetReadDeadline(ahead(asked[len(asked)-1])))
			if _, err := io.Copy(io.Discard, reader{conn}); !errors.Is(err, os.ErrDeadlineExceeded) {
				t.Errorf("what it waits for ends with %v", err)
			}
		})
	}
}

func TestADeadlineIsKeptOnceForAllThatAreHardlyLater(t *testing.T) {
	t.Parallel()
	conn, peer := timed(t)
	now := time.Now()
	for _, c := range []struct{ asked, kept time.Duration }{
		{time.Hour, time.Hour}, {time.Hour + web.EarlyMost - 1, time.Hour}, {time.Hour + web.EarlyMost, time.Hour + web.EarlyMost}, {time.Hour, time.Hour},
	} {
		must(t, conn.SetReadDeadline(now.Add(c.asked)))
		_, err := io.WriteString(peer, "x")
		must(t, err)
		_, err = conn.Read(make([]byte, 1))
		must(t, err)
		if kept := web.KeptDeadline(conn).Sub(now); kept != c.kept {
			t.Errorf("asked for in %s, %s is kept, want %s", c.asked, kept, c.kept)
		}
	}
}

func TestAWriteThatNobodyReadsEndsAtItsDeadline(t *testing.T) {
	t.Parallel()
	for name, write := range map[string]func(net.Conn) error{
		"Write":    func(c net.Conn) error { _, err := c.Write(make([]byte, 64<<20)); return err },
		"ReadFrom": func(c net.Conn) error { _, err := c.(io.ReaderFrom).ReadFrom(endless{}); return err },
	} {
		t.Run(name, func(t *testing.T) {
			conn, _ := timed(t)
			must(t, conn.SetWriteDeadline(ahead(time.Hour)))
			_, err := io.WriteString(conn, "x")
			must(t, err)
			must(t, conn.SetWriteDeadline(ahead(shortly)))
			if err := write(conn); !errors.Is(err, os.ErrDeadlineExceeded) {
				t.Errorf("it ends with %v", err)
			}
		})
	}
}

func TestAConnectionThatIsHandedOverHasItsDeadlinesAtOnce(t *testing.T) {
	t.Parallel()
	conn, _ := timed(t)
	must(t, conn.SetReadDeadline(ahead(shortly)))
	must(t, conn.SetDeadline(time.Time{}))
	reading := make(chan error)
	go func() {
		_, err := conn.Read(make([]byte, 1))
		reading <- err
	}()
	time.AfterFunc(2*shortly, func() { _ = conn.SetReadDeadline(ahead(-time.Hour)) })
	began := time.Now()
	if err := <-reading; !errors.Is(err, os.ErrDeadlineExceeded) || time.Since(began) < shortly+shortly/2 {
		t.Errorf("after %s it ends with %v", time.Since(began), err)
	}
}

// ahead is so much from now; 0: never.
func ahead(in time.Duration) time.Time {
	if in == 0 {
		return time.Time{}
	}
	return time.Now().Add(in)
}

// timed returns a connection as requests come by, and its other end.
func timed(t *testing.T) (conn, peer net.Conn) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer l.Close()
	peer, err = net.Dial("tcp", l.Addr().String())
	must(t, err)
	accepted, err := l.Accept()
	must(t, err)
	conn = web.NewTimedConn(accepted.(*net.TCPConn))
	t.Cleanup(func() { _, _ = conn.Close(), peer.Close() })
	return conn, peer
}

// reader has nothing of a connection but its Read.
type reader struct{ io.Reader }

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }
