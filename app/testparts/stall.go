package testparts

import (
	"fmt"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// stalled is for how long a system call is held up: longer than any test lasts.
const stalled = "600s"

// Stall holds up each flush of the node's files from now on, until the node is killed: what it commits is in the database's log, and
// nobody can have been told.
func (n *Node) Stall(t testing.TB) {
	t.Helper()
	var said log
	const flushes = "fsync,fdatasync"
	tracer := exec.Command("strace", "-f", "-p", fmt.Sprint(n.process.Process.Pid), "-o", "/dev/null", "-e", "trace="+flushes, "-e", "inject="+flushes+":delay_enter="+stalled)
	tracer.Stderr = &said
	tracer.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := tracer.Start(); err != nil {
		t.Fatalf("this test needs strace (apt-get install strace): %v", err)
	}
	n.tracer = tracer
	Eventually(t, "the node is traced", func() bool { return strings.Contains(said.String(), "attached") })
}

// untrace ends what holds a node up that was killed: the kernel keeps it for its tracer until then.
func (n *Node) untrace() {
	if n.tracer != nil {
		_ = n.tracer.Process.Kill()
		_ = n.tracer.Wait()
		n.tracer = nil
	}
}
