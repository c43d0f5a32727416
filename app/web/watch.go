package web

import (
	"context"
	"time"
)

// watchEvery is how often the store is looked at while the bus is down.
const watchEvery = time.Second

// watchStore looks at the database file while the bus is down, so that nodes that share it go on talking.
func (d *delivery) watchStore(ctx context.Context) {
	ticker := time.NewTicker(watchEvery)
	defer ticker.Stop()
	seen := int64(-1)
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		if d.server.Bus.Up() {
			seen = -1
			continue
		}
		version, err := d.server.Conversations.Version(ctx)
		if err == nil && version != seen {
			seen = version
			d.server.Addresses.Forget()
			d.lookAll()
			d.server.inbox.touch()
			d.server.indexing.wake()
			d.server.lamp.stir(&d.server.lamp.changed)
			d.server.lamp.stir(&d.server.lamp.answered)
			d.server.banners.stir()
		}
	}
}
