package main

import (
	"context"
	"fmt"
	"time"
)

// measureJoins lets visitors arrive together, where everyone sees the others come, and subtracts what the same server spends
// on as many connections when it tells nobody of them: for Porchlight, a node whose tick never comes. What it spends on a
// socket beyond a bare upgrade (cookie, roster, rooms, conversation) is in the note.
func measureJoins(ctx context.Context, k *kit) ([]row, error) {
	const sockets = 2000
	const ours, still, naive, bare = 0, 1, 2, 3
	contenders := []contender{ours: visitors(), still: visitors("PRESENCE_TICK=1h"), naive: plain("presence-naive"), bare: plain("presence-none")}
	var spent [4]samples
	err := k.interleaved(ctx, k.rounds, len(contenders), func(i int) error {
		return k.contest(contenders[i], sockets, func(c *contest) error {
			w := k.watching(c.proc)
			if _, err := c.swarm.Open(ctx); err != nil {
				return err
			}
			err := c.settle(ctx)
			spent[i] = append(spent[i], w.sample(1000*w.cpu().Seconds()))
			return err
		})
	})
	if err != nil {
		return nil, err
	}
	least := float64(tick.Milliseconds()) // the kernel's accounts are no finer
	all, connections := spent[ours].median(), spent[still].median()
	told, base := max(least, all-connections), spent[naive].median()-spent[bare].median()
	return []row{{
		What: "server CPU of 2,000 joins, less that of the connections", Baseline: "naive presence broadcast",
		Ours: number(told) + " ms", Base: number(base/1000) + " s", Value: told / base, Budget: atMost(0.01, 0.003, ""),
		Note: notes(
			fmt.Sprintf("%.0f ms less %.0f ms of the same node with PRESENCE_TICK=1h", all, connections),
			fmt.Sprintf("as many bare WebSockets cost the baseline's server %.0f ms", spent[bare].median()),
			caveat(spent[:]...)),
	}}, nil
}

// settle reads until the server has had next to nothing to do for a second.
func (c *contest) settle(ctx context.Context) error {
	const long, enough = time.Second, 20 * time.Millisecond
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); {
		before := c.cpu()
		if err := c.swarm.For(ctx, long); err != nil {
			return err
		}
		if c.cpu()-before <= enough {
			return nil
		}
	}
	return fmt.Errorf("the server is still busy with its joins")
}
