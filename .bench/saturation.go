package main

import (
	"context"
	"fmt"
	"time"
)

const saturated = 2500 * time.Millisecond

// measureSaturation keeps messages in flight to half as many tabs of one visitor and counts what is delivered.
func measureSaturation(ctx context.Context, k *kit) ([]row, error) {
	const ours, central, limit, naive, socket = 0, 1, 2, 3, 4
	contenders := []contender{ours: tabs(), central: centrifuge(), limit: plain("epoll"), naive: plain("naive"), socket: socketIO()}
	var rates, cpu [5]samples
	var size [5]int
	err := k.interleaved(ctx, k.rounds, len(contenders), func(i int) error {
		return k.contest(contenders[i], many/2, func(c *contest) error {
			if err := c.open(ctx); err != nil {
				return err
			}
			if _, err := c.fanOut(ctx, c.url); err != nil {
				return err
			}
			size[i] = c.swarm.MarkBytes
			w := k.watching(c.proc)
			rate, err := c.saturate(ctx, saturated)
			rates[i] = append(rates[i], w.sample(rate))
			cpu[i] = append(cpu[i], w.cpuEach(c.swarm.Marks()))
			return err
		})
	})
	if err != nil {
		return nil, err
	}
	const what = "deliveries/s saturated, 5,000 sockets"
	return []row{
		against(what, "centrifuge", rates[ours], rates[central], "", atLeast(3, 0),
			fmt.Sprintf("%d messages in flight; one alone is a frame of %d bytes, centrifuge's %d", inFlight, size[ours], size[central]),
			cpuOf("delivery", cpu[ours], cpu[central]),
			fmt.Sprintf("naive Fiber %s, socket.io %s", number(rates[naive].median()), number(rates[socket].median()))),
		against(what, "raw epoll, batched", rates[ours], rates[limit], "", atLeast(0, 0.75),
			fmt.Sprintf("its frame: %d bytes, nothing stored", size[limit]), cpuOf("delivery", cpu[ours], cpu[limit])),
	}, nil
}
