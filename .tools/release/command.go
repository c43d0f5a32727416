package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// said runs a command in a folder, with variables on top of the environment, and returns what it printed.
func said(dir string, env []string, name string, args ...string) (string, error) {
	c := exec.Command(name, args...)
	c.Dir, c.Env = dir, append(os.Environ(), env...)
	var stdout, stderr bytes.Buffer
	c.Stdout, c.Stderr = &stdout, &stderr
	if err := c.Run(); err != nil {
		return "", fmt.Errorf("%s: %w\n%s%s", strings.Join(c.Args, " "), err, &stdout, &stderr)
	}
	return stdout.String(), nil
}
