package live

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/redis/go-redis/v9"
)

// defaultPrefix starts all keys of a site.
const defaultPrefix = "porchlight"

// Times of the Redis bus.
const (
	redisTimeout = time.Second             // of one call: dialling, writing, reading, all of it
	heartbeat    = time.Second             // between two signs of life to oneself
	staleAfter   = 2500 * time.Millisecond // without one, events may be missed
	silentAfter  = staleAfter              // without any message, the subscription is opened anew: it may be one of a master that was
	idleMost     = 3 * time.Second         // of a connection that is used again
)

// RedisOptions say which Redis, and who asks.
type RedisOptions struct {
	// URL is redis://, rediss:// or unix://. Several, separated by commas, are the nodes of a cluster; with
	// ?master_name=NAME they are Sentinels, and &sentinel_password=… (with sentinel_username, where they have users) is
	// theirs: user and password of the address are those of the Redis that they name.
	URL string
	// Node names this process among the others.
	Node string
	// Prefix starts every key and the channel; sites that share a Redis need different ones. Default defaultPrefix.
	Prefix string
	// Lease is how long a share lives without being renewed. Default DefaultLease.
	Lease time.Duration
}

// Redis is the Bus between processes. Nothing it keeps outlives the leases, and nothing waits for Redis but the calls
// that take a context.
//
// Whether it is up is decided by one thing: a sign of life that this node sends to itself, through the same queue,
// server and subscription as everything else, has come back lately. It is a write, so that a server which takes none (it is
// full, cut off from its replicas, or follows another) counts as down: what it holds of the roster is not kept up.
type Redis struct {
	node    string
	lease   time.Duration
	keys    redisKeys
	options *redis.UniversalOptions
	client  redis.UniversalClient
	listeners

	outgoing outgoing
	health   health
	peers    peers
	metrics  busMetrics

	wake   chan struct{} // something to publish
	stop   chan struct{}
	closed sync.Once
	ended  sync.WaitGroup
}

var _ Bus = (*Redis)(nil)

// NewRedis starts a bus on a Redis. It waits a moment, or until ctx ends, for the bus to be up; a Redis that does not
// answer is no error, the bus comes up when it does. An error is a sentence about the options.
func NewRedis(ctx context.Context, options RedisOptions) (*Redis, error) {
	if options.Node == "" {
		return nil, errors.New("the Redis bus needs the name of its node")
	}
	universal, err := parseRedisURL(options.URL)
	if err != nil {
		return nil, fmt.Errorf("the address of Redis %w", err)
	}
	if options.Prefix == "" {
		options.Prefix = defaultPrefix
	}
	r := &Redis{
		node:     options.Node,
		lease:    orDefault(options.Lease, DefaultLease),
		keys:     newRedisKeys(options.Prefix),
		options:  universal,
		client:   newRedisClient(universal),
		outgoing: newOutgoing(options.Node),
		health:   newHealth(),
		metrics:  newBusMetrics(),
		wake:     make(chan struct{}, 1),
		stop:     make(chan struct{}),
	}
	r.peers = peers{}
	r.ended.Go(r.send)
	r.ended.Go(r.receive)
	r.health.wait(ctx, redisTimeout)
	return r, nil
}

// Listen implements Bus.
func (r *Redis) Listen(listener Listener) (stop func()) { return r.add(listener) }

// Up implements Bus.
func (r *Redis) Up() bool { return r.health.up() }

// Describe implements Bus.
func (r *Redis) Describe(to chan<- *prometheus.Desc) { r.metrics.describe(to) }

// Collect implements Bus.
func (r *Redis) Collect(to chan<- prometheus.Metric) {
	up, since := r.health.state()
	r.metrics.collect(up, since, to)
}

// Close implements Bus.
func (r *Redis) Close() error {
	r.closed.Do(func() { close(r.stop) })
	err := r.client.Close() // first: it ends whatever waits for a Redis that does not answer
	r.ended.Wait()
	r.health.lost()
	return err
}

// guard answers ErrDown at once while the bus is down, and bounds the call otherwise.
func (r *Redis) guard(ctx context.Context) (context.Context, context.CancelFunc, error) {
	if !r.Up() {
		return nil, nil, ErrDown
	}
	ctx, cancel := context.WithTimeout(ctx, redisTimeout)
	return ctx, cancel, nil
}
