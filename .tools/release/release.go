package main

import (
	"debug/buildinfo"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// release makes everything in a clone and a second time in another one, and tries it. Only what has passed comes into bin/release.
func release(top string) error {
	commit, err := lastCommit(top)
	if err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "porchlight-release-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	clone := filepath.Join(work, "clone")
	if err := cloned(top, commit, clone); err != nil {
		return err
	}
	passed, out := filepath.Join(top, "bin", "release"), filepath.Join(top, "bin", "release-untried")
	if err := errors.Join(os.RemoveAll(passed), os.RemoveAll(out), os.MkdirAll(out, 0o755)); err != nil {
		return err
	}
	var notices licences
	for _, t := range targets {
		libc, err := fetchMusl(filepath.Join(top, "bin", "musl"), t)
		if err != nil {
			return err
		}
		file, err := first(clone, out, t, libc)
		if err != nil {
			return err
		}
		if err := describe(clone, file, t, libc, &notices); err != nil {
			return err
		}
	}
	if err := notices.write(filepath.Join(out, "LICENSES.txt")); err != nil {
		return err
	}
	if err := checkAgain(top, commit, filepath.Join(work, "elsewhere", "again"), out); err != nil {
		return err
	}
	if err := writeSums(out); err != nil {
		return err
	}
	if err := tryAll(clone, out); err != nil {
		return err
	}
	return os.Rename(out, passed)
}

// first builds with the caches that are there, and names the binary after its version.
func first(clone, out string, t target, libc musl) (string, error) {
	start, made := time.Now(), filepath.Join(out, "made")
	if err := build(clone, t, libc, made, nil); err != nil {
		return "", err
	}
	info, err := buildinfo.ReadFile(made)
	if err != nil {
		return "", err
	}
	file := filepath.Join(out, fmt.Sprintf("porchlight-%s-linux-%s", version(info), t.arch))
	fmt.Printf("%s: %.0f s\n", filepath.Base(file), time.Since(start).Seconds())
	return file, os.Rename(made, file)
}

// describe writes what is inside a binary beside it, and adds it to the notices.
func describe(from, file string, t target, libc musl, notices *licences) error {
	found, err := inside(from, file, t, libc)
	if err != nil {
		return err
	}
	notices.add(found)
	return writeBOM(file, found)
}

// binary is the one binary that a release has for a target.
func binary(out string, t target) (string, error) {
	files, err := filepath.Glob(filepath.Join(out, "porchlight-*-linux-"+t.arch))
	if err != nil || len(files) != 1 {
		return "", fmt.Errorf("%s has the binaries %q for %s, not one: %v", out, files, t.arch, err)
	}
	return files[0], nil
}
