package main

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// writeSums writes SHA256SUMS, as sha256sum --check reads it.
func writeSums(out string) error {
	files, err := filepath.Glob(filepath.Join(out, "*"))
	if err != nil {
		return err
	}
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
