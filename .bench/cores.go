package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	serverCore = "0"
	loadCore   = "1"
	threads    = 2 // of this process: its swarm must not keep a message from being sent, though both have one core
)

// pinSelf makes this process, which is the load, begin again on its own core, where there are two and taskset is installed.
func pinSelf() error {
	runtime.GOMAXPROCS(threads)
	taskset, err := exec.LookPath("taskset")
	if err != nil || runtime.NumCPU() < 2 {
		return nil
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	return syscall.Exec(taskset, append([]string{"taskset", "-c", loadCore, self}, os.Args[1:]...), os.Environ())
}

// isPinned says whether pinSelf did it: this process then sees one of several cores.
func isPinned() bool {
	_, err := exec.LookPath("taskset")
	return err == nil && runtime.NumCPU() == 1 && cores() > 1
}

// pinned is the command line of a program that is to run on the given cores.
func (k *kit) pinned(cores string, line ...string) []string {
	if !k.pins {
		return line
	}
	return append([]string{"taskset", "-c", cores}, line...)
}

// cores is the number that the machine has, whichever this process may use.
func cores() int { return strings.Count(read("/proc/cpuinfo"), "processor\t:") }

// allCores names them for taskset.
func allCores() string { return "0-" + strconv.Itoa(cores()-1) }

func read(file string) string {
	text, _ := os.ReadFile(file) // where the kernel does not say, neither do we
	return string(text)
}

// machine is the line that goes with the figures.
func (k *kit) machine() string {
	model := "unknown processor"
	for line := range strings.Lines(read("/proc/cpuinfo")) {
		if name, value, _ := strings.Cut(line, ":"); strings.TrimSpace(name) == "model name" {
			model = strings.TrimSpace(value)
		}
	}
	where := "server on core " + serverCore + ", load on core " + loadCore
	if !k.pins {
		where = "**not pinned**: server and load share the cores"
	}
	how := fmt.Sprintf("%d interleaved rounds, medians", k.rounds)
	if k.quick {
		how = "**a quick look**, no figures to keep"
	}
	return fmt.Sprintf("%s, %d cores (%s), Linux %s, %s, %s; %s.", model, cores(), where,
		strings.TrimSpace(read("/proc/sys/kernel/osrelease")), runtime.Version(), time.Now().Format(time.DateOnly), how)
}
