package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// musl is the C library that is linked into a binary. glibc is under the LGPL, which asks whoever passes on a program with it inside
// for a way to link the program again; musl is under the MIT licence, and made for static programs.
type musl struct {
	dir     string // Debian's package musl-dev, unpacked; nothing is installed
	version string
}

// fetchMusl has apt download the library for an architecture, which need not be the machine's: with lists of its own, so that the
// machine's are left alone. A library that is there stays, since its place is a key of Go's build cache.
func fetchMusl(folder string, t target) (musl, error) {
	dir := filepath.Join(folder, t.arch)
	if packages, _ := filepath.Glob(filepath.Join(dir, "musl-dev_*.deb")); len(packages) == 1 {
		return unpacked(dir, packages[0])
	}
	lists, err := os.MkdirTemp("", "porchlight-apt-")
	if err != nil {
		return musl{}, err
	}
	defer os.RemoveAll(lists)
	for _, made := range []string{dir, filepath.Join(lists, "lists/partial"), filepath.Join(lists, "cache/archives/partial")} {
		if err := os.MkdirAll(made, 0o755); err != nil {
			return musl{}, err
		}
	}
	apt := []string{"-qq", "-o", "APT::Architecture=" + t.arch, "-o", "APT::Architectures=" + t.arch, "-o", "Acquire::Languages=none",
		"-o", "Dir::State::Lists=" + lists + "/lists", "-o", "Dir::Cache=" + lists + "/cache", "-o", "APT::Sandbox::User="}
	for _, step := range [][]string{{"update"}, {"download", "musl-dev"}} {
		if _, err := said(dir, nil, "apt-get", append(apt, step...)...); err != nil {
			return musl{}, fmt.Errorf("the C library musl comes through the apt of Debian or Ubuntu: %w", err)
		}
	}
	packages, err := filepath.Glob(filepath.Join(dir, "musl-dev_*.deb"))
	if err != nil || len(packages) != 1 {
		return musl{}, fmt.Errorf("apt left the packages %q in %s, not one: %v", packages, dir, err)
	}
	if _, err := said(dir, nil, "dpkg-deb", "-x", packages[0], "."); err != nil {
		return musl{}, err
	}
	return unpacked(dir, packages[0])
}

func unpacked(dir, file string) (musl, error) {
	_, version, _ := strings.Cut(filepath.Base(file), "_")
	version, _, _ = strings.Cut(version, "_")
	return musl{dir, version}, nil
}

var installed = regexp.MustCompile(`(^|[ L])/usr/`)

// specs writes what has GCC compile and link with the library, instead of the machine's: the package's own file, with its place.
func (m musl) specs(t target) (string, error) {
	data, err := os.ReadFile(filepath.Join(m.dir, "usr/lib", t.machine+"-linux-musl", "musl-gcc.specs"))
	if err != nil {
		return "", err
	}
	file := filepath.Join(m.dir, "gcc.specs")
	return file, os.WriteFile(file, installed.ReplaceAll(data, []byte("${1}"+m.dir+"/usr/")), 0o644)
}
