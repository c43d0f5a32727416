package swarm

import (
	"fmt"
	"syscall"
)

// socket is one connection.
type socket struct {
	number   int
	fd       int // -1: none
	state    state
	served   bool
	unparsed []byte // what has arrived of an answer or a frame that is not whole yet
}

type state uint8

const (
	connecting state = iota
	upgrading
	open
)

const edges = 1 << 31 // EPOLLET, which the syscall package has as a negative number

// connect begins socket i's way to the server.
func (s *Swarm) connect(i int) {
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_NONBLOCK|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		s.fail(fmt.Errorf("socket: %w", err))
		return
	}
	s.sockets[i] = socket{number: i, fd: fd, unparsed: s.sockets[i].unparsed[:0]}
	const bindAddressNoPort = 24 // IP_BIND_ADDRESS_NO_PORT: the port is chosen at connect, by both ends
	_ = syscall.SetsockoptInt(fd, syscall.SOL_IP, bindAddressNoPort, 1)
	_ = syscall.SetsockoptInt(fd, syscall.IPPROTO_TCP, syscall.TCP_NODELAY, 1)
	if err := syscall.Bind(fd, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, byte(1 + i%sources)}}); err != nil {
		s.fail(fmt.Errorf("bind: %w", err))
	}
	if err := syscall.Connect(fd, &s.server); err != nil && err != syscall.EINPROGRESS {
		s.fail(fmt.Errorf("connect: %w", err))
	}
	event := syscall.EpollEvent{Events: syscall.EPOLLIN | syscall.EPOLLOUT | syscall.EPOLLRDHUP | edges, Fd: int32(i)}
	if err := syscall.EpollCtl(s.epoll, syscall.EPOLL_CTL_ADD, fd, &event); err != nil {
		s.fail(fmt.Errorf("epoll: %w", err))
	}
}

func (s *Swarm) drop(c *socket) {
	if c.fd < 0 {
		return
	}
	_ = syscall.Close(c.fd)
	c.fd = -1
	if c.served {
		s.served--
		c.served = false
	}
}

// happened takes what the kernel says of a socket.
func (s *Swarm) happened(c *socket, events uint32) {
	if c.fd < 0 {
		return
	}
	if c.state == connecting {
		if code, _ := syscall.GetsockoptInt(c.fd, syscall.SOL_SOCKET, syscall.SO_ERROR); code != 0 {
			s.fail(fmt.Errorf("connect: %w", syscall.Errno(code)))
			return
		}
		if events&syscall.EPOLLOUT == 0 {
			return
		}
		c.state = upgrading
		s.write(c, s.request(c))
	}
	for c.fd >= 0 {
		n, err := syscall.Read(c.fd, s.buffer)
		if err == syscall.EAGAIN {
			return
		}
		if err != nil || n == 0 {
			s.fail(fmt.Errorf("the server ended a socket: %w (%.200q)", errOrEnd(err), c.unparsed))
			s.drop(c)
			return
		}
		s.arrived(c, s.buffer[:n])
		if n < len(s.buffer) && events&(syscall.EPOLLRDHUP|syscall.EPOLLHUP) == 0 {
			return
		}
	}
}

// request is the handshake, with what a browser sends besides: a server that keeps headers pays for them.
func (s *Swarm) request(c *socket) []byte {
	further := ""
	if s.Header != nil {
		further = s.Header(c.number)
	}
	return fmt.Appendf(nil, "GET %s HTTP/1.1\r\nHost: %s\r\n"+
		"User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36\r\n"+
		"Accept-Encoding: gzip, deflate, br, zstd\r\nAccept-Language: en-US,en;q=0.9\r\nCache-Control: no-cache\r\nPragma: no-cache\r\n"+
		"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n%s\r\n",
		s.Path, s.Addr, further)
}

// write puts a handshake or a small frame on a socket, whose buffer in the kernel has room for it.
func (s *Swarm) write(c *socket, data []byte) {
	if n, err := syscall.Write(c.fd, data); err != nil || n < len(data) {
		s.fail(fmt.Errorf("a socket took %d of %d bytes: %w", n, len(data), errOrEnd(err)))
	}
}
