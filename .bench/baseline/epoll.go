package baseline

import (
	"bytes"
	"fmt"
	"net"
	"runtime"
	"syscall"
)

// epoll is the physical limit: one thread, one epoll set, raw sockets, no buffer per connection, and whatever arrived
// together goes out as one write per connection. It speaks just enough HTTP and WebSocket to be measured.
type epoll struct {
	fd, listener int
	conns        map[int]*rawConn
	members      []*rawConn // upgraded
	pending      []byte     // frames of this turn
}

type rawConn struct {
	fd      int
	member  int    // its place in members; -1 before the upgrade
	in, out []byte // not yet whole; not yet taken by the socket
}

func serveEpoll(addr string) error {
	runtime.LockOSThread()
	e := &epoll{conns: map[int]*rawConn{}}
	if err := e.listen(addr); err != nil {
		return err
	}
	events, buffer := make([]syscall.EpollEvent, 1024), make([]byte, 64<<10)
	for {
		n, err := syscall.EpollWait(e.fd, events, -1)
		if err != nil && err != syscall.EINTR {
			return fmt.Errorf("epoll: %w", err)
		}
		for _, event := range events[:max(0, n)] {
			if int(event.Fd) == e.listener {
				e.accept()
			} else if c := e.conns[int(event.Fd)]; c != nil {
				if event.Events&syscall.EPOLLOUT != 0 && len(c.out) > 0 {
					rest := c.out
					c.out = nil
					c.write(rest)
				}
				e.read(c, buffer)
			}
		}
		if len(e.pending) > 0 {
			for _, c := range e.members {
				c.write(e.pending)
			}
			e.pending = e.pending[:0]
		}
	}
}

func (e *epoll) listen(addr string) (err error) {
	tcp, err := net.ResolveTCPAddr("tcp4", addr)
	if err != nil {
		return err
	}
	if e.listener, err = syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_NONBLOCK|syscall.SOCK_CLOEXEC, 0); err != nil {
		return fmt.Errorf("socket: %w", err)
	}
	if err := syscall.Bind(e.listener, &syscall.SockaddrInet4{Port: tcp.Port, Addr: [4]byte(tcp.IP.To4())}); err != nil {
		return fmt.Errorf("bind: %w", err)
	}
	if err := syscall.Listen(e.listener, 4096); err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	if e.fd, err = syscall.EpollCreate1(syscall.EPOLL_CLOEXEC); err != nil {
		return fmt.Errorf("epoll: %w", err)
	}
	return e.watch(e.listener, syscall.EPOLLIN)
}

func (e *epoll) watch(fd int, events uint32) error {
	return syscall.EpollCtl(e.fd, syscall.EPOLL_CTL_ADD, fd, &syscall.EpollEvent{Events: events, Fd: int32(fd)})
}

func (e *epoll) accept() {
	for range 256 {
		fd, _, err := syscall.Accept4(e.listener, syscall.SOCK_NONBLOCK|syscall.SOCK_CLOEXEC)
		if err != nil {
			return
		}
		_ = syscall.SetsockoptInt(fd, syscall.IPPROTO_TCP, syscall.TCP_NODELAY, 1)
		const edges = 1 << 31 // EPOLLET, which the syscall package has as a negative number
		if e.watch(fd, syscall.EPOLLIN|syscall.EPOLLOUT|syscall.EPOLLRDHUP|edges) != nil {
			_ = syscall.Close(fd)
			continue
		}
		e.conns[fd] = &rawConn{fd: fd, member: -1}
	}
}

func (e *epoll) drop(c *rawConn) {
	if c.member >= 0 {
		last := len(e.members) - 1
		e.members[c.member] = e.members[last]
		e.members[c.member].member = c.member
		e.members = e.members[:last]
	}
	delete(e.conns, c.fd)
	_ = syscall.Close(c.fd)
}

func (c *rawConn) write(frames []byte) {
	if len(c.out) > 0 {
		c.out = append(c.out, frames...)
		return
	}
	n, err := syscall.Write(c.fd, frames)
	if err != nil && err != syscall.EAGAIN {
		return // the reading side sees it
	}
	if n = max(0, n); n < len(frames) {
		c.out = bytes.Clone(frames[n:])
	}
}

// read takes all that a connection has said.
func (e *epoll) read(c *rawConn, buffer []byte) {
	for {
		n, err := syscall.Read(c.fd, buffer)
		if err == syscall.EAGAIN {
			return
		}
		if err != nil || n == 0 {
			e.drop(c)
			return
		}
		said := buffer[:n]
		if len(c.in) > 0 {
			said = append(c.in, said...)
		}
		rest, alive := e.handle(c, said)
		if !alive {
			e.drop(c)
			return
		}
		if c.in = nil; len(rest) > 0 {
			c.in = bytes.Clone(rest)
		}
		if n < len(buffer) {
			return
		}
	}
}
