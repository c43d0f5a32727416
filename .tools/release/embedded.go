package main

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// embedded are the npm packages of which package static has files in the binary, as the lockfile knows them.
func embedded(clone string, packages []goPackage) ([]part, error) {
	data, err := os.ReadFile(filepath.Join(clone, "static", "package-lock.json"))
	if err != nil {
		return nil, err
	}
	var lock struct {
		Packages map[string]struct{ Version, Integrity string }
	}
	if err := json.Unmarshal(data, &lock); err != nil {
		return nil, err
	}
	var found []part
	seen := map[string]bool{}
	for _, p := range packages {
		if p.ImportPath != "porchlight/static" {
			continue
		}
		for _, file := range p.EmbedFiles {
			folder, ok := packageFolder(file)
			if !ok || seen[folder] {
				continue
			}
			seen[folder] = true
			locked, ok := lock.Packages[folder]
			if !ok {
				return nil, fmt.Errorf("%s is embedded, and its package is not in static/package-lock.json", file)
			}
			hash, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(locked.Integrity, "sha512-"))
			if err != nil {
				return nil, err
			}
			texts, err := textsOf(filepath.Join(p.Dir, folder))
			if err != nil {
				return nil, err
			}
			name := strings.TrimPrefix(folder, "node_modules/")
			found = append(found, part{name: name, version: locked.Version, purl: "pkg:npm/" + strings.ReplaceAll(name, "@", "%40") + "@" + locked.Version, hash: hex.EncodeToString(hash), texts: texts})
		}
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("no file of an npm package is embedded")
	}
	return found, nil
}

// packageFolder is node_modules and the name of the package that a file belongs to; a name may have a scope.
func packageFolder(file string) (string, bool) {
	steps := strings.Split(file, "/")
	if steps[0] != "node_modules" || len(steps) < 3 {
		return "", false
	}
	if strings.HasPrefix(steps[1], "@") {
		return strings.Join(steps[:3], "/"), true
	}
	return strings.Join(steps[:2], "/"), true
}
