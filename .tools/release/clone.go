package main

import (
	"fmt"
	"strings"
)

// cloned lays a commit into a folder, with what npm brings. A release holds nothing that was not committed.
func cloned(top, commit, dir string) error {
	if _, err := said("", nil, "git", "clone", "--quiet", "--no-checkout", top, dir); err != nil {
		return err
	}
	if _, err := said(dir, nil, "git", "checkout", "--quiet", "--detach", commit); err != nil {
		return err
	}
	_, err := said(dir, nil, "make", "--no-print-directory", "static/node_modules/.package-lock.json")
	return err
}

// lastCommit is what is released, whatever is committed meanwhile. It names the changes that are not in it.
func lastCommit(top string) (string, error) {
	changed, err := said(top, nil, "git", "status", "--porcelain")
	if err != nil {
		return "", err
	}
	if changed != "" {
		fmt.Printf("not committed, so not in the release:\n%s", changed)
	}
	commit, err := said(top, nil, "git", "rev-parse", "HEAD")
	return strings.TrimSpace(commit), err
}
