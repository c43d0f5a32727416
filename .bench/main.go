// Bench measures Porchlight against the budgets of its design, each beside a named baseline in the same run, and prints
// them as one Markdown table. Only the ratios mean something on another machine.
//
// It runs from the root of the repository, where bin/porchlight has been built: make bench does both.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"regexp"
	"syscall"

	"porchlight/bench/baseline"
)

// group measures rows of the table that share processes.
type group struct {
	rows    string // what --only is matched with
	needs   []program
	measure func(ctx context.Context, k *kit) ([]row, error)
}

// groups is the table in the order of the design.
var groups = []group{
	{"fragment", []program{wrk}, measureFragment},
	{"page", []program{wrk, nginx}, measurePage},
	{"log", []program{wrk}, measureLog},
	{"idle sockets: memory, accepted a second", nil, measureIdle},
	{"message to 10,000", nil, measureMessage},
	{"deliveries saturated", []program{node}, measureSaturation},
	{"storm: drop and come back", nil, measureStorm},
	{"joins", nil, measureJoins},
	{"redis fan-out", []program{redis}, measureRedis},
	{"stored", nil, measureStored},
	{"inbox: list, thread, search", nil, measureInbox},
	{"search", nil, measureSearch},
	{"weight: first view, widget", []program{chromium}, measureWeight},
	{"unfold", []program{chromium}, measureUnfold},
	{"presence room", []program{chromium}, measurePresenceRoom},
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run() error {
	if len(os.Args) > 2 && os.Args[1] == "serve" {
		return baseline.Serve(os.Args[2], os.Args[3:])
	}
	quick := flag.Bool("quick", false, "one round and shorter phases: for a look, not for figures to keep")
	only := flag.String("only", "", "measure only rows that match this `regexp`")
	capacity := flag.Bool("capacity", false, "measure what sites of 1, 2 and 3 nodes carry, and nothing else; DATABASE names their store")
	flag.Parse()
	wanted, err := regexp.Compile("(?i)" + *only)
	if err != nil {
		return fmt.Errorf("--only: %w", err)
	}
	if err := pinSelf(); err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	k, err := newKit(*quick)
	if err != nil {
		return err
	}
	defer k.close()
	if *capacity {
		return k.capacity(ctx)
	}

	var rows []row
	failed := false
	for _, g := range groups {
		if !wanted.MatchString(g.rows) {
			continue
		}
		fmt.Fprintf(os.Stderr, "measuring %s\n", g.rows)
		measured, err := k.measure(ctx, g)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			failed = true
			fmt.Fprintf(os.Stderr, "%s: %v\n", g.rows, err)
		}
		rows = append(rows, measured...)
	}
	fmt.Println(k.machine())
	fmt.Println()
	printTable(os.Stdout, rows)
	if failed {
		return fmt.Errorf("some rows could not be measured")
	}
	return nil
}
