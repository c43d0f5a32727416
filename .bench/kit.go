package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// kit is what every measurement needs: the programs, a place for files, and how thorough to be.
type kit struct {
	bin     string // the porchlight binary
	self    string // this binary, whose "serve" runs the baselines
	scratch string // a folder that is gone afterwards, on the disk that the repository is on
	quick   bool
	rounds  int
	pins    bool // servers have a core for themselves, load runs on another
	started []*proc
	waited  time.Duration // for quiet
}

const fullRounds = 3

// program is one that the measurements run and that may not be installed.
type program struct{ name, install string }

var (
	node     = program{"node", "apt-get install nodejs npm"}
	redis    = program{"redis-server", "apt-get install redis-server"}
	wrk      = program{"wrk", "apt-get install wrk"}
	nginx    = program{"nginx", "apt-get install nginx"}
	chromium = program{"chromium", "apt-get install chromium"}
)

// newKit expects to run in the repository.
func newKit(quick bool) (*kit, error) {
	bin, err := filepath.Abs(filepath.Join("bin", "porchlight"))
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(bin); err != nil {
		return nil, fmt.Errorf("%w: run make bench in the repository", err)
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	scratch, err := os.MkdirTemp(filepath.Dir(bin), "bench-") // not the usual place for temporary files, which may be memory
	if err != nil {
		return nil, err
	}
	k := &kit{bin: bin, self: self, scratch: scratch, quick: quick, rounds: fullRounds, pins: isPinned()}
	if quick {
		k.rounds = 1
	}
	return k, nil
}

// measure runs a group where all it needs is there, and stops whatever it left running.
func (k *kit) measure(ctx context.Context, g group) ([]row, error) {
	for _, p := range g.needs {
		if _, err := exec.LookPath(p.name); err != nil {
			return nil, fmt.Errorf("%s is missing: %s", p.name, p.install)
		}
	}
	defer k.stopAll()
	return g.measure(ctx, k)
}

func (k *kit) stopAll() {
	for _, p := range k.started {
		p.stop()
	}
	k.started = nil
}

// close stops what runs and removes the files.
func (k *kit) close() {
	k.stopAll()
	_ = os.RemoveAll(k.scratch)
}

// size is a number of rounds, messages or the like: the full one, or less for a quick look.
func (k *kit) size(full, quick int) int {
	if k.quick {
		return quick
	}
	return full
}

// interleaved calls measure for each of n candidates in every round, in turn and the other way round every second time, so
// that a machine that slows down does so for all of them. Each call waits for a quiet moment first.
func (k *kit) interleaved(ctx context.Context, rounds, n int, measure func(candidate int) error) error {
	for round := range rounds {
		for i := range n {
			if round%2 == 1 {
				i = n - 1 - i
			}
			k.waitQuiet(ctx)
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := measure(i); err != nil {
				return err
			}
		}
	}
	return nil
}
