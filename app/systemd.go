package main

import (
	"porchlight/app/logging"

	"github.com/coreos/go-systemd/v22/daemon"
)

// How a node stands, in the words of sd_notify(3).
const (
	ready    = daemon.SdNotifyReady
	stopping = daemon.SdNotifyStopping
)

// tellSystemd tells the service manager how the node stands, where one waits for that: a restart of several nodes, one after the other,
// goes on only once this one takes visitors.
func tellSystemd(log *logging.Log, state string) {
	if _, err := daemon.SdNotify(false, state); err != nil {
		log.Warn("systemd could not be told", "state", state, "error", err)
	}
}
