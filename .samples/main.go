// Samples runs the samples of the content on servers of its own, and writes what they said beside them.
package main

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
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
