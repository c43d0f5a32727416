package testparts

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// Fault is what strace(1) does to a node at system calls that it makes on its files. Calls are counted by their name, and by thread: all
// those of a commit are one thread's.
type Fault struct {
	Database string // the files are it and what SQLite keeps beside it; empty: they are all
	Call     string // its name, such as fsync, or several with commas
	Nth      int    // which one, from 1; 0: each
	Does     string // signal=KILL: the node is killed instead of it. error=EIO: it fails so, and does nothing. Stalls: it does not come back
}

// Stalls holds a call up for longer than any test lasts: until the node is killed.
const Stalls = "delay_enter=600s"

// Injection is a fault that waits for its call.
type Injection struct {
	node   *Node
	tracer *exec.Cmd
	said   string        // the file with the calls that it saw
	ended  chan struct{} // closed: the node has ended, or was let go
}

// Inject returns when the fault is in force. It ends by Lift, or with the node.
func (n *Node) Inject(t testing.TB, f Fault) *Injection {
	t.Helper()
	i := &Injection{node: n, said: filepath.Join(t.TempDir(), "calls"), ended: make(chan struct{})}
	inject := "inject=" + f.Call + ":" + f.Does
	if f.Nth > 0 {
		inject += fmt.Sprint(":when=", f.Nth)
	}
	args := []string{"-f", "-o", i.said, "-p", fmt.Sprint(n.process.Process.Pid), "-e", "trace=" + f.Call, "-e", inject}
	if f.Database != "" {
		for _, kind := range []string{"", "-wal", "-shm", "-journal"} {
			args = append(args, "-P", f.Database+kind)
		}
	}
	i.tracer = exec.Command("strace", args...)
	i.tracer.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	complaint, err := i.tracer.StderrPipe()
	must(t, err)
	must(t, i.tracer.Start())
	lines, all := bufio.NewScanner(complaint), ""
	for !strings.Contains(all, " attached") {
		if !lines.Scan() {
			t.Fatalf("strace cannot be attached: %s", all)
		}
		all += lines.Text() + "\n"
	}
	go func() {
		defer close(i.ended)
		for lines.Scan() {
		}
		_ = i.tracer.Wait()
	}()
	n.fault = i
	return i
}

// end takes the fault from a node that was killed: the kernel keeps that for its tracer until then.
func (i *Injection) end() {
	_ = i.tracer.Process.Kill()
	<-i.ended
}

// Lift lets the node go on without the fault, and reports whether it has happened. Of a node that is about to end it waits for the end:
// strace would wait for ever if it were told to let that go.
func (i *Injection) Lift(t testing.TB) (happened bool) {
	t.Helper()
	told := false
	Within(t, startPatience, "the node is let go, or has ended", func() bool {
		select {
		case <-i.ended:
			return true
		default:
		}
		if !told && i.node.ready() {
			_ = i.tracer.Process.Signal(syscall.SIGTERM)
			told = true
		}
		return false
	})
	said, err := os.ReadFile(i.said)
	must(t, err)
	return strings.Contains(string(said), "(INJECTED)") || strings.Contains(string(said), "+++ killed by SIGKILL +++")
}

// heldBack is a shell that stops itself, and is the program when it is let go.
var heldBack = []string{"sh", "-c", `kill -STOP $$; exec "$0" "$@"`}

// StartWith starts a node that was ended with a fault in force from its first step on. It returns when the node is ready, or has ended,
// which Runs tells.
func (n *Node) StartWith(t testing.TB, f Fault) *Injection {
	t.Helper()
	n.launchIn(t, heldBack)
	Within(t, startPatience, "the node is held back", func() bool { return n.state() == "T" })
	i := n.Inject(t, f)
	must(t, n.process.Process.Signal(syscall.SIGCONT))
	Within(t, startPatience, "the node is ready, or has ended", func() bool { return n.ready() || !n.Runs() })
	return i
}
