package testparts

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// Disk is a small disk that a test can fill: a tmpfs, mounted where only the processes that are started on it see it.
type Disk struct {
	Folder string   // by which they know it
	within []string // the command that starts a process where it is mounted
	out    string   // by which the test knows it
}

// SmallDisk mounts a disk of a size such as 8m. It is gone with the test.
func SmallDisk(t testing.TB, size string) *Disk {
	t.Helper()
	folder := t.TempDir()
	mount := []string{"sh", "-c", `mount -t tmpfs -o size="$1" tmpfs "$0" && echo mounted && exec cat`, folder, size}
	var said []string
	for _, how := range [][]string{{"unshare", "--mount"}, {"unshare", "--user", "--map-root-user", "--mount"}} {
		holder := exec.Command(how[0], append(how[1:], mount...)...)
		holder.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
		hold, err := holder.StdinPipe() // while it is open, cat keeps what is mounted
		must(t, err)
		out, err := holder.StdoutPipe()
		must(t, err)
		var complaint log
		holder.Stderr = &complaint
		must(t, holder.Start())
		t.Cleanup(func() { _ = hold.Close(); _ = holder.Wait() })
		if line, _ := bufio.NewReader(out).ReadString('\n'); line != "mounted\n" {
			said = append(said, strings.Join(how, " ")+": "+complaint.String())
			continue
		}
		process := fmt.Sprint(holder.Process.Pid)
		d := &Disk{Folder: folder, out: filepath.Join("/proc", process, "root", folder), within: []string{"nsenter", "--target", process, "--mount"}}
		if slices.Contains(how, "--user") {
			d.within = append(d.within, "--user", "--preserve-credentials")
		}
		return d
	}
	t.Fatalf("this test needs a disk that it can fill: run it as root, or let users have namespaces (sysctl user.max_user_namespaces)\n%s", strings.Join(said, "\n"))
	return nil
}

// Copy copies files of the disk to where the test can use them, and returns the path of the first.
func (d *Disk) Copy(t testing.TB, names ...string) (first string) {
	t.Helper()
	folder := t.TempDir()
	for _, name := range names {
		data, err := os.ReadFile(filepath.Join(d.out, name))
		must(t, err)
		must(t, os.WriteFile(filepath.Join(folder, name), data, 0o600))
	}
	return filepath.Join(folder, names[0])
}

const filler = "filler"

// Fill leaves no space on the disk.
func (d *Disk) Fill(t testing.TB) {
	t.Helper()
	f, err := os.Create(filepath.Join(d.out, filler))
	must(t, err)
	defer f.Close()
	for size := 1 << 20; size > 0; {
		if _, err := f.Write(make([]byte, size)); err != nil {
			size /= 2
		}
	}
}

// Free gives the space back.
func (d *Disk) Free(t testing.TB) { t.Helper(); must(t, os.Remove(filepath.Join(d.out, filler))) }

// StartNode is StartNode with a database on the disk.
func (d *Disk) StartNode(t testing.TB, settings Settings) *Node {
	t.Helper()
	return startNode(t, Binary(t), t.TempDir(), d.settings().With(settings), d.within...)
}

// Run is Run with a database on the disk.
func (d *Disk) Run(t testing.TB, settings Settings, args ...string) Result {
	t.Helper()
	return runToEnd(t, within(command(Binary(t), t.TempDir(), d.settings().With(settings), args...), d.within), "")
}

func (d *Disk) settings() Settings {
	return Settings{"DATABASE": filepath.Join(d.Folder, "porchlight.db")}
}

// within has a command started by another one.
func within(c *exec.Cmd, by []string) *exec.Cmd {
	if len(by) == 0 {
		return c
	}
	outer := exec.Command(by[0], slices.Concat(by[1:], c.Args)...)
	outer.Dir, outer.Env, outer.SysProcAttr = c.Dir, c.Env, c.SysProcAttr
	return outer
}
