package web

import (
	"errors"
	"log/slog"
	"net"
	"syscall"
	"time"
)

const (
	acceptPause = 100 * time.Millisecond // before the listener tries again where the system has nothing left to give
	acceptQuiet = time.Minute            // after a refusal: those that come sooner belong to it, and are not logged again
)

// patientListener goes on where the system refuses one connection: too many open files are no reason to drop everyone.
type patientListener struct {
	net.Listener
	log     *slog.Logger
	refused time.Time // when that was last; Accept alone touches it
}

// Accept is net.Listener's.
func (l *patientListener) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if tcp, is := conn.(*net.TCPConn); is {
			return &readingAhead{timedConn: timedConn{TCPConn: tcp}}, nil
		}
		if err == nil || !passes(err) {
			return conn, err
		}
		now := time.Now()
		if now.Sub(l.refused) > acceptQuiet {
			l.log.Warn("a connection could not be taken: raise the limit of open files (ulimit -n) if this goes on", "error", err)
		}
		l.refused = now
		time.Sleep(acceptPause)
	}
}

func passes(err error) bool {
	for _, passing := range []error{syscall.EMFILE, syscall.ENFILE, syscall.ENOBUFS, syscall.ENOMEM, syscall.ECONNABORTED} {
		if errors.Is(err, passing) {
			return true
		}
	}
	return false
}
