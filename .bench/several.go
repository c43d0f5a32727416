package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"porchlight/bench/swarm"

	goredis "github.com/redis/go-redis/v9"
)

// several is a site of several nodes that share a Redis and a store.
type several struct {
	kit    *kit
	origin string // of all nodes
	nodes  []*site
	watch  []string // where each tells its metrics
	bus    *site
	client *goredis.Client
	turn   atomic.Uint64 // which node is next
}

// counting switches limits on again that nobody reaches: each is a question to Redis, as it is in life.
var counting = []string{"HANDSHAKES_PER_MINUTE=10000000", "MESSAGES_PER_SECOND=100000", "MESSAGE_BURST=100000", "CONVERSATIONS_PER_HOUR=10000000"}

// settingDatabase names a store for the nodes; unset, it is a file of their own.
const settingDatabase = "DATABASE"

func (k *kit) storeName() string {
	if os.Getenv(settingDatabase) == "" {
		return "SQLite"
	}
	return "what " + settingDatabase + " names"
}

// several starts n nodes behind one origin.
func (k *kit) several(n int) (*several, error) {
	bus, env, err := k.shared()
	if err != nil {
		return nil, err
	}
	s := &several{kit: k, bus: bus, client: goredis.NewClient(&goredis.Options{Addr: bus.addr})}
	if named := os.Getenv(settingDatabase); named != "" {
		env = append(env, settingDatabase+"="+named)
	}
	env = append(env, counting...)
	for range n {
		watch, err := freeAddr()
		if err != nil {
			return nil, err
		}
		own := append([]string{"METRICS_ADDR=" + watch}, env...)
		if s.origin != "" {
			own = append(own, "BASE_URL="+s.origin)
		}
		one, err := k.site(own...)
		if err != nil {
			return nil, err
		}
		s.origin = cmp.Or(s.origin, one.url)
		s.nodes, s.watch = append(s.nodes, one), append(s.watch, watch)
	}
	return s, nil
}

func (s *several) close() { _ = s.client.Close() }

// ended tells the last words of nodes that have ended by themselves.
func (s *several) ended() (err error) {
	for _, n := range s.nodes {
		select {
		case <-n.done:
			err = errors.Join(err, fmt.Errorf("%w: %s", errStopped, n.said))
		default:
		}
	}
	return err
}

// next takes the nodes in turn, as a proxy does.
func (s *several) next() *site { return s.nodes[s.turn.Add(1)%uint64(len(s.nodes))] }

// dial leads each connection to the next node.
func (s *several) dial(ctx context.Context, network, _ string) (net.Conn, error) {
	return (&net.Dialer{}).DialContext(ctx, network, s.next().addr)
}

// post sends a message of a visitor to the next node.
func (s *several) post(visitor int) error {
	request, err := messageOf(s.next().url, cookieOf(visitor), text)
	if err != nil {
		return err
	}
	return do(request)
}

// join opens sockets on all nodes at once, as fast as they go, lets them be until every node knows of every one, and closes them.
func (s *several) join(ctx context.Context, c *carried) error {
	options := visitors().options
	options.Header = func(int) string { return "Origin: " + s.origin + "\r\n" }
	options.Sockets = c.sockets / len(s.nodes)
	var crowds []*swarm.Swarm
	for _, n := range s.nodes {
		options.Addr = n.addr
		crowd, err := swarm.New(options)
		if err != nil {
			return err
		}
		defer crowd.Close()
		crowds = append(crowds, crowd)
	}
	before, took := s.resident(), make([]time.Duration, len(crowds))
	spent, err := s.during(func() error {
		return each(crowds, func(i int, crowd *swarm.Swarm) (err error) {
			if took[i], err = crowd.Open(ctx); err != nil {
				return err
			}
			return crowd.For(ctx, afterJoins)
		})
	})
	if c.joins = spent.beyond(c.idle); err == nil { // the time in which they came, not that in which they were let be
		c.joins.seconds, c.resident = slowest(took).Seconds(), s.resident()-before
	}
	return err
}

// afterJoins is until what a socket costs is spent on every node.
const afterJoins = 3 * time.Second

func slowest(all []time.Duration) (most time.Duration) {
	for _, one := range all {
		most = max(most, one)
	}
	return most
}

func each[T any](all []T, do func(i int, one T) error) error {
	failed := make([]error, len(all))
	var doing sync.WaitGroup
	for i, one := range all {
		doing.Go(func() { failed[i] = do(i, one) })
	}
	doing.Wait()
	return errors.Join(failed...)
}
