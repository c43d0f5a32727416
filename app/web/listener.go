package web

import (
	"errors"
	"log/slog"
	"net"
	"syscall"
	"time"
)

// acceptPause is how long the listener waits before it tries again where the system has nothing left to give.
const acceptPause = 100 * time.Millisecond

// patientListener goes on where the system refuses one connection: too many open files are no reason to drop everyone.
type patientListener struct {
	net.Listener
	log *slog.Logger
}

// Accept is net.Listener's.
func (l patientListener) Accept() (net.Conn, error) {
	for warned := false; ; warned = true {
		conn, err := l.Listener.Accept()
		if tcp, is := conn.(*net.TCPConn); is {
			return &readingAhead{TCPConn: tcp}, nil
		}
		if err == nil || !passes(err) {
			return conn, err
		}
		if !warned {
			l.log.Warn("a connection could not be taken: raise the limit of open files (ulimit -n) if this goes on", "error", err)
		}
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
