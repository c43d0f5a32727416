package main

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// lab holds the servers of one run. Everything they write is below scratch.
type lab struct {
	scratch string
	modules string // npm's, for programs that run on Node.js
	running map[string]engine
	servers []server
	account *syscall.Credential // whom servers run as; nil: whoever runs us
}

// server is a process, and when it has ended.
type server struct {
	process *os.Process
	ended   chan struct{}
}

// startLimit is how long a server may take until it answers.
const startLimit = 60 * time.Second

func newLab(modules string) (*lab, error) {
	scratch, err := os.MkdirTemp("", "samples-")
	if err != nil {
		return nil, err
	}
	l := &lab{scratch: scratch, modules: modules, running: map[string]engine{}}
	if os.Geteuid() == 0 { // PostgreSQL refuses to run as root
		nobody, err := user.Lookup("nobody")
		if err != nil {
			return nil, err
		}
		uid, _ := strconv.Atoi(nobody.Uid) // numbers on every system that has a root
		gid, _ := strconv.Atoi(nobody.Gid)
		l.account = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	}
	return l, os.Chmod(scratch, 0o755) // the account has to pass
}

// end stops every server and takes what they wrote away.
func (l *lab) end() {
	for _, s := range l.servers {
		_ = s.process.Kill() // nothing of theirs is kept
		<-s.ended
	}
	_ = os.RemoveAll(l.scratch)
}

// engine returns a running engine, emptied.
func (l *lab) engine(name string) (engine, error) {
	e := l.running[name]
	if e == nil {
		var err error
		if e, err = engines[name](l); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		l.running[name] = e
	}
	return e, e.empty()
}

// folder makes a folder that the servers' account owns.
func (l *lab) folder(name string) (string, error) {
	dir := filepath.Join(l.scratch, name)
	if err := os.Mkdir(dir, 0o700); err != nil {
		return "", err
	}
	if l.account != nil {
		return dir, os.Chown(dir, int(l.account.Uid), int(l.account.Gid))
	}
	return dir, nil
}

// command is a program that runs as the servers' account, in English and at UTC, and that does not outlive us.
func (l *lab) command(dir, name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "LANG=C.UTF-8", "TZ=UTC"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: l.account, Pdeathsig: syscall.SIGKILL}
	return cmd
}

// prepare runs a program that makes a server's files.
func (l *lab) prepare(dir, name string, args ...string) error {
	if out, err := l.command(dir, name, args...).CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", name, err, out)
	}
	return nil
}

// serve starts a server and returns when up does no longer fail.
func (l *lab) serve(cmd *exec.Cmd, up func() error) error {
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		return err
	}
	s := server{process: cmd.Process, ended: make(chan struct{})}
	l.servers = append(l.servers, s)
	go func() {
		_ = cmd.Wait() // how it ended is told by what it said
		close(s.ended)
	}()
	for deadline := time.Now().Add(startLimit); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		select {
		case <-s.ended:
			return fmt.Errorf("ended as it began\n%s", said.Bytes())
		default:
		}
		if up() == nil {
			return nil
		}
	}
	_ = cmd.Process.Kill()
	<-s.ended // what it said is whole then
	return fmt.Errorf("was not ready within %s\n%s", startLimit, said.Bytes())
}

// freePort returns a port that nobody listens on.
func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer func() { _ = l.Close() }()
	_, port, err := net.SplitHostPort(l.Addr().String())
	return port, err
}

// find returns the last of the programs that match a pattern: Debian keeps PostgreSQL's off the path, by version.
func find(pattern string) (string, error) {
	found, _ := filepath.Glob(pattern) // the patterns are our own
	if len(found) == 0 {
		return "", errors.New("there is no " + pattern)
	}
	return found[len(found)-1], nil
}
