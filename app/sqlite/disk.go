package sqlite

import "syscall"

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
