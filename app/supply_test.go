package main

import (
	"encoding/json"
	"io/fs"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
)

// lockfiles are the npm lockfiles of the repository.
var lockfiles = []string{"static/package-lock.json", ".samples/package-lock.json", ".audit/package-lock.json", ".bench/socketio/package-lock.json"}

// npm takes what a lockfile names from the registry that is set, and elsewhere only where an entry says so.
func TestEveryNpmPackageIsFixedByItsHashAndComesFromTheRegistry(t *testing.T) {
	for _, name := range lockfiles {
		var lock struct {
			Packages map[string]struct {
				Version, Resolved, Integrity string
				Link                         bool
				Dependencies                 map[string]string
			}
		}
		if err := json.Unmarshal(read(t, name), &lock); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for folder, entry := range lock.Packages {
			switch elsewhere := entry.Resolved != "" && !strings.HasPrefix(entry.Resolved, "https://registry.npmjs.org/"); {
			case folder == "":
			case elsewhere, entry.Link:
				t.Errorf("%s: %s comes from elsewhere (%s)", name, folder, entry.Resolved)
			case !strings.HasPrefix(entry.Integrity, "sha512-"):
				t.Errorf("%s: %s has no SHA-512", name, folder)
			}
		}
		if len(lock.Packages) < 2 {
			t.Errorf("%s names no package", name)
		}
		for dependency, version := range lock.Packages[""].Dependencies {
			if !regexp.MustCompile(`^\d+\.\d+\.\d+$`).MatchString(version) {
				t.Errorf("%s: %s is %s, which is not one version", name, dependency, version)
			}
		}
	}
}

func TestNoScriptOfAnNpmPackageRuns(t *testing.T) {
	for _, name := range lockfiles {
		if npmrc := path.Join(path.Dir(name), ".npmrc"); !strings.Contains("\n"+string(read(t, npmrc)), "\nignore-scripts=true\n") {
			t.Errorf("%s does not switch scripts off", npmrc)
		}
	}
	for _, name := range []string{"Makefile", ".deploy/Containerfile", ".ci/run"} {
		text := string(read(t, name))
		if found := regexp.MustCompile(`npx |npm (i|install|rebuild|exec)\b`).FindString(text); found != "" {
			t.Errorf("%s has %q, which runs what no lockfile fixes, or scripts of packages", name, found)
		}
		if strings.Contains(text, "package-lock.json ./") && !strings.Contains(text, "/.npmrc ./") {
			t.Errorf("%s takes a lockfile along without the .npmrc beside it", name)
		}
	}
}

func TestEveryImageIsOfOneVersion(t *testing.T) {
	image := regexp.MustCompile(`(?m)^\s*(?:FROM (?:--platform=\S+ )?|image: )(\S+)`)
	for _, name := range []string{".deploy/Containerfile", ".deploy/compose.yaml"} {
		found := image.FindAllStringSubmatch(string(read(t, name)), -1)
		if len(found) == 0 {
			t.Errorf("%s names no image", name)
		}
		for _, match := range found {
			own := match[1] == "scratch" || strings.HasPrefix(match[1], "porchlight:")
			if !own && !regexp.MustCompile(`:\d+\.\d+\.\d+-`).MatchString(match[1]) {
				t.Errorf("%s: %s is not one version", name, match[1])
			}
		}
	}
}

func TestNoGoModuleIsReplaced(t *testing.T) {
	for _, name := range []string{"go.mod", ".bench/go.mod", ".samples/go.mod", ".deploy/go.mod", ".tools/go.mod"} {
		for line := range strings.Lines(string(read(t, name))) {
			if to, is := strings.CutPrefix(line, "replace "); is && !strings.HasSuffix(to, "=> ../\n") && !strings.HasSuffix(to, "=> ..\n") {
				t.Errorf("%s takes something else in the place of a module: %s", name, line)
			}
		}
	}
}

// read returns a file of the repository.
func read(t *testing.T, name string) []byte {
	t.Helper()
	data, err := fs.ReadFile(os.DirFS(".."), name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
