package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// programLimit is how long a program may run.
const programLimit = 3 * time.Minute

// program runs a sample that is a program, in a copy of its folder, and returns what it printed.
func (l *lab) program(f folder, s piece, in []engine) (string, error) {
	dir := filepath.Join(l.scratch, "program")
	if err := l.copy(f, dir); err != nil {
		return "", err
	}
	defer func() { _ = os.RemoveAll(dir) }() // the whole of scratch is taken away later
	env, err := l.environment(dir, in)
	if err != nil {
		return "", err
	}
	if text, has := f.files[tables]; has && len(in) > 0 {
		if err := fill(in[0], text); err != nil {
			return "", fmt.Errorf("%s: %w", tables, err)
		}
	}
	for _, name := range s.inputs {
		if filepath.Ext(name) == ".prisma" {
			if _, err := run(dir, env, "node", "node_modules/prisma/build/index.js", "generate", "--schema", name); err != nil {
				return "", err
			}
		}
	}
	var line []string
	switch filepath.Ext(s.main) {
	case ".py":
		line = []string{python, "-B", s.main}
	case ".sh":
		line = []string{"sh", s.main}
	case ".mjs":
		line = []string{"node", s.main}
	case ".ts":
		line = []string{"node", "--import", "tsx", s.main}
	}
	said, err := run(dir, env, line[0], line[1:]...)
	if strings.HasPrefix(said, "-- ") {
		err = errors.Join(err, errors.New(`its output begins with "-- ": what ran it is told by the runner`))
	}
	return said, err
}

// copy copies a folder to where programs may leave what they like, beside npm's modules.
func (l *lab) copy(f folder, dir string) error {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	if err := os.Symlink(l.modules, filepath.Join(dir, "node_modules")); err != nil {
		return err
	}
	files := map[string]string{"package.json": `{"type": "module"}`}
	for name, text := range f.files {
		files[name] = text
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// environment is what a program is told: where servers are, a file for SQLite, two ports for servers that it starts itself.
func (l *lab) environment(dir string, in []engine) ([]string, error) {
	// Prisma looks for its schema engine even where it does not run it; npm does not have it.
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	env := []string{"PATH=" + os.Getenv("PATH"), "HOME=" + l.scratch, "LANG=C.UTF-8", "TZ=UTC",
		"SQLITE_URL=file:" + filepath.Join(dir, "sample.db"), "PRISMA_SCHEMA_ENGINE_BINARY=" + self}
	for _, name := range []string{"PORT_A", "PORT_B"} {
		port, err := freePort()
		if err != nil {
			return nil, err
		}
		env = append(env, name+"="+port)
	}
	for _, e := range in {
		env = append(env, e.env()...)
	}
	return env, nil
}

// fill runs a file of SQL, of which nothing may be refused.
func fill(e engine, text string) error {
	s, err := e.open()
	if err != nil {
		return err
	}
	defer s.close()
	for _, statement := range statements(text) {
		told, err := s.ask(statement)
		if err != nil {
			return err
		}
		if said := strings.Join(told.lines, "\n"); strings.Contains(said, "ERROR ") {
			return fmt.Errorf("%s: %s", oneLine(statement), said)
		}
	}
	return nil
}

// run runs a command and returns what it printed, without blanks at the ends of lines.
func run(dir string, env []string, name string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), programLimit)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	var out, wrong bytes.Buffer
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = dir, env, &out, &wrong
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) } // with what it started
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("%s %s: %w\n%s%s", name, strings.Join(args, " "), err, out.Bytes(), wrong.Bytes())
	}
	var b strings.Builder
	for line := range strings.Lines(out.String()) {
		b.WriteString(strings.TrimRight(line, " \r\n") + "\n")
	}
	return b.String(), nil
}
