package main

import (
	"fmt"
	"math/rand/v2"
	"os"

	"porchlight/app/simulate"
)

// Run sends the visitors and prints what they saw. It fails where the site broke a promise.
func (s simulateCmd) Run(ctx *running) error {
	seed := rand.Uint64()
	if s.Seed != nil {
		seed = *s.Seed
	}
	fmt.Printf("%d visitors go to %s for %s, seed %d; Ctrl-C ends it early\n", s.Visitors, s.URL, s.For, seed)
	report, err := simulate.Run(ctx, simulate.Options{URL: s.URL, Visitors: s.Visitors, For: s.For, Churn: s.Churn, Seed: seed})
	if err != nil {
		return err
	}
	if err := report.Print(os.Stdout); err != nil {
		return err
	}
	return report.Err()
}
