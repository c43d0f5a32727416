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
