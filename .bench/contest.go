package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"porchlight/bench/swarm"
)

// contest is a contender at work, with its swarm.
type contest struct {
	contender
	*site
	kit   *kit
	swarm *swarm.Swarm
}

// contest starts a contender, prepares its swarm and runs measure, which opens it. The sockets go before the server, so
// that it has nothing to drain.
func (k *kit) contest(c contender, sockets int, measure func(*contest) error) error {
	s, err := c.start(k)
	if err != nil {
		return fmt.Errorf("%s: %w", c.name, err)
	}
	defer s.stop()
	options := c.options
	options.Addr, options.Sockets = s.addr, sockets
	if header := options.Header; header != nil {
		options.Header = func(i int) string { return "Origin: " + s.url + "\r\n" + header(i) }
	}
	crowd, err := swarm.New(options)
	if err != nil {
		return err
	}
	defer crowd.Close()
	if err := measure(&contest{contender: c, site: s, kit: k, swarm: crowd}); err != nil {
		return fmt.Errorf("%s: %w", c.name, err)
	}
	return nil
}

// open connects the swarm and gives the server a second to calm down.
func (c *contest) open(ctx context.Context) error {
	if _, err := c.swarm.Open(ctx); err != nil {
		return err
	}
	return c.swarm.For(ctx, time.Second)
}

const (
	deliveryLimit = 20 * time.Second // until all sockets have a message, or it counts as lost
	inFlight      = 8                // messages, in a saturated server
	pause         = 100 * time.Millisecond
)

var client = &http.Client{Timeout: deliveryLimit, Transport: &http.Transport{MaxIdleConnsPerHost: 64}}

// publish has one message sent to all sockets of the site at url.
func (c *contest) publish(url string) error {
	request, err := c.message(url)
	if err != nil {
		return err
	}
	return do(request)
}

// do asks for something of which only the success matters.
func do(request *http.Request) error { return doAs(client, request) }

// doAs does so as somebody in particular.
func doAs(who *http.Client, request *http.Request) error {
	answer, err := who.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode == http.StatusSwitchingProtocols {
		return nil // what follows has no end
	}
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		return err
	}
	if answer.StatusCode >= http.StatusMultipleChoices {
		return fmt.Errorf("%s was answered %s", request.URL, answer.Status)
	}
	return nil
}

// fanOut returns how long one message, published at url, takes from there to the last socket.
func (c *contest) fanOut(ctx context.Context, url string) (time.Duration, error) {
	c.swarm.ResetMarks()
	answered := make(chan error, 1)
	began := time.Now()
	go func() { answered <- c.publish(url) }()
	all := c.swarm.Sockets
	if err := c.swarm.Until(ctx, deliveryLimit, func() bool { return c.swarm.Marks() >= all }); err != nil {
		return 0, err
	}
	took := c.swarm.MarkAt.Sub(began)
	if err := <-answered; err != nil {
		return 0, err
	}
	if err := c.swarm.For(ctx, pause); err != nil {
		return 0, err
	}
	if got := c.swarm.Marks(); got != all {
		return 0, fmt.Errorf("%d sockets got a message %d times", all, got)
	}
	return took, nil
}

// saturate keeps messages in flight and returns the deliveries a second. A message that has not come to every socket in
// the end is an error.
func (c *contest) saturate(ctx context.Context, long time.Duration) (float64, error) {
	c.swarm.ResetMarks()
	all, sent := c.swarm.Sockets, 0
	answered := make(chan error, 1<<16)
	began := time.Now()
	over := func() bool { return time.Since(began) > long }
	for !over() {
		if sent-c.swarm.Marks()/all < inFlight {
			sent++
			go func() { answered <- c.publish(c.url) }()
		}
		room := func() bool { return sent-c.swarm.Marks()/all < inFlight || over() }
		if err := c.swarm.Until(ctx, deliveryLimit, room); err != nil {
			return 0, err
		}
	}
	rate := float64(c.swarm.Marks()) / time.Since(began).Seconds()
	for range sent {
		if err := c.swarm.Until(ctx, deliveryLimit, func() bool { return len(answered) > 0 }); err != nil {
			return 0, err
		}
		if err := <-answered; err != nil {
			return 0, err
		}
	}
	return rate, c.swarm.Until(ctx, deliveryLimit, func() bool { return c.swarm.Marks() == sent*all })
}
