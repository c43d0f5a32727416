package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/gomodule/redigo/redis"
)

// pushWait is how long a session listens for what it may be sent unasked.
const pushWait = 300 * time.Millisecond

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
