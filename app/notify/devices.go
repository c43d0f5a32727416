package notify

import (
	"context"
	"sync"
	"sync/atomic"
)

// devices is whether any owner gets pushes. Where nobody does, and nothing else is set up, a question costs its sender no statement.
// What another node was told counts here as soon as the outbox is looked at next: an owner who has just asked for pushes there is
// at a page, and needs none yet.
type devices struct {
	looking sync.Mutex
	none    atomic.Bool // as far as is known: before the first look there may be some
}

// LookForDevices finds out whether any owner gets pushes: after each change here, and now and then for those of other nodes.
func (o *Outbox) LookForDevices(ctx context.Context) error {
	o.devices.looking.Lock() // so that an older answer does not come after a newer one
	defer o.devices.looking.Unlock()
	any, err := o.store.Read().AnyDevice(ctx)
	if err == nil {
		o.devices.none.Store(any == 0)
	}
	return err
}
