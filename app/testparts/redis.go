package testparts

import (
	"bufio"
	"fmt"
	"net"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// RedisServer is a real Redis on a port of its own, with nothing on disk: a restart begins empty.
type RedisServer struct {
	Addr    string // host:port, the same after a restart
	args    []string
	process *exec.Cmd
	frozen  bool
	log     log
	clients map[string]*redis.Client // of an operator, by user and password
}

var sayRedisVersion sync.Once

// Redis starts a server that ends with the test. Any test that needs one fails where redis-server is not installed.
func Redis(t testing.TB) *RedisServer {
	t.Helper()
	path, err := exec.LookPath("redis-server")
	if err != nil {
		t.Fatal("redis-server is missing, and this test runs a real one: apt-get install redis-server")
	}
	sayRedisVersion.Do(func() {
		version, _ := exec.Command(path, "--version").Output()
		t.Log(strings.TrimSpace(string(version)))
	})
	return runRedis(t, inMemory...)
}

var inMemory = []string{"--save", "", "--appendonly", "no"}

// runRedis starts a server of a kind that args say; it ends with the test.
func runRedis(t testing.TB, args ...string) *RedisServer {
	t.Helper()
	s := &RedisServer{Addr: FreeAddr(t), args: args}
	t.Cleanup(func() { s.finish(t) })
	s.start(t)
	return s
}

// end is kill for good.
func (s *RedisServer) end() {
	s.kill()
	for _, client := range s.clients {
		_ = client.Close()
	}
}

func (s *RedisServer) finish(t testing.TB) {
	s.end()
	if t.Failed() {
		t.Logf("the log of the Redis at %s:\n%s", s.Addr, s.log.String())
	}
}

// URL is the address as the setting takes it.
func (s *RedisServer) URL() string { return "redis://" + s.Addr + "/0" }

// Stop ends the server with SIGKILL, without a goodbye to its clients.
func (s *RedisServer) Stop(t testing.TB) {
	t.Helper()
	if s.process == nil {
		t.Fatal("this Redis does not run")
	}
	s.kill()
}

// Restart starts the server again at the same address, and stops it first where it runs.
func (s *RedisServer) Restart(t testing.TB) {
	t.Helper()
	s.kill()
	s.start(t)
}

// Freeze stops the server's work with SIGSTOP: connections stay open, and nothing is answered.
func (s *RedisServer) Freeze(t testing.TB) { t.Helper(); s.signal(t, syscall.SIGSTOP); s.frozen = true }

// Thaw lets a frozen server go on.
func (s *RedisServer) Thaw(t testing.TB) { t.Helper(); s.signal(t, syscall.SIGCONT); s.frozen = false }

func (s *RedisServer) signal(t testing.TB, signal syscall.Signal) {
	t.Helper()
	if s.process == nil {
		t.Fatal("this Redis does not run")
	}
	if err := s.process.Process.Signal(signal); err != nil {
		t.Fatal(err)
	}
}

func (s *RedisServer) start(t testing.TB) {
	t.Helper()
	s.process = exec.Command("redis-server", slices.Concat(s.args, []string{"--port", portOf(s.Addr), "--bind", "127.0.0.1"})...)
	s.process.Stdout, s.process.Stderr = &s.log, &s.log
	s.process.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} // a test that is killed leaves no server behind
	if err := s.process.Start(); err != nil {
		t.Fatal(err)
	}
	Eventually(t, "redis-server answers on "+s.Addr, s.answers)
}

func (s *RedisServer) kill() {
	if s.process == nil {
		return
	}
	_ = s.process.Process.Kill()
	_ = s.process.Wait()
	s.process, s.frozen = nil, false
}

// client is an operator's who needs no password.
func (s *RedisServer) client(t testing.TB) *redis.Client { t.Helper(); return s.clientAs(t, "", "") }

func (s *RedisServer) clientAs(t testing.TB, user, password string) *redis.Client {
	t.Helper()
	key := user + ":" + password
	if s.clients[key] == nil {
		if s.clients == nil {
			s.clients = map[string]*redis.Client{}
		}
		s.clients[key] = redis.NewClient(&redis.Options{Addr: s.Addr, Username: user, Password: password})
	}
	return s.clients[key]
}

func portOf(addr string) string {
	_, port, _ := net.SplitHostPort(addr) // FreeAddr makes no others
	return port
}

func (s *RedisServer) answers() bool {
	conn, err := net.DialTimeout("tcp", s.Addr, time.Second)
	if err != nil {
		return false
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(time.Second))
	_, _ = fmt.Fprint(conn, "PING\r\n")
	answer, _ := bufio.NewReader(conn).ReadString('\n')
	return answer == "+PONG\r\n" || strings.HasPrefix(answer, "-NOAUTH ") // it wants a password first
}
