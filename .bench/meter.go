package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

const (
	kilobyte = 1024
	calm     = time.Second // without anything coming: all has come
)

// weights are bytes over the wire by kind of resource, headers included.
type weights map[network.ResourceType]float64

func (w weights) sum() (all float64) {
	for _, bytes := range w {
		all += bytes
	}
	return all
}

// String lists them in KB.
func (w weights) String() string {
	var all []string
	for _, kind := range slices.Sorted(maps.Keys(w)) {
		all = append(all, fmt.Sprintf("%s %.1f", strings.ToLower(string(kind)), w[kind]/kilobyte))
	}
	return strings.Join(all, ", ")
}

// meter counts the bytes that come to a tab.
type meter struct {
	mu       sync.Mutex
	kinds    map[network.RequestID]network.ResourceType
	came     weights
	underway int
	last     time.Time // that something happened
}

// meter counts from now on.
func (t tab) meter() (*meter, error) {
	m := &meter{kinds: map[network.RequestID]network.ResourceType{}, came: weights{}}
	if err := chromedp.Listen(t.ctx, m.hear); err != nil {
		return nil, err
	}
	return m, t.do(command(network.Enable, network.EnableParams{}))
}

func (m *meter) hear(event any) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.last = time.Now()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		m.kinds[e.RequestID] = e.Type
		m.underway++
	case *network.EventLoadingFinished:
		m.came[m.kinds[e.RequestID]] += float64(e.EncodedDataLength)
		m.underway--
	case *network.EventLoadingFailed:
		m.underway--
	case *network.EventWebSocketFrameReceived:
		m.came[network.ResourceTypeWebSocket] += float64(len(e.Response.PayloadData))
	}
}

// settled waits until all has come and returns what did since it was called last.
func (m *meter) settled() (came weights, err error) {
	err = until("all has come", func() (bool, error) {
		m.mu.Lock()
		defer m.mu.Unlock()
		return m.underway == 0 && time.Since(m.last) > calm, nil
	})
	return m.reset(), err
}

// reset returns what came since it was called last.
func (m *meter) reset() (came weights) {
	m.mu.Lock()
	defer m.mu.Unlock()
	came, m.came = m.came, weights{}
	return came
}
