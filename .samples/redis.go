package main

import (
	"errors"
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

// clusterWait is how long a cluster of one may take to find itself.
const clusterWait = 10 * time.Second

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
