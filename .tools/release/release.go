package main

import (
	"bytes"
	"crypto/sha256"
	"debug/buildinfo"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// release makes everything in a clone, a second time in another one, and publishes nothing that differs.
func release(top string) error {
	if err := sayWhatIsLeftOut(top); err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "porchlight-release-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	clone := filepath.Join(work, "clone")
	if err := cloned(top, clone); err != nil {
		return err
	}
	out := filepath.Join(top, "bin", "release")
	if err := os.RemoveAll(out); err != nil {
		return err
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
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
	if err := checkAgain(top, filepath.Join(work, "elsewhere", "again"), out); err != nil {
		return err
	}
	if err := writeSums(out); err != nil {
		return err
	}
	return tryAll(clone, out)
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

// checkAgain builds all anew: another folder, another copy of the C library, empty caches.
func checkAgain(top, elsewhere, out string) error {
	start, clone := time.Now(), filepath.Join(elsewhere, "porchlight")
	if err := cloned(top, clone); err != nil {
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

// binary is the one binary that a release has for a target.
func binary(out string, t target) (string, error) {
	files, err := filepath.Glob(filepath.Join(out, "porchlight-*-linux-"+t.arch))
	if err != nil || len(files) != 1 {
		return "", fmt.Errorf("%s has the binaries %q for %s, not one: %v", out, files, t.arch, err)
	}
	return files[0], nil
}

// writeSums writes SHA256SUMS, as sha256sum --check reads it.
func writeSums(out string) error {
	files, err := filepath.Glob(filepath.Join(out, "*"))
	if err != nil {
		return err
	}
	slices.Sort(files)
	var lines strings.Builder
	for _, file := range files {
		hash, err := sum(file)
		if err != nil {
			return err
		}
		fmt.Fprintf(&lines, "%x  %s\n", hash, filepath.Base(file))
	}
	return os.WriteFile(filepath.Join(out, "SHA256SUMS"), []byte(lines.String()), 0o644)
}

func sum(file string) ([]byte, error) {
	data, err := os.ReadFile(file)
	hash := sha256.Sum256(data)
	return hash[:], err
}
