package main

import (
	"context"
	"net"
	"path/filepath"
)

// measureRedis sends messages to many tabs of one visitor, on the node that takes them, and on another node that hears of
// them through Redis.
func measureRedis(ctx context.Context, k *kit) ([]row, error) {
	const through, inside = 0, 1
	var last [2]samples
	err := k.interleaved(ctx, k.rounds, len(last), func(i int) error {
		if i == inside {
			return k.contest(tabs(), many, func(c *contest) (err error) {
				last[i], err = c.oneByOne(ctx, last[i], c.url)
				return err
			})
		}
		bus, env, err := k.shared()
		if err != nil {
			return err
		}
		defer bus.stop()
		other, err := k.site(env...)
		if err != nil {
			return err
		}
		defer other.stop()
		return k.contest(tabs(env...), many, func(c *contest) (err error) {
			last[i], err = c.oneByOne(ctx, last[i], other.url)
			return err
		})
	})
	if err != nil {
		return nil, err
	}
	return []row{against("fan-out through Redis, last of 10,000", "own in-process bus", last[through], last[inside], " ms", atMost(1.10, 1.03, ""),
		"posted to one node, received on another; both nodes and Redis on one core")}, nil
}

// oneByOne opens the swarm and adds the median of several messages to last.
func (c *contest) oneByOne(ctx context.Context, last samples, url string) (samples, error) {
	if err := c.open(ctx); err != nil {
		return last, err
	}
	one, err := c.fanOuts(ctx, c.kit.size(10, 5), url)
	return append(last, one), err
}

// shared starts a Redis and returns the settings of nodes that share it and a database.
func (k *kit) shared() (bus *site, env []string, err error) {
	bus, err = k.listening(func(addr string) (*proc, error) {
		_, port, err := net.SplitHostPort(addr)
		if err != nil {
			return nil, err
		}
		return k.start(redis.name, nil, "--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", k.scratch)
	})
	if err != nil {
		return nil, nil, err
	}
	return bus, []string{"REDIS_URL=redis://" + bus.addr, "DATABASE=" + filepath.Join(k.scratch, "shared-"+bus.addr+".db")}, nil
}
