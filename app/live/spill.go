package live

import (
	"net"
	"time"
)

// spill hands what is waiting to a goroutine of its own, which lives until the outbox is empty. It is for a connection
// whose kernel buffer is full, so that nobody else waits for this peer. mu is held.
func (o *outbox) spill() {
	o.spilling = true
	go o.drain()
}

func (o *outbox) drain() {
	o.mu.Lock()
	defer o.mu.Unlock()
	for len(o.frames) > 0 {
		if err := o.writeAll(); err != nil {
			o.fail()
			break
		}
	}
	o.spilling = false
	if !o.closed {
		_ = o.raw.SetWriteDeadline(time.Time{}) // the shared writer's writes know no deadline
	}
	o.settle()
}

// writeAll writes all that waits now, blocking, with mu released meanwhile.
func (o *outbox) writeAll() error {
	batch := make(net.Buffers, len(o.frames))
	total := 0
	for i, f := range o.frames {
		batch[i] = f
		total += len(f)
	}
	batch[0] = batch[0][o.sent:]
	total -= o.sent
	o.inflight = len(batch)
	deadline := time.Now().Add(o.options.WriteTimeout)
	if o.idle != nil {
		deadline = o.final
	}
	_ = o.raw.SetWriteDeadline(deadline)

	o.mu.Unlock()
	written, err := batch.WriteTo(o.raw)
	o.mu.Lock()

	o.inflight = 0
	o.writer.tally.out(o.took(int(written)), int(written))
	return err
}
