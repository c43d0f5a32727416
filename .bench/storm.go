package main

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

// measureStorm has all visitors drop and come back, each with their own cookie, and then one more arrive: the next thing
// that all of them hear is the new count.
func measureStorm(ctx context.Context, k *kit) ([]row, error) {
	const ours, central = 0, 1
	crowd := visitors()
	crowd.message = newcomer
	crowd.options.Mark = fmt.Sprintf(`data-present="%s">%d<`, place, many+1)
	contenders := []contender{ours: crowd, central: centrifuge()}
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
		"visitors with their own cookies; the message is the count when one more arrives, which waits for the tick (250 ms)", cpuOf("socket", cpu[ours], cpu[central]))}, nil
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

// newcomer is the handshake of a visitor who is not in the swarm.
func newcomer(to string) (*http.Request, error) {
	r, err := http.NewRequest(http.MethodGet, to+"/live?at="+place, nil)
	if err == nil {
		for name, value := range map[string]string{
			"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
			"Origin": to, "Cookie": "visitor=" + oneVisitor,
		} {
			r.Header.Set(name, value)
		}
	}
	return r, err
}
