package testparts

import (
	"cmp"
	"embed"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// startPatience is how long a start may take: under the race detector, beside other tests, it is slow work.
const startPatience = 30 * time.Second

// Node is a running process of the program.
type Node struct {
	Addr, URL string
	launch    Launch
	settings  Settings
	log       log
	process   *exec.Cmd
	fault     *Injection // the last; nil: there was none
}

// Launch is what of a node is started, and how.
type Launch struct {
	Addr   string // where it will listen
	Binary string
	Args   []string
	Dir    string              // the working folder
	As     *syscall.Credential // the user; nil: of the test
	Within time.Duration       // how long its start may take; 0: as long as a start here may
	within []string            // the command that starts it; none: it is started as it is
}

// StartNode starts a node on a free port and returns when it is ready. It ends with the test; if the test failed, its log
// is shown. Settings left out: a fresh database, and a small content that is printed at once.
func StartNode(t testing.TB, settings Settings) *Node {
	t.Helper()
	return startNode(t, Binary(t), t.TempDir(), settings)
}

// StartNodeIn is StartNode in a working folder that the test fills, for --dev.
func StartNodeIn(t testing.TB, dir string, settings Settings) *Node {
	t.Helper()
	return startNode(t, Binary(t), dir, settings)
}

// StartWatchedNode is StartNode with WatchedBinary.
func StartWatchedNode(t testing.TB, settings Settings) *Node {
	t.Helper()
	return startNode(t, WatchedBinary(t), t.TempDir(), settings)
}

func startNode(t testing.TB, binary, dir string, settings Settings, within ...string) *Node {
	t.Helper()
	addr := FreeAddr(t)
	return StartNodeBy(t, Launch{Addr: addr, Binary: binary, Dir: dir, within: within}, Settings{"ADDR": addr, "CONTENT_DIR": Content(t)}.With(settings))
}

// StartNodeBy is StartNode with these settings and no others.
func StartNodeBy(t testing.TB, l Launch, settings Settings) *Node {
	t.Helper()
	n := &Node{Addr: l.Addr, URL: "http://" + l.Addr, launch: l, settings: settings}
	t.Cleanup(func() { n.finish(t) })
	n.start(t)
	return n
}

// Kill ends the node with SIGKILL.
func (n *Node) Kill(t testing.TB) {
	t.Helper()
	if n.process == nil {
		t.Fatal("this node does not run")
	}
	n.kill()
}

// Restart starts the node again with the same settings, and kills it first where it runs. It returns when it is ready.
func (n *Node) Restart(t testing.TB) {
	t.Helper()
	n.kill()
	n.start(t)
}

// Set has the next start use another value of a setting.
func (n *Node) Set(name, value string) { n.settings = n.settings.With(Settings{name: value}) }

// Terminate sends SIGTERM and returns the exit code, and how long the node took.
func (n *Node) Terminate(t testing.TB) (code int, took time.Duration) {
	t.Helper()
	start := time.Now()
	_ = n.process.Process.Signal(syscall.SIGTERM)
	return n.Ended(t), time.Since(start)
}

// Stop sends SIGTERM and waits until the process has ended; Ended tells how.
func (n *Node) Stop(t testing.TB) {
	t.Helper()
	must(t, n.process.Process.Signal(syscall.SIGTERM))
	Within(t, startPatience, "the node has ended after SIGTERM", func() bool { return !n.Runs() })
}

// Log returns what the node wrote to its standard error and output, over all its starts.
func (n *Node) Log() string { return n.log.String() }

func (n *Node) start(t testing.TB) {
	t.Helper()
	n.launchIn(t, n.launch.within)
	Within(t, cmp.Or(n.launch.Within, startPatience), "the node at "+n.URL+" is ready", n.ready)
}

// launchIn starts the process by what starts it, and waits for nothing.
func (n *Node) launchIn(t testing.TB, by []string) {
	t.Helper()
	n.process = within(command(n.launch.Binary, n.launch.Dir, n.settings, n.launch.Args...), by)
	n.process.SysProcAttr.Credential = n.launch.As
	n.process.Stdout, n.process.Stderr = &n.log, &n.log
	if err := n.process.Start(); err != nil {
		n.process = nil
		t.Fatal(err)
	}
}

// Runs tells whether the process has not ended by itself.
func (n *Node) Runs() bool { return n.state() != "Z" }

// state is the letter that the kernel has for how the process fares: T is stopped, Z has ended (proc_pid_stat(5)).
func (n *Node) state() string {
	stat, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", n.process.Process.Pid)) // 708 (sh) T 1 …
	_, after, _ := strings.Cut(string(stat), ") ")
	letter, _, _ := strings.Cut(after, " ")
	return letter
}

// Ended waits for the end of a process that does not run any more, or is about to end, and returns its exit code; -1: it was killed.
func (n *Node) Ended(t testing.TB) (code int) {
	t.Helper()
	process := n.process
	watchdog := time.AfterFunc(startPatience, n.abort)
	_ = process.Wait()
	if !watchdog.Stop() {
		t.Fatal("the node did not end")
	}
	n.process = nil
	return process.ProcessState.ExitCode()
}

func (n *Node) ready() bool {
	answer, err := http.Get(n.URL + "/readyz")
	if err != nil {
		return false
	}
	_ = answer.Body.Close()
	return answer.StatusCode == http.StatusOK
}

func (n *Node) kill() {
	if n.process != nil {
		n.abort()
		if n.fault != nil {
			n.fault.end()
		}
		_ = n.process.Wait()
		n.process = nil
	}
}

func (n *Node) abort() { _ = n.process.Process.Kill() }

// finish fails the test for what no node should say, whatever the test looked at.
func (n *Node) finish(t testing.TB) {
	n.kill()
	for _, sign := range []string{"DATA RACE", "panic:", "level=ERROR"} {
		if strings.Contains(n.Log(), sign) {
			t.Errorf("the node at %s says %q", n.URL, sign)
		}
	}
	if t.Failed() {
		t.Logf("the log of the node at %s:\n%s", n.URL, n.Log())
	}
}

// log gathers what a process writes.
type log struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

//go:embed content
var smallContent embed.FS

// Content returns a folder with a copy of the small content: the ecosystem workshop, with the technologies hammer and saw,
// the decision joint and the topic hammer.
func Content(t testing.TB) string {
	t.Helper()
	small, err := fs.Sub(smallContent, "content")
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "content")
	if err := os.CopyFS(dir, small); err != nil {
		t.Fatal(err)
	}
	return dir
}
