package live

import (
	"context"
	"encoding/binary"
	"log/slog"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

// queueSize is how many events may wait for Redis.
const queueSize = 8192

// outgoing are the events that wait to be published. Every event gets a number, a dropped one too: that is how the
// others see that one is missing.
type outgoing struct {
	mu     sync.Mutex
	node   string
	epoch  uint64
	number uint64 // of the last event
	queue  [][]byte
	beat   bool // a sign of life is due
}

func newOutgoing(node string) outgoing {
	return outgoing{node: node, epoch: uint64(time.Now().UnixNano())}
}

// add queues an event unless drop says not to; false means that it was dropped because the queue is full.
func (o *outgoing) add(topic string, payload []byte, drop bool) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.number++
	if drop {
		return true
	}
	if len(o.queue) >= queueSize {
		return false
	}
	m := message{kind: kindEvent, node: o.node, epoch: o.epoch, number: o.number, topic: topic, body: payload}
	o.queue = append(o.queue, m.encode())
	return true
}

// askBeat makes the next take end with a sign of life.
func (o *outgoing) askBeat() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.beat = true
}

// take empties the queue. A sign of life goes last: its number says which events should have come before it.
func (o *outgoing) take(health *health) [][]byte {
	o.mu.Lock()
	defer o.mu.Unlock()
	batch := o.queue
	o.queue = nil
	if o.beat {
		o.beat = false
		m := message{kind: kindBeat, node: o.node, epoch: o.epoch, number: o.number}
		m.body = binary.AppendUvarint(nil, health.next())
		batch = append(batch, m.encode())
	}
	return batch
}

// Publish implements Bus. While the bus is down the other nodes are not told; they notice by the numbers, and resume.
func (r *Redis) Publish(topic string, payload []byte) {
	down := !r.Up()
	queued := r.outgoing.add(topic, payload, down)
	if !queued {
		r.health.lost()
	}
	if down || !queued {
		r.metrics.dropped.Inc()
	}
	r.nudge()
	r.event(topic, payload)
}

func (r *Redis) nudge() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// askBeat sends a sign of life at once.
func (r *Redis) askBeat() {
	r.outgoing.askBeat()
	r.nudge()
}

// send publishes what is queued, everything that waits in one round trip, until the bus is closed.
func (r *Redis) send() {
	ticker := time.NewTicker(heartbeat)
	defer ticker.Stop()
	for {
		select {
		case <-r.stop:
			return
		case <-ticker.C:
			r.outgoing.askBeat()
		case <-r.wake:
		}
		if batch := r.outgoing.take(&r.health); len(batch) > 0 {
			if err := r.publish(batch); err != nil {
				r.tellWhy(err)
				r.health.lost()
				r.metrics.dropped.Add(float64(events(batch)))
			} else {
				r.metrics.published.Add(float64(len(batch)))
			}
		}
	}
}

// tellWhy says why the bus goes down, once each time. It may have to look closer, and nothing waits for that, Close neither.
func (r *Redis) tellWhy(err error) {
	select {
	case <-r.stop:
		return
	default:
	}
	if !r.Up() {
		return
	}
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), 2*redisTimeout)
		defer cancel()
		slog.Warn("Redis (REDIS_URL): " + explainRedis(ctx, r.options, err).Error())
	}()
}

// events is how many of them are no sign of life.
func events(batch [][]byte) (n int) {
	for _, m := range batch {
		if m[0] == kindEvent {
			n++
		}
	}
	return n
}

func (r *Redis) publish(batch [][]byte) error {
	ctx, cancel := context.WithTimeout(context.Background(), redisTimeout)
	defer cancel()
	pipe := r.client.Pipeline()
	for _, m := range batch {
		_ = pipe.Process(ctx, r.telling(ctx, m))
	}
	_, err := pipe.Exec(ctx)
	return err
}

// telling is the command that tells a message.
func (r *Redis) telling(ctx context.Context, m []byte) redis.Cmder {
	if m[0] == kindBeat { // EVAL, since a pipeline cannot tell a server the script that it has forgotten
		return redis.NewCmd(ctx, "eval", beatScript, 1, r.keys.beat, r.keys.channel, m)
	}
	publish := redis.NewIntCmd(ctx, "publish", r.keys.channel, m)
	publish.SetFirstKeyPos(1) // a cluster would send each to another server, and keep no order
	return publish
}
