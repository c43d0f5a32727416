package notify

import "errors"

// IsRefused reports whether the outbox gives a notice up at this error.
func IsRefused(err error) bool {
	var never refused
	return errors.As(err, &never)
}

// Told is for how long the other side asked to be left alone; 0: it did not.
func Told(err error) (seconds int) {
	var told busy
	errors.As(err, &told)
	return int(told.after.Seconds())
}

// OnlyPublic is the rule for where pushes may go.
var OnlyPublic = onlyPublic

// NewClient is what calls and pushes go over.
var NewClient = newClient

// Look has the outbox look at once, as it does by itself each lookEvery.
func (o *Outbox) Look() {
	o.put.Store(true)
	o.Wake()
}
