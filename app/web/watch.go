package web

import (
	"context"
	"time"
)

const (
	// watchEvery is how often the store is looked at while a node is not heard.
	watchEvery = time.Second
	// watchPause is how long it is left alone after it told of a change: to look around costs as much after many as after one.
	watchPause = 50 * time.Millisecond
)

// watchStore looks at the store while the bus is down, here or on another node that shares it, so that they go on talking: once a second, and
// as soon as the store tells that something was written.
func (d *delivery) watchStore(ctx context.Context) {
	ticker := time.NewTicker(watchEvery)
	defer ticker.Stop()
	changed, rested := d.server.Conversations.Changed(), (<-chan time.Time)(nil)
	seen, failing := int64(-1), false
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		case <-rested:
			changed, rested = d.server.Conversations.Changed(), nil
			continue
		case <-changed:
			changed, rested = nil, time.After(watchPause)
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
	d.server.Addresses.Doubt()
	err := d.lookAll()
	d.server.inbox.touch()
	d.server.indexing.wake()
	d.server.lamp.stir(&d.server.lamp.changed)
	d.server.lamp.stir(&d.server.lamp.answered)
	d.server.banners.stir()
	return err
}
