package live

import (
	"context"
	"strings"

	"github.com/redis/go-redis/v9"
)

// redisKeys share one hash tag, so that a cluster keeps them together and a script may touch them all.
type redisKeys struct{ nodes, share, beat, channel string }

func newRedisKeys(prefix string) redisKeys {
	base := prefix + ":{roster}:"
	return redisKeys{nodes: base + "nodes", share: base + "share:", beat: base + "beat", channel: base + "bus"}
}

// A share is one hash with one expiry: the caller's fields behind a mark, and seq beside them.
const fieldMark = "="

// Change implements Bus.
func (r *Redis) Change(ctx context.Context, change Delta) error {
	ctx, cancel, err := r.guard(ctx)
	if err != nil {
		return err
	}
	defer cancel()
	args := []any{r.lease.Milliseconds(), change.Node, r.keys.channel, deltaMessage(change), change.Seq, flag(change.Reset), len(change.Removed)}
	for _, field := range change.Removed {
		args = append(args, fieldMark+field)
	}
	for field, value := range change.Set {
		args = append(args, fieldMark+field, value)
	}
	held, err := changeScript.Run(ctx, r.client, r.keysOf(change.Node), args...).Bool()
	if err == nil && !held {
		return ErrNotHeld
	}
	return err
}

// Renew implements Bus.
func (r *Redis) Renew(ctx context.Context, node string, seq uint64) (bool, error) {
	ctx, cancel, err := r.guard(ctx)
	if err != nil {
		return false, err
	}
	defer cancel()
	told := message{kind: kindRenew, node: node, number: seq}.encode()
	return renewScript.Run(ctx, r.client, r.keysOf(node), r.lease.Milliseconds(), node, r.keys.channel, told, seq).Bool()
}

// Leave implements Bus.
func (r *Redis) Leave(ctx context.Context, node string) error {
	ctx, cancel, err := r.guard(ctx)
	if err != nil {
		return err
	}
	defer cancel()
	told := deltaMessage(Delta{Node: node, Gone: true})
	return leaveScript.Run(ctx, r.client, r.keysOf(node), node, r.keys.channel, told).Err()
}

// Shares implements Bus.
func (r *Redis) Shares(ctx context.Context) ([]Share, error) {
	ctx, cancel, err := r.guard(ctx)
	if err != nil {
		return nil, err
	}
	defer cancel()
	nodes, err := r.client.ZRange(ctx, r.keys.nodes, 0, -1).Result()
	if err != nil || len(nodes) == 0 {
		return nil, err
	}
	pipe := r.client.Pipeline()
	stored := make([]*redis.MapStringStringCmd, len(nodes))
	left := make([]*redis.DurationCmd, len(nodes))
	for i, node := range nodes {
		stored[i] = pipe.HGetAll(ctx, r.keys.share+node)
		left[i] = pipe.PTTL(ctx, r.keys.share+node)
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, err
	}
	var shares []Share
	for i, node := range nodes {
		if fields := stored[i].Val(); len(fields) > 0 { // an expired one is empty
			share := shareOf(node, fields)
			share.Left = max(0, left[i].Val()) // it may have expired between the two commands
			shares = append(shares, share)
		}
	}
	return shares, nil
}

func shareOf(node string, stored map[string]string) Share {
	share := Share{Node: node, Seq: parseSeq(stored["seq"]), Fields: make(map[string][]byte, len(stored))}
	for field, value := range stored {
		if name, ok := strings.CutPrefix(field, fieldMark); ok {
			share.Fields[name] = []byte(value)
		}
	}
	return share
}

func (r *Redis) keysOf(node string) []string { return []string{r.keys.share + node, r.keys.nodes} }
