package main

import (
	"context"
	"time"
)

// measureStorm has all tabs of a visitor drop and come back, and then sends them a message: it is posted, stored and
// rendered, and goes to those tabs only, where centrifuge broadcasts.
func measureStorm(ctx context.Context, k *kit) ([]row, error) {
	const ours, central = 0, 1
	contenders := []contender{ours: tabs(), central: centrifuge()}
	var back, cpu [2]samples
	err := k.interleaved(ctx, k.rounds, len(contenders), func(i int) error {
		return k.contest(contenders[i], many, func(c *contest) error {
			if err := c.open(ctx); err != nil {
				return err
			}
			w := k.watching(c.proc)
			took, err := c.comeBack(ctx)
			back[i] = append(back[i], w.sample(took.Seconds()))
			cpu[i] = append(cpu[i], w.cpuEach(many))
			return err
		})
	})
	if err != nil {
		return nil, err
	}
	return []row{against("10,000 sockets drop and come back, until the last got the next message", "centrifuge", back[ours], back[central], " s", atMost(0.45, 0.36, ""),
		"the message is posted and stored", cpuOf("socket", cpu[ours], cpu[central]))}, nil
}

// comeBack drops all sockets, connects them again, publishes, and returns how long that took until the last one had the
// message.
func (c *contest) comeBack(ctx context.Context) (time.Duration, error) {
	began := time.Now()
	c.swarm.Drop()
	if _, err := c.swarm.Open(ctx); err != nil {
		return 0, err
	}
	if _, err := c.fanOut(ctx, c.url); err != nil {
		return 0, err
	}
	return c.swarm.MarkAt.Sub(began), nil
}
