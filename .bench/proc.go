package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// proc is a server under measurement.
type proc struct {
	name string
	cmd  *exec.Cmd
	done chan struct{}
	said *words // what it wrote to stderr; read it after done
}

// errStopped means that a server ended by itself; its last words are in the message.
var errStopped = errors.New("the server stopped")

const (
	startLimit = 60 * time.Second // until a server is ready
	stopLimit  = 15 * time.Second // between SIGTERM and SIGKILL
)

// start runs a program on the servers' core. It gets env and of this process's environment only what finds programs.
func (k *kit) start(name string, env []string, args ...string) (*proc, error) {
	line := k.pinned(serverCore, append([]string{name}, args...)...)
	p := &proc{name: filepath.Base(name), cmd: exec.Command(line[0], line[1:]...), done: make(chan struct{}), said: &words{}}
	p.cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME")}, env...)
	p.cmd.Stderr = p.said
	endWithUs(p.cmd)
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		_ = p.cmd.Wait() // how it ended is told by whoever waited for something else
		close(p.done)
	}()
	k.started = append(k.started, p)
	return p, nil
}

// endWithUs lets no program outlive a bench that was killed.
func endWithUs(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }

// ready waits until up says so, or the process has ended, or startLimit is over.
func (p *proc) ready(up func() bool) error {
	for deadline := time.Now().Add(startLimit); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		select {
		case <-p.done:
			return fmt.Errorf("%w: %s: %s", errStopped, p.name, p.said)
		default:
		}
		if up() {
			return nil
		}
	}
	return fmt.Errorf("%s was not ready within %s", p.name, startLimit)
}

// stop asks the process to end, and makes it. It may be called twice.
func (p *proc) stop() {
	_ = p.cmd.Process.Signal(syscall.SIGTERM) // it may have ended already
	select {
	case <-p.done:
	case <-time.After(stopLimit):
		_ = p.cmd.Process.Kill()
		<-p.done
	}
}

// cpu is the time that the process has spent on a core so far, its children's not counted; the kernel counts in 10 ms. Of
// one that has ended it is 0.
func (p *proc) cpu() time.Duration {
	select {
	case <-p.done:
		return 0
	default:
	}
	stat, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid)) // gone: nothing
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.ParseInt(fields[11], 10, 64)
	system, _ := strconv.ParseInt(fields[12], 10, 64)
	return time.Duration(user+system) * tick
}

// rss is the memory that the process holds now, in bytes; the kernel's own for its sockets is not in it.
func (p *proc) rss() int64 {
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid)) // gone: nothing
	for line := range strings.Lines(string(status)) {
		if fields := strings.Fields(line); len(fields) > 1 && fields[0] == "VmRSS:" {
			kib, _ := strconv.ParseInt(fields[1], 10, 64)
			return kib << 10
		}
	}
	return 0
}
