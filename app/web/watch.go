package web

import (
	"context"
	"time"
)

// watchEvery is how often the store is looked at while a node is not heard.
const watchEvery = time.Second

// watchStore looks at the database file while the bus is down, here or on another node that shares it, so that they go on talking.
func (d *delivery) watchStore(ctx context.Context) {
	ticker := time.NewTicker(watchEvery)
	defer ticker.Stop()
	seen, failing := int64(-1), false
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		unheard := !d.server.Bus.Up()
		others, err := d.server.Conversations.Unheard(unheard)
		if !failing {
			d.server.warn(ctx, "whether the nodes hear each other cannot be told beside the database", err)
		}
		if failing = err != nil; !unheard && !others {
			seen = -1
			continue
		}
		version, err := d.server.Conversations.Version(ctx)
		if err == nil && version != seen && d.lookAround() == nil {
			seen = version
		}
	}
}

// resume looks around after a gap on the bus, again and again until it could.
func (d *delivery) resume() {
	if d.lookAround() != nil {
		time.AfterFunc(retryAfter, d.resume)
	}
}

// lookAround takes from the store whatever another node may have written. It fails where the open conversations could not be read.
func (d *delivery) lookAround() error {
	d.server.Addresses.Forget()
	err := d.lookAll()
	d.server.inbox.touch()
	d.server.indexing.wake()
	d.server.lamp.stir(&d.server.lamp.changed)
	d.server.lamp.stir(&d.server.lamp.answered)
	d.server.banners.stir()
	return err
}
