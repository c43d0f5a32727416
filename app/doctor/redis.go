package doctor

import (
	"context"
	"errors"
	"fmt"
	"time"

	"porchlight/app/health"
	"porchlight/app/live"
)

const (
	farRedis = 50 * time.Millisecond // a round trip; in the same house it takes less than one
	fullAt   = .9                    // of the memory that a Redis may use
)

// Redis looks at what the nodes share. It carries events, and keeps leases and counters of limits for seconds to a day: nothing in it must
// outlive it, so that it needs no disk.
func Redis(url string) Check {
	return Check{"redis", func(ctx context.Context, r *Report) {
		if url == "" {
			r.off("not set: one node, which has the database for itself")
			return
		}
		p, err := live.ProbeRedis(ctx, url)
		var trouble *live.RedisTrouble
		switch {
		case errors.As(err, &trouble):
			r.says("not usable; without it the nodes do not hear each other")
			r.wrong(sentence(trouble.What), sentence(trouble.Do))
			return
		case err != nil:
			r.says("not usable")
			r.wrong(sentence(err.Error()), "")
			return
		case p.Silent:
			r.says("answers in %s; it tells this user nothing of itself, which is no harm", health.Seconds(p.Trip.Seconds()))
		default:
			r.says("Redis %s, %s, answers in %s; nothing in it must outlive it", p.Version, kindOf(p), health.Seconds(p.Trip.Seconds()))
		}
		lookAtSuccession(r, p)
		if p.Trip > farRedis {
			r.warn("It is far away or busy: who reads and writes on two nodes waits for it.", "Run it on this machine or in the same house.")
		}
		if p.Memory > 0 && float64(p.Used) > fullAt*float64(p.Memory) {
			r.warn(fmt.Sprintf("It uses %s of the %s that it may (maxmemory). Full, it %s.", health.Size(float64(p.Used)), health.Size(float64(p.Memory)), fullMeans(p.Evicts)), "Give it more, or this site a Redis of its own.")
		}
	}}
}

// fullMeans is what becomes of a Redis without room (https://redis.io/docs/latest/develop/reference/eviction/).
func fullMeans(policy string) string {
	if policy == "noeviction" {
		return "refuses writes, and the nodes do not hear each other"
	}
	return "forgets who is present, and counts waver (maxmemory-policy " + policy + ")"
}
