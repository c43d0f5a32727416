package main

import (
	"debug/buildinfo"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
)

// goPackage is what go list says of a package.
type goPackage struct {
	ImportPath, Dir string
	Standard        bool
	EmbedFiles      []string
	Module          *struct {
		Path, Version, Dir string
	}
}

// linked lists the packages that the binary for a target is linked from.
func linked(clone string, t target) ([]goPackage, error) {
	out, err := said(clone, []string{"GOFLAGS=", "CGO_ENABLED=1", "GOOS=linux", "GOARCH=" + t.arch}, "go", "list", "-deps", "-json=ImportPath,Dir,Standard,EmbedFiles,Module", "-tags", tags, "./app")
	if err != nil {
		return nil, err
	}
	var all []goPackage
	for decoder := json.NewDecoder(strings.NewReader(out)); ; {
		var p goPackage
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
}

// modules are those that the binary names as linked, and Go's own library.
func modules(info *buildinfo.BuildInfo, packages []goPackage) ([]part, error) {
	root, err := said("", nil, "go", "env", "GOROOT")
	if err != nil {
		return nil, err
	}
	texts, err := textsOf(strings.TrimSpace(root))
	if err != nil {
		return nil, err
	}
	version := strings.TrimPrefix(info.GoVersion, "go")
	found := []part{{name: "std", version: version, purl: goPURL("std", version), cpe: "cpe:2.3:a:golang:go:" + version + ":*:*:*:*:*:*:*", texts: texts}}
	for _, m := range info.Deps {
		if m.Replace != nil {
			return nil, fmt.Errorf("%s is replaced by %s, whose name and licence would not be told", m.Path, m.Replace.Path)
		}
		texts, err := textsAlong(m.Path, packages)
		if err != nil {
			return nil, err
		}
		hash, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(m.Sum, "h1:"))
		if err != nil {
			return nil, err
		}
		found = append(found, part{name: m.Path, version: m.Version, purl: goPURL(m.Path, m.Version), hash: hex.EncodeToString(hash), texts: texts})
	}
	return found, nil
}

// textsAlong are the licences on the way from each linked package of a module up to the module: code that it took from others may
// have one of its own.
func textsAlong(module string, packages []goPackage) ([]text, error) {
	var all []text
	seen := map[string]bool{}
	for _, p := range packages {
		if p.Module == nil || p.Module.Path != module {
			continue
		}
		for dir := p.Dir; strings.HasPrefix(dir, p.Module.Dir) && !seen[dir]; dir = filepath.Dir(dir) {
			seen[dir] = true
			found, err := textsOf(dir)
			if err != nil {
				return nil, err
			}
			for i := range found {
				if found[i].from, err = filepath.Rel(p.Module.Dir, filepath.Join(dir, found[i].from)); err != nil {
					return nil, err
				}
			}
			all = append(all, found...)
		}
	}
	return all, nil
}

func goPURL(module, version string) string { return "pkg:golang/" + module + "@" + version }
