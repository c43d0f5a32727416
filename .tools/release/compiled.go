package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// compiled is what C brings. Under which terms is said here, because their files say more than that: SQLite's is its source, and
// those of Debian's packages are about sources that are not linked.
func compiled(t target, libc musl, packages []goPackage) ([]part, error) {
	var all []part
	for _, find := range []func() (part, error){
		func() (part, error) { return sqlite(packages) },
		func() (part, error) { return library(t, libc) },
		func() (part, error) { return libgcc(t) },
	} {
		found, err := find()
		if err != nil {
			return nil, err
		}
		all = append(all, found)
	}
	return all, nil
}

var (
	sqliteVersion = regexp.MustCompile(`#define SQLITE_VERSION +"([^"]+)"`)
	blessing      = regexp.MustCompile(`(?s)The author disclaims copyright.*?never taking more than you give\.`)
)

// sqlite is SQLite itself, which go-sqlite3 carries as one file.
func sqlite(packages []goPackage) (part, error) {
	for _, p := range packages {
		if p.ImportPath != "github.com/mattn/go-sqlite3" {
			continue
		}
		header, err := os.ReadFile(filepath.Join(p.Dir, "sqlite3-binding.h"))
		if err != nil {
			return part{}, err
		}
		found, terms := sqliteVersion.FindSubmatch(header), blessing.Find(header)
		if found == nil || terms == nil {
			return part{}, fmt.Errorf("sqlite3-binding.h says no version, or not under which terms")
		}
		version := string(found[1])
		return part{
			name: "SQLite", version: version, purl: "pkg:generic/sqlite@" + version, cpe: "cpe:2.3:a:sqlite:sqlite:" + version + ":*:*:*:*:*:*:*",
			within: goPURL(p.Module.Path, p.Module.Version), terms: []string{"blessing"}, texts: []text{{"sqlite3.h", strings.ReplaceAll(string(terms), "\n**", "\n")}},
		}, nil
	}
	return part{}, fmt.Errorf("go-sqlite3 is not linked")
}

func library(t target, libc musl) (part, error) {
	terms, err := os.ReadFile(filepath.Join(libc.dir, "usr/share/doc/musl-dev/copyright"))
	upstream, _, _ := strings.Cut(libc.version, "-")
	return part{
		name: "musl", version: libc.version, purl: "pkg:deb/debian/musl-dev@" + libc.version + "?arch=" + t.arch, cpe: "cpe:2.3:a:musl-libc:musl:" + upstream + ":*:*:*:*:*:*:*",
		terms: []string{"MIT"}, texts: []text{{"copyright", string(terms)}},
	}, err
}

// libgcc is what GCC links into every program. Its exception lets the program be under any terms.
func libgcc(t target) (part, error) {
	version, err := said("", nil, t.compiler(), "-dumpfullversion")
	if err != nil {
		return part{}, err
	}
	file, err := said("", nil, t.compiler(), "-print-libgcc-file-name")
	if err != nil {
		return part{}, err
	}
	owner, err := said("", nil, "dpkg", "-S", strings.TrimSpace(file))
	if err != nil {
		return part{}, err
	}
	name, _, _ := strings.Cut(owner, ":")
	terms, err := os.ReadFile(filepath.Join("/usr/share/doc", name, "copyright"))
	version = strings.TrimSpace(version)
	return part{
		name: "libgcc", version: version, purl: "pkg:generic/libgcc@" + version,
		terms: []string{"GPL-3.0-or-later WITH GCC-exception-3.1"}, texts: []text{{"copyright", string(terms)}},
	}, err
}
