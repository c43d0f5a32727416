package main

import (
	"context"
	"fmt"
	"time"
)

const (
	many      = 10_000           // sockets
	afterBeat = 15 * time.Second // until every socket has had its first beat
)

// measureIdle connects many visitors, each with their own cookie, lets them be until every socket has had a beat, and looks
// at how fast they came in and what each one costs.
func measureIdle(ctx context.Context, k *kit) ([]row, error) {
	const ours, naive = 0, 1
	contenders := []contender{ours: visitors(), naive: plain("naive")}
	var memory, accepted, cpu [2]samples
	err := k.interleaved(ctx, k.rounds, len(contenders), func(i int) error {
		return k.contest(contenders[i], many, func(c *contest) error {
			before, w := c.rss(), k.watching(c.proc)
			took, err := c.swarm.Open(ctx)
			if err != nil {
				return err
			}
			accepted[i] = append(accepted[i], w.sample(many/took.Seconds()))
			cpu[i] = append(cpu[i], w.cpuEach(many))
			err = c.swarm.For(ctx, afterBeat)
			memory[i] = append(memory[i], sample{value: float64(c.rss()-before) / 1024 / many})
			return err
		})
	})
	if err != nil {
		return nil, err
	}
	return []row{
		against("memory per idle socket at 10,000 (visitor, place, rooms included)", "naive Fiber", memory[ours], memory[naive], " KiB", atMost(0.80, 0.65, ""),
			fmt.Sprintf("resident memory of the server %s after they came, less that before", afterBeat)),
		against("sockets accepted a second, cookie and join included", "naive Fiber", accepted[ours], accepted[naive], "", atLeast(0.9, 1.2),
			"a socket counts when its first frame is there, the baseline's when it is upgraded", cpuOf("socket", cpu[ours], cpu[naive])),
	}, nil
}

// cpuOf says what moves less with noise than any time does.
func cpuOf(one string, ours, base samples) string {
	return fmt.Sprintf("server CPU a %s: %.2f µs, baseline %.2f µs", one, ours.median(), base.median())
}
