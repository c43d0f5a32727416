package store

import "porchlight/app/fault"

// NotStored is what the sender of something hears that could not be stored. Noted: the store has logged why, once for all who meet it.
func NotStored(cause error, noted bool) error {
	e := fault.New(fault.Unavailable, "Nothing can be stored right now. Your text is kept: please send it again in a minute.")
	e.Cause, e.Noted = cause, noted
	return e
}

// NotRead is what somebody hears who asked for something that could not be read.
func NotRead(cause error, noted bool) error {
	e := fault.New(fault.Unavailable, "The site cannot look that up right now. Please try again in a minute.")
	e.Cause, e.Noted = cause, noted
	return e
}
