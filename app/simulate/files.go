package simulate

import (
	"fmt"
	"syscall"
)

// spareFiles is what the process needs beside its sockets: requests under way and those kept alive.
const spareFiles = 1100

// makeRoom raises the limit of open files as far as it goes, and refuses a crowd that does not fit.
func makeRoom(visitors int) error {
	var files syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &files); err != nil {
		return fmt.Errorf("the limit of open files is not known: %w", err)
	}
	files.Cur = files.Max
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &files); err != nil {
		return fmt.Errorf("the limit of open files cannot be raised to %d: %w", files.Max, err)
	}
	if need := uint64(visitors + visitors/secondTabOneIn + spareFiles); need > files.Max {
		return fmt.Errorf("%d visitors need about %d open files and %d are allowed: raise that with ulimit -Hn, or let fewer come", visitors, need, files.Max)
	}
	return nil
}
