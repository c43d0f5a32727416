// Command release makes what is published: one static binary for each architecture, built twice, with what is inside it and under
// which licences beside it.
//
//	release                     everything, of the last commit, into bin/release
//	release binary ARCH FILE    one binary, of the files as they lie here
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	top, err := said("", nil, "git", "rev-parse", "--show-toplevel")
	if err != nil {
		return err
	}
	top = strings.TrimSpace(top)
	switch {
	case len(args) == 0:
		return release(top)
	case len(args) == 3 && args[0] == "binary":
		return binary(top, args[1], args[2])
	}
	return fmt.Errorf("%q is not understood: release [binary ARCH FILE]", args)
}

// binary builds for one architecture from the folder of the project itself, as a container's stage does.
func binary(top, arch, file string) error {
	t, err := targetFor(arch)
	if err != nil {
		return err
	}
	if file, err = filepath.Abs(file); err != nil {
		return err
	}
	libc, err := fetchMusl(filepath.Join(top, "bin", "musl"), t)
	if err != nil {
		return err
	}
	return build(top, t, libc, file, nil)
}
