package sqlite

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// Free is how many bytes this user may still write to the disk of a folder that is there; 0 where that cannot be told.
func Free(folder string) uint64 {
	var disk syscall.Statfs_t
	if syscall.Statfs(folder, &disk) != nil {
		return 0
	}
	return disk.Bavail * uint64(disk.Bsize)
}

// shaky are file systems on which a database does not keep its promises, by the magic of statfs(2): over a network locks and a shared log
// do not hold (https://www.sqlite.org/wal.html), memory is empty after a restart, and an overlay goes with its container.
var shaky = map[uint32]string{
	0x6969: "NFS", 0x517b: "SMB", 0xff534d42: "CIFS", 0xfe534d42: "SMB", 0x01021997: "9p", 0x00c36400: "Ceph", 0x0bd00bd0: "Lustre",
	0x65735546: "FUSE", 0x01021994: "tmpfs", 0x858458f6: "ramfs", 0x794c7630: "overlay",
}

// Shaky names the kind of file system that a folder lies on where a database should not; empty: it may.
func Shaky(folder string) string {
	var disk syscall.Statfs_t
	if syscall.Statfs(folder, &disk) != nil {
		return ""
	}
	return shaky[uint32(disk.Type)]
}

// Refusal says why this process could not use the database file as a node does: read and write it, and put others beside it; nil where it
// could. A file that is not there yet needs its folder alone.
func Refusal(path string) error {
	folder := existing(filepath.Dir(path))
	for _, file := range append(beside(path), folder) {
		mode := uint32(readable | writable)
		if file == folder {
			mode |= searchable
		}
		if err := syscall.Access(file, mode); err != nil {
			return explained(path, err)
		}
	}
	return nil
}

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

// Readers are whom a file lets read it beside its owner: "its group", "everybody"; empty: nobody.
func Readers(path string) string {
	info, err := os.Stat(path)
	if err != nil {
		return ""
	}
	switch mode := info.Mode().Perm(); {
	case mode&0o004 != 0:
		return "everybody"
	case mode&0o040 != 0:
		return "its group"
	}
	return ""
}
