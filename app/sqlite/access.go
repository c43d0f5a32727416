package sqlite

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"syscall"
)

// Modes of access(2), which asks for the user of the process.
const (
	searchable = 1
	writable   = 2
	readable   = 4
)

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

// refused says what this user may not do with a file. SQLite puts others beside it, so these and the folder count too.
func refused(path string) (what, do string) {
	folder := existing(filepath.Dir(path))
	for _, need := range []struct {
		mode uint32
		what string
	}{{readable, "read"}, {writable, "written"}} {
		for _, file := range beside(path) {
			if syscall.Access(file, need.mode) != nil {
				return refusal(file, "it cannot be "+need.what, path+"*", "u+rw")
			}
		}
		if syscall.Access(folder, need.mode|searchable) != nil {
			return refusal(folder, "its folder "+folder+" cannot be "+need.what, folder, "u+rwx")
		}
	}
	return "it cannot be used by " + us(), "look at the owner and the mode of the file, of those beside it and of its folder"
}

// refusal says who may do it instead, and the commands that let this user.
func refusal(file, what, files, mode string) (string, string) {
	info, err := os.Stat(file)
	if err != nil {
		return what + " by " + us(), "look at the owners and modes of the folders above it"
	}
	do := fmt.Sprintf("run: chmod %s %s", mode, files)
	if ownerOf(info) != us() {
		do = fmt.Sprintf("run as root: chown %s %s; chmod %s %[2]s", us(), files, mode)
	}
	return fmt.Sprintf("%s by %s (owner %s, mode %04o)", what, us(), ownerOf(info), info.Mode().Perm()), do
}

// beside are the files that a database consists of while it is used, as far as they are there.
func beside(path string) (files []string) {
	for _, suffix := range []string{"", "-wal", "-shm", ".lock", ".migrate.lock", unheardName} {
		if _, err := os.Lstat(path + suffix); err == nil {
			files = append(files, path+suffix)
		}
	}
	return files
}

// existing is the nearest folder above that is there: the others are made in it.
func existing(folder string) string {
	for {
		if _, err := os.Stat(folder); !errors.Is(err, fs.ErrNotExist) || folder == filepath.Dir(folder) {
			return folder
		}
		folder = filepath.Dir(folder)
	}
}

// us is the user of this process.
func us() string { return nameOf(uint32(os.Getuid())) }

func ownerOf(info fs.FileInfo) string {
	if stat, is := info.Sys().(*syscall.Stat_t); is {
		return nameOf(stat.Uid)
	}
	return "somebody"
}

func nameOf(uid uint32) string {
	id := fmt.Sprint(uid)
	if u, err := user.LookupId(id); err == nil {
		return u.Username
	}
	return id
}

// Readers are whom a file lets read it beside its owner: "Its group", "Everybody"; empty: nobody.
func Readers(path string) string {
	info, err := os.Stat(path)
	if err != nil {
		return ""
	}
	switch mode := info.Mode().Perm(); {
	case mode&0o004 != 0:
		return "Everybody"
	case mode&0o040 != 0:
		return "Its group"
	}
	return ""
}
