package limit

import (
	"context"
	_ "embed"
	"log/slog"
	"sync/atomic"
	"time"

	"porchlight/app/tracing"

	"github.com/redis/go-redis/v9"
	"go.opentelemetry.io/otel/attribute"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"
)

const (
	redisPatience = 200 * time.Millisecond // how long Redis may take to answer
	redisPause    = time.Second            // how long it is left alone when it did not
)

//go:embed gcra.lua
var gcraLua string

var gcraScript = redis.NewScript(gcraLua)

// Redis is the Limiter of all nodes that use one Redis. While that does not answer, each node counts for itself.
type Redis struct {
	client   redis.UniversalClient
	prefix   string
	now      func() time.Time
	start    time.Time
	patience time.Duration
	fallback *Memory
	retry    atomic.Int64 // nanoseconds since start: when to ask a silent Redis again; 0 while it answers
}

// NewRedis returns a limiter that keeps its keys in client under prefix. The client must have ContextTimeoutEnabled:
// without it a frozen Redis holds every call up. The clock now is for the times when Redis does not answer.
func NewRedis(client redis.UniversalClient, prefix string, now func() time.Time) *Redis {
	return &Redis{
		client: client, prefix: prefix, now: now, start: now(),
		patience: redisPatience, fallback: NewMemory(now),
	}
}

// Take implements Limiter. A silent Redis costs redisPatience once in redisPause, whatever the traffic.
func (r *Redis) Take(ctx context.Context, rule Rule, key string) (time.Duration, error) {
	if rule.Off() {
		return 0, nil
	}
	if err := ctx.Err(); err != nil {
		return 0, unavailable(err)
	}
	retry := r.retry.Load()
	if retry != 0 && !r.mayProbe(retry) {
		return r.fallback.Take(ctx, rule, key)
	}
	wait, err := r.ask(ctx, rule, key)
	if err != nil {
		r.pause(err)
		return r.fallback.Take(ctx, rule, key)
	}
	if retry != 0 && r.retry.Swap(0) != 0 {
		slog.Info("limits hold over all nodes again")
	}
	return wait, nil
}

var evaluates = []attribute.KeyValue{semconv.DBSystemNameRedis, semconv.DBOperationName("EVALSHA")}

// ask has a deadline of its own instead of the caller's: whether Redis is well must not depend on who asks.
func (r *Redis) ask(ctx context.Context, rule Rule, key string) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), r.patience)
	defer cancel()
	ctx, asking := tracing.Begin(ctx, "redis EVALSHA", trace.SpanKindClient, evaluates...)
	every := max(1, rule.Every.Microseconds())
	keys := []string{r.prefix + rule.Name + ":" + digest(key)}
	wait, err := gcraScript.Run(ctx, r.client, keys, every, rule.Burst).Int64()
	tracing.End(asking, err)
	return time.Duration(wait) * time.Microsecond, err
}

// mayProbe lets one caller through when the pause is over; the others go on without Redis until that one is back.
func (r *Redis) mayProbe(retry int64) bool {
	now := r.now().Sub(r.start)
	return int64(now) >= retry && r.retry.CompareAndSwap(retry, int64(now+redisPause))
}

func (r *Redis) pause(cause error) {
	if r.retry.Swap(int64(r.now().Sub(r.start)+redisPause)) == 0 {
		slog.Warn("limits hold per node until Redis answers again", "error", cause)
	}
}
