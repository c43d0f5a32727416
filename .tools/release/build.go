package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// tags are those of every build, and for a binary that is alone in its container: names of hosts and users are looked up by Go, and
// SQLite loads no libraries.
const tags = "sqlite_fts5,netgo,osusergo,sqlite_omit_load_extension"

// build makes the binary from a folder with the project. What it is called is not asked: Go stamps the commit, or the tag on it.
// Nothing of the place and the moment goes in, so that the same commit and compilers give the same bytes.
func build(dir string, t target, libc musl, file string, env []string) error {
	specs, err := libc.specs(t)
	if err != nil {
		return err
	}
	settings := append([]string{
		"GOFLAGS=", "CGO_ENABLED=1", "GOOS=linux", "GOARCH=" + t.arch, "GOAMD64=v1", "GOARM64=v8.0", "CGO_CFLAGS=", "CGO_CPPFLAGS=", "CGO_LDFLAGS=", "GOEXPERIMENT=",
		fmt.Sprintf("CC=%s '-specs=%s'", t.compiler(), specs),
	}, env...)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	_, err = said(dir, settings, "go", "build", "-trimpath", "-buildvcs=true", "-tags", tags,
		"-ldflags", "-s -w -buildid= -linkmode external -extldflags=-static", "-o", file, "./app")
	return err
}
