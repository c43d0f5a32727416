package doctor

import (
	"context"
	"math"
	"os"
	"strconv"
	"strings"

	"porchlight/app/health"
)

const (
	needed    = 12089    // bytes of memory of a live connection, as make bench has it
	ownMemory = 64 << 20 // bytes that the site takes without any
)

// Memory looks how much there is for the site: what the machine has left, or what a container or unit may take.
func Memory() Check {
	return Check{"memory", func(_ context.Context, r *Report) {
		left, whose := available()
		if math.IsInf(left, 1) {
			r.off("how much there is cannot be told here")
			return
		}
		sockets := max(0, left-ownMemory) / needed
		r.says("%s left%s, enough for %s live connections", health.Size(left), whose, health.Number(math.Floor(sockets/1000)*1000))
		if sockets < fewSockets {
			r.says("%s left%s", health.Size(left), whose)
			r.warn("That is little: the site takes 50 to 100 MB, and 12 KB more for each live connection.", "Give it more, or look what else takes so much.")
		}
	}}
}

// available is the smaller of what the machine can give without swapping and what the control group may still take (cgroups(7), version 2).
func available() (left float64, whose string) {
	left, whose = math.Inf(1), ""
	meminfo, _ := os.ReadFile("/proc/meminfo")
	for line := range strings.Lines(string(meminfo)) {
		if rest, is := strings.CutPrefix(line, "MemAvailable:"); is {
			if kb, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")), 64); err == nil {
				left, whose = kb*1024, ""
			}
		}
	}
	most, used := group("memory.max"), group("memory.current")
	if may := most - used; !math.IsInf(most, 1) && may < left {
		return may, " of what this control group may take"
	}
	return left, whose
}

// group reads a number of the control group of this process; without one it is infinite.
func group(file string) float64 {
	own, _ := os.ReadFile("/proc/self/cgroup")
	for line := range strings.Lines(string(own)) {
		if path, is := strings.CutPrefix(strings.TrimSpace(line), "0::"); is {
			text, err := os.ReadFile("/sys/fs/cgroup" + path + "/" + file)
			if n, wrong := strconv.ParseFloat(strings.TrimSpace(string(text)), 64); err == nil && wrong == nil {
				return n
			}
		}
	}
	return math.Inf(1)
}
