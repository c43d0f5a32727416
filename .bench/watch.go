package main

import (
	"context"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	tick      = 10 * time.Millisecond // of the kernel's accounts of CPU time
	quiet     = 15                    // per cent of a core that others may take before a measurement begins
	quietLook = 500 * time.Millisecond
	quietMost = 10 * time.Second // for one measurement; after that it begins all the same, and its sample says how noisy it was
	patience  = 2 * time.Minute  // for all of them
)

// busy is the CPU time that the whole machine has spent.
func busy() time.Duration {
	line, _, _ := strings.Cut(read("/proc/stat"), "\n")
	var ticks int64
	for i, field := range strings.Fields(line) {
		if n, err := strconv.ParseInt(field, 10, 64); err == nil && i < 9 && i != 4 && i != 5 { // neither idle nor waiting
			ticks += n
		}
	}
	return time.Duration(ticks) * tick
}

// ownCPU is the CPU time of this process and of the load generators that it ran and waited for.
func ownCPU() (sum time.Duration) {
	for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
		var u syscall.Rusage
		if syscall.Getrusage(who, &u) == nil {
			sum += time.Duration(u.Utime.Nano() + u.Stime.Nano())
		}
	}
	return sum
}

// watch looks at who used the machine since it began. What the kit has started, and this process, are not noise.
type watch struct {
	procs     []*proc
	began     time.Time
	others    time.Duration
	measured  *proc
	cpuBefore time.Duration
}

// watching begins a watch on a server; nil: on none in particular.
func (k *kit) watching(p *proc) watch {
	w := watch{procs: k.started, began: time.Now(), measured: p}
	w.others, w.cpuBefore = w.othersCPU(), w.cpu()
	return w
}

func (w watch) othersCPU() time.Duration {
	sum := busy() - ownCPU()
	for _, p := range w.procs {
		sum -= p.cpu()
	}
	return sum
}

// cpu is the CPU time that the measured server has used since.
func (w watch) cpu() time.Duration {
	if w.measured == nil {
		return 0
	}
	return w.measured.cpu() - w.cpuBefore
}

// noise is how much of a core others have taken since, in per cent. What is too short for the kernel's accounts counts as
// quiet.
func (w watch) noise() float64 {
	long := time.Since(w.began)
	if long < 300*time.Millisecond {
		return 0
	}
	return max(0, 100*(w.othersCPU()-w.others).Seconds()/long.Seconds())
}

// sample is a value measured under this watch.
func (w watch) sample(value float64) sample { return sample{value, w.noise()} }

// cpuEach is the measured server's time for one of n, in µs.
func (w watch) cpuEach(n int) sample {
	return w.sample(float64(w.cpu().Microseconds()) / float64(max(1, n)))
}

// waitQuiet waits for a moment in which others leave the machine alone, as long as patience is left.
func (k *kit) waitQuiet(ctx context.Context) {
	for began := time.Now(); time.Since(began) < quietMost && ctx.Err() == nil; {
		w := k.watching(nil)
		time.Sleep(quietLook)
		if w.noise() <= quiet || k.waited > patience {
			return
		}
		k.waited += quietLook
	}
}
