package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// checkAgain builds all anew: another folder, another copy of the C library, empty caches.
func checkAgain(top, commit, elsewhere, out string) error {
	start, clone := time.Now(), filepath.Join(elsewhere, "porchlight")
	if err := cloned(top, commit, clone); err != nil {
		return err
	}
	env, err := apart(elsewhere)
	if err != nil {
		return err
	}
	for _, t := range targets {
		libc, err := fetchMusl(filepath.Join(elsewhere, "musl"), t)
		if err != nil {
			return err
		}
		again := filepath.Join(elsewhere, t.arch)
		if err := build(clone, t, libc, again, env); err != nil {
			return err
		}
		files, err := binary(out, t)
		if err != nil {
			return err
		}
		one, err := sum(files)
		if err != nil {
			return err
		}
		two, err := sum(again)
		if err != nil {
			return err
		}
		if !bytes.Equal(one, two) {
			return fmt.Errorf("two builds of one commit differ for %s: %x and %x", t.arch, one, two)
		}
	}
	fmt.Printf("the same bytes when built again elsewhere, with empty caches: %.0f s\n", time.Since(start).Seconds())
	return nil
}

// apart are the caches of a build that shares none with another one but that of modules, whose files go.sum vouches for.
func apart(folder string) ([]string, error) {
	cache, temp := filepath.Join(folder, "go"), filepath.Join(folder, "temp")
	for _, dir := range []string{cache, temp} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return nil, err
		}
	}
	return []string{"GOCACHE=" + cache, "TMPDIR=" + temp}, nil
}
