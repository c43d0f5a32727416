package main

import (
	"context"
	"fmt"
	"os/exec"
	"regexp"
	"strconv"
)

// target is a server under requests, with what was measured of it.
type target struct {
	*site
	path    string
	headers []string // "Name: value"
	rates   samples  // requests a second
	cpu     samples  // µs a request
}

const (
	connections = 64
	slice       = "1s" // of one target before it is another's turn
)

var (
	requestsDone = regexp.MustCompile(`(\d+) requests in `)
	requestRate  = regexp.MustCompile(`Requests/sec:\s+([\d.]+)`)
	requestsBad  = regexp.MustCompile(`Non-2xx or 3xx responses.*|Socket errors.*`)
)

func (k *kit) loadRounds() int { return k.size(9, 2) }

// loaded says how.
func (k *kit) loaded() string {
	return fmt.Sprintf("wrk, %d connections, %d rounds of %s", connections, k.loadRounds(), slice)
}

// load has wrk ask each target in turn, in short slices, the first round being left out of the figures.
func (k *kit) load(ctx context.Context, targets ...*target) error {
	seen := 0
	return k.interleaved(ctx, 1+k.loadRounds(), len(targets), func(i int) error {
		t := targets[i]
		w := k.watching(t.proc)
		done, rate, err := ask(ctx, t)
		if seen++; err != nil || seen <= len(targets) {
			return err
		}
		t.rates, t.cpu = append(t.rates, w.sample(rate)), append(t.cpu, w.cpuEach(done))
		return nil
	})
}

// ask runs wrk for one slice. An answer that is no success is an error.
func ask(ctx context.Context, t *target) (done int, rate float64, err error) {
	args := []string{"-t", "1", "-c", strconv.Itoa(connections), "-d", slice}
	for _, h := range t.headers {
		args = append(args, "-H", h)
	}
	cmd := exec.CommandContext(ctx, wrk.name, append(args, t.url+t.path)...)
	endWithUs(cmd)
	said, err := cmd.CombinedOutput()
	if err != nil {
		return 0, 0, fmt.Errorf("wrk: %w: %s", err, said)
	}
	if bad := requestsBad.Find(said); bad != nil {
		return 0, 0, fmt.Errorf("%s%s: %s", t.url, t.path, bad)
	}
	counted, rated := requestsDone.FindSubmatch(said), requestRate.FindSubmatch(said)
	if counted == nil || rated == nil {
		return 0, 0, fmt.Errorf("wrk said something unknown: %s", said)
	}
	if done, err = strconv.Atoi(string(counted[1])); err != nil {
		return 0, 0, err
	}
	rate, err = strconv.ParseFloat(string(rated[1]), 64)
	return done, rate, err
}

// get fetches a target once, as wrk does, and returns the bytes of the body as they come.
func (t *target) get() ([]byte, error) { return fetch(t.url+t.path, t.headers) }
