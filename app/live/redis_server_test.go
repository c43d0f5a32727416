package live_test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/app/live"
)

// redisServer is a real Redis on a free port, with nothing on disk.
type redisServer struct {
	*redis.Client
	port    int
	process *exec.Cmd
}

var shared struct {
	sync.Once
	server *redisServer
}

// TestMain stops the server that tests shared.
func TestMain(m *testing.M) {
	code := m.Run()
	if shared.server != nil {
		shared.server.kill()
	}
	os.Exit(code)
}

// sharedRedis returns a server for tests that leave it alone; each uses its own prefix.
func sharedRedis(t *testing.T) *redisServer {
	t.Helper()
	shared.Do(func() {
		server := newRedisServer(t)
		server.start(t)
		shared.server = server
	})
	if shared.server == nil {
		t.Fatal("the shared Redis did not start")
	}
	return shared.server
}

// ownRedis returns a running server that the test may harm.
func ownRedis(t *testing.T) *redisServer {
	t.Helper()
	server := newRedisServer(t)
	server.start(t)
	t.Cleanup(server.kill)
	return server
}

// newRedisServer finds a port, and starts nothing yet.
func newRedisServer(t *testing.T) *redisServer {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	port := listener.Addr().(*net.TCPAddr).Port
	return &redisServer{port: port, Client: redis.NewClient(&redis.Options{Addr: fmt.Sprint("127.0.0.1:", port)})}
}

func (s *redisServer) url() string { return fmt.Sprintf("redis://127.0.0.1:%d/0", s.port) }

// start runs the server and waits until it answers.
func (s *redisServer) start(t *testing.T) {
	t.Helper()
	binary, err := exec.LookPath("redis-server")
	if err != nil {
		t.Fatal("these tests run a real Redis: apt-get install redis-server")
	}
	s.process = exec.Command(binary, "--port", fmt.Sprint(s.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no")
	var output bytes.Buffer
	s.process.Stdout, s.process.Stderr = &output, &output
	if err := s.process.Start(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "redis-server answers", func() bool {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		return s.Ping(ctx).Err() == nil
	})
	info, _ := s.InfoMap(context.Background(), "server").Result()
	t.Logf("redis-server %s on port %d", info["Server"]["redis_version"], s.port)
}

// kill ends the server without a goodbye.
func (s *redisServer) kill() {
	if s.process != nil {
		_ = s.process.Process.Kill()
		_ = s.process.Wait()
		s.process = nil
	}
}

func (s *redisServer) signal(t *testing.T, signal syscall.Signal) {
	t.Helper()
	if err := s.process.Process.Signal(signal); err != nil {
		t.Fatal(err)
	}
}

// age takes d from every lease under prefix, as if that time had passed.
func (s *redisServer) age(t *testing.T, prefix string, d time.Duration) {
	t.Helper()
	keys, err := s.Keys(t.Context(), "*").Result()
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range keys {
		if !strings.HasPrefix(key, prefix) {
			continue
		}
		left, err := s.PTTL(t.Context(), key).Result()
		if err != nil {
			t.Fatal(err)
		}
		if left < 0 {
			t.Fatalf("%s would stay for ever", key)
		}
		if err := s.PExpire(t.Context(), key, left-d).Err(); err != nil {
			t.Fatal(err)
		}
	}
}

// joinRedis returns a bus that is up.
func joinRedis(t *testing.T, options live.RedisOptions) *live.Redis {
	t.Helper()
	bus, err := live.NewRedis(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = bus.Close() })
	if !bus.Up() {
		t.Fatal("the bus is not up although Redis runs")
	}
	return bus
}
