// Command release makes what is published: one static binary for each architecture, built twice, with what is inside it and under
// which licences beside it.
//
//	release                    everything, of the last commit, into bin/release
//	release only ARCH FOLDER   for one architecture, of the files as they lie here, as a container's stage does
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
	case len(args) == 3 && args[0] == "only":
		return only(top, args[1], args[2])
	}
	return fmt.Errorf("%q is not understood: release [only ARCH FOLDER]", args)
}

// only makes the binary for one architecture from the project itself, and what belongs beside it.
func only(top, arch, folder string) error {
	t, err := targetFor(arch)
	if err != nil {
		return err
	}
	if folder, err = filepath.Abs(folder); err != nil {
		return err
	}
	libc, err := fetchMusl(filepath.Join(top, "bin", "musl"), t)
	if err != nil {
		return err
	}
	file := filepath.Join(folder, "porchlight")
	if err := build(top, t, libc, file, nil); err != nil {
		return err
	}
	var notices licences
	if err := describe(top, file, t, libc, &notices); err != nil {
		return err
	}
	return notices.write(filepath.Join(folder, "LICENSES.txt"))
}
