package live

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"time"

	"github.com/redis/go-redis/v9"
)

// receive listens on the channel until the bus is closed. go-redis subscribes again by itself when a connection breaks;
// one that is silently dead it would keep for minutes, so silence makes us start over.
func (r *Redis) receive() {
	for r.subscribe() {
		r.health.missed()
	}
}

// subscribe serves one subscription; false means that the bus was closed.
func (r *Redis) subscribe() (again bool) {
	subscription := r.subscription()
	if subscription == nil {
		return false
	}
	defer subscription.Close()
	incoming := subscription.ChannelWithSubscriptions(redis.WithChannelSize(queueSize))
	silence := time.NewTimer(silentAfter)
	defer silence.Stop()
	for {
		select {
		case <-r.stop:
			return false
		case <-silence.C:
			return true
		case one := <-incoming:
			switch one := one.(type) {
			case *redis.Subscription: // the first, or a new one after a break: what was said between is lost
				r.health.missed()
				r.askBeat()
			case *redis.Message:
				r.take(one.Payload)
			}
			silence.Reset(silentAfter)
		}
	}
}

// subscription opens one; nil: the bus was closed, which does not wait for a server that says nothing.
func (r *Redis) subscription() *redis.PubSub {
	opened := make(chan *redis.PubSub, 1)
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), redisTimeout)
		defer cancel()
		opened <- r.client.Subscribe(ctx, r.keys.channel)
	}()
	select {
	case subscription := <-opened:
		return subscription
	case <-r.stop:
		go func() { _ = (<-opened).Close() }() // nobody listens to it
		return nil
	}
}

// take hands a message to the listeners.
func (r *Redis) take(payload string) {
	m, err := decodeMessage(payload)
	switch {
	case err != nil: // not ours to judge: another program on the same channel
		return
	case m.node == r.node:
		r.own(m)
		return
	case m.kind == kindEvent:
		news, gap := r.peers.event(m)
		r.note(gap)
		if news {
			r.event(m.topic, m.body)
		}
	case m.kind == kindBeat:
		r.note(r.peers.beat(m))
	case m.kind == kindRenew:
		r.renewed(m.node, m.number)
	case m.kind == kindDelta:
		if change, err := deltaOf(m); err == nil {
			r.changed(change)
		}
	case m.kind == kindChange:
		var change Delta
		if json.Unmarshal(m.body, &change) == nil {
			r.changed(change)
		}
	}
	r.metrics.received.Inc()
}

// own takes what this node said itself: only its signs of life are news.
func (r *Redis) own(m message) {
	if m.kind != kindBeat || m.epoch != r.outgoing.epoch {
		return
	}
	number, _ := binary.Uvarint(m.body)
	took, resumed, gap := r.health.back(number)
	if took > 0 {
		r.metrics.roundTrip.Observe(took.Seconds())
	}
	if gap {
		r.metrics.gaps.Inc()
	}
	if resumed {
		r.resumed()
	}
}

// note asks for a sign of life when events of a peer are missing: when it comes back, the listeners are told to resume.
func (r *Redis) note(gap bool) {
	if gap {
		r.health.missed()
		r.askBeat()
	}
}
