package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"porchlight/app/simulate"
)

// nodesMost is up to how many nodes a site is measured; what more of them carry follows from how the figures grow.
const nodesMost = 3

// How many come, and how long they are watched once all are there.
const (
	livingFull, livingQuick = 3000, 600
	watchFull, watchQuick   = 40 * time.Second, 12 * time.Second
	idleFull, idleQuick     = 15 * time.Second, 5 * time.Second // whole times of renewing a lease, and of looking how a node fares
	joiningFull, joinQuick  = 6000, 1500
	livingSeed              = 7
)

// carried is what a site of so many nodes spent.
type carried struct {
	nodes, visitors int
	idle            spend // while nobody was there
	life            spend // while visitors lived on it as simulate has them
	joins           spend // while as many sockets came as could
	words           spend // while as many messages were posted as could be
	resident        int64 // bytes of all nodes, grown by those sockets
	sockets         int   // those
	pages           []simulate.Timed
	lost            int64
}

// capacity measures sites of 1, 2 and 3 nodes and prints what they carried and what follows from it. All nodes have one core, as
// always here, so what counts is what things cost, not how fast several nodes are together.
func (k *kit) capacity(ctx context.Context) error {
	var all []carried
	for n := 1; n <= nodesMost; n++ {
		fmt.Fprintf(os.Stderr, "measuring a site of %d\n", n)
		one, err := k.carry(ctx, n)
		if err != nil {
			return fmt.Errorf("%d nodes: %w", n, err)
		}
		all = append(all, one)
		k.stopAll()
	}
	fmt.Printf("%s\nStore: %s.\n\n", k.machine(), k.storeName())
	printCarried(all)
	fmt.Println()
	printCapacity(all)
	return nil
}

// carry measures a site of n nodes.
func (k *kit) carry(ctx context.Context, n int) (c carried, err error) {
	s, err := k.several(n)
	if err != nil {
		return c, err
	}
	defer s.close()
	defer func() {
		if err != nil {
			err = errors.Join(err, s.ended())
		}
	}()
	c = carried{nodes: n, visitors: k.size(livingFull, livingQuick), sockets: k.size(joiningFull, joinQuick)}
	k.waitQuiet(ctx)
	if c.idle, err = s.during(func() error { time.Sleep(time.Duration(k.size(int(idleFull), int(idleQuick)))); return nil }); err != nil {
		return c, err
	}
	if err := s.join(ctx, &c); err != nil {
		return c, fmt.Errorf("joins: %w", err)
	}
	k.waitQuiet(ctx)
	if c.words, err = s.during(func() error {
		_, err := sendAll(s.post, time.Duration(k.size(int(2*storing), int(storing))))
		return err
	}); err != nil {
		return c, fmt.Errorf("messages: %w", err)
	}
	c.words = c.words.beyond(c.idle)
	k.waitQuiet(ctx)
	if err := s.live(ctx, &c); err != nil {
		return c, fmt.Errorf("simulate: %w", err)
	}
	return c, nil
}

// live has visitors live on the site, and watches when all have come.
func (s *several) live(ctx context.Context, c *carried) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	watch := time.Duration(s.kit.size(int(watchFull), int(watchQuick)))
	over := make(chan error, 1)
	var report *simulate.Report
	go func() {
		var err error
		report, err = simulate.Run(ctx, simulate.Options{URL: s.origin, Visitors: c.visitors, For: watch + 2*time.Second, Seed: livingSeed, Dial: s.dial})
		over <- err
	}()
	here := func() bool { return s.counted("porchlight_visitors")/float64(c.nodes) > float64(c.visitors)*9/10 }
	for came := time.Now(); !here(); time.Sleep(time.Second) {
		select {
		case err := <-over:
			return fmt.Errorf("it ended before all had come: %w", err)
		default:
		}
		if time.Since(came) > crowdMost {
			return fmt.Errorf("after %s not all have come", crowdMost)
		}
	}
	var err error
	if c.life, err = s.during(func() error { time.Sleep(watch); return nil }); err != nil {
		return err
	}
	if err := <-over; err != nil {
		return err
	}
	seen := report.Outcome()
	c.pages, c.lost = seen.Pages, seen.Lost+seen.Doubled
	return report.Err()
}
