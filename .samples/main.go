// Samples runs the samples of the content on servers of its own, and writes what they said beside them.
package main

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"

	"porchlight/app/sample"
)

func main() {
	if err := runAll(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "samples:", err)
		os.Exit(1)
	}
}

// runAll runs every sample, or those of the named folders, and goes on after one that fails.
func runAll(only []string) error {
	dirs, err := filepath.Glob("content/*/samples/*")
	if err != nil {
		return err
	}
	for _, name := range only {
		if !slices.ContainsFunc(dirs, func(dir string) bool { return filepath.Base(dir) == name }) {
			return fmt.Errorf("there is no folder content/*/samples/%s", name)
		}
	}
	modules, err := filepath.Abs(".samples/node_modules")
	if err != nil {
		return err
	}
	l, err := newLab(modules)
	if err != nil {
		return err
	}
	defer l.end()
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-stop
		l.end()
		os.Exit(1)
	}()

	failed := 0
	for _, dir := range dirs {
		name := filepath.Base(dir)
		_, known := folders[name]
		switch {
		case len(only) > 0 && !slices.Contains(only, name):
		case slices.Contains(notRun, name):
			fmt.Printf("%s: not run, there is no engine for it here\n", dir)
		case !known:
			return fmt.Errorf("%s: no engine is known by that name, only %s", dir, strings.Join(slices.Sorted(maps.Keys(folders)), ", "))
		default:
			if failed, err = l.runFolder(dir, failed); err != nil {
				return err
			}
		}
	}
	if failed > 0 {
		return fmt.Errorf("%d failed; their outputs are as they were", failed)
	}
	return nil
}

// runFolder runs the samples of a folder and adds those that fail.
func (l *lab) runFolder(dir string, failed int) (int, error) {
	f, err := readFolder(dir)
	if err != nil {
		return failed, err
	}
	for _, s := range f.samples() {
		out := filepath.Join(dir, s.out)
		text, err := l.run(f, s)
		if err != nil {
			fmt.Printf("%s: failed\n  %s\n", out, strings.ReplaceAll(strings.TrimSpace(err.Error()), "\n", "\n  "))
			failed++
			continue
		}
		verdict := "written"
		if before, _ := os.ReadFile(out); bytes.Equal(before, []byte(text)) { // not there: written
			verdict = "as it was"
		}
		if err := os.WriteFile(out, []byte(text), 0o644); err != nil {
			return failed, err
		}
		fmt.Printf("%s: %s\n", out, verdict)
	}
	return failed, nil
}

var clusterCommand = regexp.MustCompile(`(?m)^(\w: ?)?CLUSTER `)

// run runs a sample and returns its output with the header.
func (l *lab) run(f folder, s piece) (string, error) {
	var in []engine
	for _, name := range f.engines(s) {
		e, err := l.engine(name)
		if err != nil {
			return "", err
		}
		in = append(in, e)
	}
	said, drivers, err := l.output(f, s, in)
	if err != nil {
		return "", err
	}
	var ran []string
	for _, e := range in {
		ran = append(ran, e.version())
	}
	h := sample.Header{Ran: strings.Join(append(ran, drivers...), ", ")}
	for _, name := range s.inputs {
		h.Inputs = append(h.Inputs, sample.Input{Name: name, Hash: sample.Hash([]byte(f.files[name]))})
	}
	return h.String() + said, nil
}

// engines names what a sample runs on: the folder's engine, and Redis for a program that asks where it is.
func (f folder) engines(s piece) (names []string) {
	name, text := folders[filepath.Base(f.dir)], f.files[s.main]
	switch {
	case filepath.Ext(s.main) == ".redis" && clusterCommand.MatchString(text):
		name = "redis cluster"
	case name != "redis" && slices.ContainsFunc(s.inputs, func(input string) bool { return strings.Contains(f.files[input], "REDIS_URL") }):
		names = append(names, "redis")
	}
	if name != "" {
		names = append([]string{name}, names...)
	}
	return names
}

// output runs a sample in the way of its kind.
func (l *lab) output(f folder, s piece, in []engine) (said string, drivers []string, err error) {
	text := f.files[s.main]
	switch filepath.Ext(s.main) {
	case ".sql":
		steps, err := readSQL(text)
		if err != nil || len(steps) == 0 {
			return "", nil, fmt.Errorf("no statements: %w", err)
		}
		write := sessions
		if steps[0].session == "" {
			write = alone
		}
		said, err = play(in[0], steps, write)
		return said, nil, err
	case ".redis":
		steps, err := readRedis(text)
		if err != nil {
			return "", nil, err
		}
		said, err = play(in[0], steps, redisCLI)
		return said, nil, err
	}
	if said, err = l.program(f, s, in); err != nil {
		return "", nil, err
	}
	drivers, err = l.drivers(f, s)
	return said, drivers, err
}
