package main

import (
	"bytes"
	"context"
	"sync"
)

// measureLog asks for a fragment from a site that logs a line a request, as it is shipped, and from one that logs none. The lines go through
// a pipe that is read, as the journal reads them.
func measureLog(ctx context.Context, k *kit) ([]row, error) {
	logging, err := k.site("LOG_LEVEL=info")
	if err != nil {
		return nil, err
	}
	silent, err := k.site()
	if err != nil {
		return nil, err
	}
	ours, base := &target{site: logging, path: partFetched, headers: asPartial}, &target{site: silent, path: partFetched, headers: asPartial}
	if err := k.load(ctx, ours, base); err != nil {
		return nil, err
	}
	return []row{against("fragment of ~2 KB with a line of the log each, requests/s", "the same without", ours.rates, base.rates, "", atLeast(0.85, 0.95),
		"LOG_LEVEL=info, the default, against warn; through a pipe", cpuOf("request", ours.cpu, base.cpu), k.loaded())}, nil
}

// saidMost is how many bytes are kept of what a process says: enough for why it failed, and not its log.
const saidMost = 64 << 10

// words keeps the beginning of what a process says, and takes the rest.
type words struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write is io.Writer's.
func (w *words) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.text.Write(p[:min(len(p), saidMost-w.text.Len())])
	return len(p), nil
}

func (w *words) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.String()
}
