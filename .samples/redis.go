package main

import (
	"errors"
	"fmt"
	"net"
	"regexp"
	"strings"
	"time"

	"github.com/gomodule/redigo/redis"
)

type redisServer struct {
	port  string
	admin redis.Conn
	name  string
}

const (
	pushWait    = 300 * time.Millisecond // for what a session may be sent unasked
	clusterWait = 10 * time.Second       // until a cluster of one has found itself
)

var redisVersion = regexp.MustCompile(`redis_version:(\S+)`)

func startRedis(l *lab, settings ...string) (engine, error) {
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	dir, err := l.folder("redis-" + port)
	if err != nil {
		return nil, err
	}
	r := &redisServer{port: port}
	args := append([]string{"--port", port, "--bind", "127.0.0.1", "--save", "", "--dir", dir}, settings...)
	err = l.serve(l.command(dir, "redis-server", args...), func() error {
		if r.admin, err = redis.Dial("tcp", net.JoinHostPort("127.0.0.1", port)); err != nil {
			return err
		}
		info, err := redis.String(r.admin.Do("INFO", "server"))
		if found := redisVersion.FindStringSubmatch(info); err == nil && found != nil {
			r.name = "Redis " + found[1]
		}
		return err
	})
	if err == nil && len(settings) > 0 {
		err = r.cluster()
	}
	return r, err
}

// cluster gives the node all slots and waits until it serves them.
func (r *redisServer) cluster() error {
	if _, err := r.admin.Do("CLUSTER", "ADDSLOTSRANGE", 0, 16383); err != nil {
		return err
	}
	for deadline := time.Now().Add(clusterWait); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if info, err := redis.String(r.admin.Do("CLUSTER", "INFO")); err != nil || strings.Contains(info, "cluster_state:ok") {
			return err
		}
	}
	return errors.New("the cluster did not come up")
}

func (r *redisServer) version() string { return r.name }
func (r *redisServer) env() []string   { return []string{"REDIS_URL=redis://127.0.0.1:" + r.port} }

func (r *redisServer) empty() error {
	_, err := r.admin.Do("FLUSHALL")
	return err
}

func (r *redisServer) open() (session, error) {
	conn, err := redis.Dial("tcp", net.JoinHostPort("127.0.0.1", r.port))
	if err != nil {
		return nil, err
	}
	id, err := redis.Int(conn.Do("CLIENT", "ID"))
	if err != nil {
		return nil, err
	}
	s := &redisSession{server: r, conn: conn, id: id, heard: make(chan heard, 64)}
	go s.listen()
	return s, nil
}

// redisSession reads all the time, because a server also speaks unasked.
type redisSession struct {
	server *redisServer
	conn   redis.Conn
	id     int
	heard  chan heard
}

type heard struct {
	value any
	err   error
}

func (s *redisSession) close() { _ = s.conn.Close() }

func (s *redisSession) listen() {
	for {
		value, err := s.conn.Receive()
		s.heard <- heard{value, err}
		if s.conn.Err() != nil {
			return
		}
	}
}

// ask sends a command; without one it returns what came unasked.
func (s *redisSession) ask(statement string) (reply, error) {
	var late <-chan time.Time
	if statement == "" {
		late = time.After(pushWait)
	} else {
		parts, err := words(statement)
		if err != nil {
			return reply{}, err
		}
		args := make([]any, len(parts)-1)
		for i, part := range parts[1:] {
			args[i] = part
		}
		if err := errors.Join(s.conn.Send(parts[0], args...), s.conn.Flush()); err != nil {
			return reply{}, err
		}
	}
	select {
	case h := <-s.heard:
		var refused redis.Error
		if h.err != nil && !errors.As(h.err, &refused) {
			return reply{}, h.err
		}
		if h.err != nil {
			return reply{lines: spoken(refused)}, nil
		}
		return reply{lines: spoken(h.value)}, nil
	case <-late:
		return reply{lines: []string{"(nothing)"}}, nil
	}
}

func (s *redisSession) waits() (bool, error) {
	list, err := redis.String(s.server.admin.Do("CLIENT", "LIST", "ID", s.id))
	return strings.Contains(list, " flags=b"), err
}

// spoken is a value as redis-cli shows it.
func spoken(value any) []string {
	switch v := value.(type) {
	case nil:
		return []string{"(nil)"}
	case int64:
		return []string{fmt.Sprintf("(integer) %d", v)}
	case string: // a status
		return []string{v}
	case []byte:
		return []string{`"` + strings.ReplaceAll(string(v), `"`, `\"`) + `"`}
	case redis.Error:
		return []string{"(error) " + v.Error()}
	case []any:
		if len(v) == 0 {
			return []string{"(empty array)"}
		}
		var lines []string
		pad := len(fmt.Sprint(len(v))) + 2
		for i, item := range v {
			for k, line := range spoken(item) {
				number := ""
				if k == 0 {
					number = fmt.Sprintf("%d) ", i+1)
				}
				lines = append(lines, fmt.Sprintf("%*s", pad, number)+line)
			}
		}
		return lines
	}
	return []string{fmt.Sprint(value)}
}
