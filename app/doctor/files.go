package doctor

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"

	"porchlight/app/health"
	"porchlight/app/sqlite"
)

const (
	ownFiles   = 100  // that a node has open beside its sockets, which take one each
	fewSockets = 1000 // below it a good day is too much
	fewQueued  = 1024 // connections that may wait to be taken, as when all pages come back after a restart
	fewWatches = 8192 // folders that may be watched, for --dev
)

// Files looks how many live connections the limits of open files allow: of the node that runs, and else of whoever runs this.
func Files(database string, dev bool) Check {
	return Check{"files", func(_ context.Context, r *Report) {
		most, whose := openFiles(database)
		sockets := max(0, most-ownFiles)
		r.says("%s open files%s, enough for %s live connections", health.Number(float64(most)), whose, health.Number(float64(sockets)))
		if sockets < fewSockets {
			r.warn("That is little: each visitor has one for each open tab.", "Raise it: LimitNOFILE=65536 in the systemd unit, or ulimit -n 65536.")
		}
		if n, ok := kernel("net/core/somaxconn"); ok && n < fewQueued {
			r.warn(fmt.Sprintf("Only %d connections may wait to be taken: when all come at once, as after a restart, some are refused.", n), "Run: sysctl -w net.core.somaxconn=4096")
		}
		if n, ok := kernel("fs/inotify/max_user_watches"); dev && ok && n < fewWatches {
			r.warn(fmt.Sprintf("Only %d folders can be watched: with --dev some changes are not seen.", n), "Run: sysctl -w fs.inotify.max_user_watches=65536")
		}
	}}
}

// openFiles asks the kernel for the limit of a node that has the database open (proc_pid_limits(5)), else for our own, which Go has raised
// as far as it may.
func openFiles(database string) (most uint64, whose string) {
	for _, h := range sqlite.Holders(database) {
		limits, _ := os.ReadFile("/proc/" + h.Process + "/limits")
		for line := range strings.Lines(string(limits)) {
			if rest, is := strings.CutPrefix(line, "Max open files"); is {
				if fields := strings.Fields(rest); len(fields) > 0 {
					if n, err := strconv.ParseUint(fields[0], 10, 64); err == nil {
						return n, " for process " + h.Process
					}
				}
			}
		}
	}
	var limit syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit) != nil {
		return 0, ""
	}
	return limit.Cur, ""
}

// kernel reads a number below /proc/sys.
func kernel(name string) (n int, ok bool) {
	text, err := os.ReadFile("/proc/sys/" + name)
	if err != nil {
		return 0, false
	}
	n, err = strconv.Atoi(strings.TrimSpace(string(text)))
	return n, err == nil
}
