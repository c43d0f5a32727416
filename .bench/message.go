package main

import (
	"context"
	"fmt"
)

// measureMessage sends messages, one at a time, to many tabs of one visitor: a message goes to no one else.
func measureMessage(ctx context.Context, k *kit) ([]row, error) {
	const ours, naive = 0, 1
	contenders := []contender{ours: tabs(), naive: plain("naive")}
	var last, cpu [2]samples
	var size [2]int
	err := k.interleaved(ctx, k.rounds, len(contenders), func(i int) error {
		return k.contest(contenders[i], many, func(c *contest) error {
			if err := c.open(ctx); err != nil {
				return err
			}
			messages, w := k.size(10, 5), k.watching(c.proc)
			one, err := c.fanOuts(ctx, messages, c.url)
			if err != nil {
				return err
			}
			last[i], size[i] = append(last[i], one), c.swarm.MarkBytes
			cpu[i] = append(cpu[i], w.cpuEach(messages*many))
			return nil
		})
	})
	if err != nil {
		return nil, err
	}
	return []row{against("one 300-byte message to 10,000, last receiver", "naive Fiber", last[ours], last[naive], " ms", atMost(0.80, 0.65, ""),
		fmt.Sprintf("posted, stored and rendered; a frame of %d bytes, baseline's %d", size[ours], size[naive]), cpuOf("delivery", cpu[ours], cpu[naive]))}, nil
}

// fanOuts is the median of several messages to all, in ms.
func (c *contest) fanOuts(ctx context.Context, messages int, url string) (sample, error) {
	w := c.kit.watching(c.proc)
	var all samples
	for range messages {
		took, err := c.fanOut(ctx, url)
		if err != nil {
			return sample{}, err
		}
		all = append(all, sample{value: took.Seconds() * 1000})
	}
	return w.sample(all.median()), nil
}
