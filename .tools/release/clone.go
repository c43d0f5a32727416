package main

import (
	"fmt"
	"strings"
)

// cloned lays the last commit into a folder, with what npm brings. A release holds nothing that was not committed.
func cloned(top, dir string) error {
	head, err := said(top, nil, "git", "rev-parse", "HEAD")
	if err != nil {
		return err
	}
	if _, err := said("", nil, "git", "clone", "--quiet", "--no-checkout", top, dir); err != nil {
		return err
	}
	if _, err := said(dir, nil, "git", "checkout", "--quiet", "--detach", strings.TrimSpace(head)); err != nil {
		return err
	}
	_, err = said(dir, nil, "make", "--no-print-directory", "static/node_modules/.package-lock.json")
	return err
}

// sayWhatIsLeftOut names the changes that are not in the release.
func sayWhatIsLeftOut(top string) error {
	changed, err := said(top, nil, "git", "status", "--porcelain")
	if err == nil && changed != "" {
		fmt.Printf("not committed, so not in the release:\n%s", changed)
	}
	return err
}
