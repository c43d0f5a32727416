package testparts

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"
)

// program is one way to build the binary, at most once per test run.
type program struct {
	flags     []string
	once      sync.Once
	dir, path string
	problem   string
}

var (
	plain   program
	watched = program{flags: []string{"-race"}}
)

// Binary builds the program and returns its path.
func Binary(t testing.TB) string {
	t.Helper()
	return plain.built(t)
}

// WatchedBinary is Binary, but with the race detector where the tests have it too: `go test -race` then looks at the nodes
// and not at their clients alone. It takes seconds to start, so it is for tests that do not start it often.
func WatchedBinary(t testing.TB) string {
	t.Helper()
	if Race {
		return watched.built(t)
	}
	return plain.built(t)
}

func (p *program) built(t testing.TB) string {
	t.Helper()
	p.once.Do(p.build)
	if p.problem != "" {
		t.Fatal("the program could not be built:\n" + p.problem)
	}
	return p.path
}

func (p *program) build() {
	var err error
	if p.dir, err = os.MkdirTemp("", "porchlight-test-"); err != nil {
		p.problem = err.Error()
		return
	}
	p.path = filepath.Join(p.dir, "porchlight")
	args := append([]string{"build", "-buildvcs=false", "-tags=sqlite_fts5", "-ldflags=-s -w -X main.hurry=yes", "-o", p.path}, p.flags...)
	if out, err := exec.Command("go", append(args, "porchlight/app")...).CombinedOutput(); err != nil {
		p.problem = string(out) + err.Error()
	}
}

func (p *program) clear() {
	if p.dir != "" {
		_ = os.RemoveAll(p.dir)
	}
}

// Settings are environment variables by the names that --help gives them. Nothing else of the environment reaches the
// program, so that a developer's own settings change no test.
type Settings map[string]string

// With returns these settings with others on top.
func (s Settings) With(more Settings) Settings {
	all := Settings{}
	for _, from := range []Settings{s, more} {
		for name, value := range from {
			all[name] = value
		}
	}
	return all
}

func command(binary, dir string, settings Settings, args ...string) *exec.Cmd {
	c := exec.Command(binary, args...)
	c.Dir = dir
	c.Env = []string{"PATH=" + os.Getenv("PATH"), "TZ=UTC"}
	for name, value := range settings {
		c.Env = append(c.Env, name+"="+value)
	}
	c.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} // a test that is killed leaves no node behind
	return c
}

// Result is what a command said until it ended.
type Result struct {
	Stdout, Stderr string
	Code           int // exit code
}

// Run runs the program to its end with this standard input. One that is still running after the patience of a test is
// killed, and the test fails.
func Run(t testing.TB, settings Settings, stdin string, args ...string) Result {
	t.Helper()
	return runToEnd(t, command(Binary(t), t.TempDir(), settings, args...), stdin)
}

func runToEnd(t testing.TB, c *exec.Cmd, stdin string) Result {
	t.Helper()
	var stdout, stderr bytes.Buffer
	c.Stdin, c.Stdout, c.Stderr = bytes.NewBufferString(stdin), &stdout, &stderr
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	watchdog := time.AfterFunc(startPatience, func() { _ = c.Process.Kill() })
	err := c.Wait()
	if !watchdog.Stop() {
		t.Fatalf("%q did not end; it said:\n%s%s", c.Args, &stdout, &stderr)
	}
	var failed *exec.ExitError
	if err != nil && !errors.As(err, &failed) {
		t.Fatal(err)
	}
	return Result{Stdout: stdout.String(), Stderr: stderr.String(), Code: c.ProcessState.ExitCode()}
}
