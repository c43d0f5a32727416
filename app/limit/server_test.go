package limit_test

import (
	"net"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// server is a Redis of the test's own.
type server struct {
	addr string
	cmd  *exec.Cmd
}

var logVersion sync.Once

func startRedis(t *testing.T) *server {
	t.Helper()
	path, err := exec.LookPath("redis-server")
	if err != nil {
		t.Fatal("redis-server is missing; the limits of several nodes cannot be tested without it: apt-get install redis-server")
	}
	logVersion.Do(func() {
		version, _ := exec.Command(path, "--version").Output()
		t.Log(strings.TrimSpace(string(version)))
	})
	s := &server{addr: freeAddr(t)}
	s.start(t)
	t.Cleanup(s.kill)
	return s
}

// start runs the server on its address and waits until it answers.
func (s *server) start(t *testing.T) {
	t.Helper()
	_, port, err := net.SplitHostPort(s.addr)
	must(t, err)
	s.cmd = exec.Command("redis-server", "--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", t.TempDir())
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} // a test that is killed leaves no server behind
	must(t, s.cmd.Start())
	client := s.client(t)
	until(t, "Redis answers", func() bool { return client.Ping(ctx).Err() == nil })
}

func (s *server) kill() {
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
}

func (s *server) freeze(t *testing.T) { must(t, s.cmd.Process.Signal(syscall.SIGSTOP)) }
func (s *server) thaw(t *testing.T)   { must(t, s.cmd.Process.Signal(syscall.SIGCONT)) }

// client is set up as a node does it.
func (s *server) client(t *testing.T) redis.UniversalClient {
	t.Helper()
	client := redis.NewClient(&redis.Options{Addr: s.addr, MaxRetries: 1, DialerRetries: 1, ContextTimeoutEnabled: true})
	t.Cleanup(func() { _ = client.Close() })
	return client
}

func freeAddr(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer listener.Close()
	return listener.Addr().String()
}

// until waits for a condition that something outside this process brings about.
func until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited 10 s in vain until %s", what)
		}
	}
}
