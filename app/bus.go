package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"porchlight/app/limit"
	"porchlight/app/live"
	"porchlight/app/presence"
	"porchlight/app/store"
)

// sharing is how a node uses the database: with others it must have a way to talk to them.
func (s *Settings) sharing() store.Sharing {
	if s.RedisURL == "" {
		return store.Alone
	}
	return store.Shared
}

// bus returns what carries events and limits: Redis where there is one, else this process.
func (s *Settings) bus(ctx context.Context, node string, log *slog.Logger) (live.Bus, limit.Limiter, error) {
	if s.RedisURL == "" {
		return live.NewLocal().Join(node), limit.NewMemory(time.Now), nil
	}
	bus, err := live.NewRedis(ctx, live.RedisOptions{URL: s.RedisURL, Node: node, Lease: presence.Lease})
	if err == nil && !bus.Up() {
		err = s.whyDown(ctx, log)
	}
	if err != nil {
		if bus != nil {
			err = errors.Join(err, bus.Close())
		}
		return nil, nil, fmt.Errorf("--redis-url (REDIS_URL): %w", err)
	}
	return bus, limit.NewRedis(bus.Client(), "porchlight:limit:", time.Now), nil
}

// whyDown tells why there is no bus at the start. A Redis that answers and cannot be used is a mistake in the settings, and an error. One
// that does not answer may be back sooner than the site, which is not to be down because of it: that is said once.
func (s *Settings) whyDown(ctx context.Context, log *slog.Logger) error {
	_, err := live.ProbeRedis(ctx, s.RedisURL)
	var trouble *live.RedisTrouble
	if errors.As(err, &trouble) && !trouble.Away {
		return trouble
	}
	if err != nil {
		log.Warn("Redis (REDIS_URL): " + err.Error() + ". The site goes on without it, and uses it as soon as it answers")
	}
	return nil
}
