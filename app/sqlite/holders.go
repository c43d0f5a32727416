package sqlite

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"syscall"
)

// Holder is who has a database open as a node.
type Holder struct {
	Process string // its id; empty where it is not ours to see
	Alone   bool   // it lets no other node in
}

// Holders are the nodes that hold the lock of a database, as the kernel lists them (proc_locks(5)). Asking so takes no lock itself, which
// would refuse a node that starts just then.
func Holders(path string) (holders []Holder) {
	info, err := os.Stat(path + ".lock")
	if err != nil {
		return nil
	}
	stat, is := info.Sys().(*syscall.Stat_t)
	locks, err := os.Open("/proc/locks")
	if err != nil || !is {
		return nil
	}
	defer locks.Close()
	for lines := bufio.NewScanner(locks); lines.Scan(); {
		f := strings.Fields(lines.Text()) // 1: FLOCK ADVISORY WRITE 708 fe:00:13107 0 EOF
		if len(f) > 5 && f[1] == "FLOCK" && strings.HasSuffix(f[5], fmt.Sprint(":", stat.Ino)) {
			h := Holder{Process: f[4], Alone: f[3] == "WRITE"}
			if h.Process == "0" || h.Process == "-1" {
				h.Process = ""
			}
			holders = append(holders, h)
		}
	}
	return holders
}
