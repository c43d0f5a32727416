package catalog

import (
	"fmt"
	"slices"
)

// SlugProblem says why a part of an ecosystem cannot have this slug; empty when it can.
func SlugProblem(slug string) string {
	if !slugForm.MatchString(slug) {
		return fmt.Sprintf("%q must be lower-case words joined by hyphens", slug)
	}
	return ""
}

// FolderProblem says why an ecosystem cannot have this slug; empty when it can. reserved are first path segments that
// belong to routes.
func FolderProblem(slug string, reserved []string) string {
	if reason := SlugProblem(slug); reason != "" {
		return "the folder's name " + reason
	}
	if slices.Contains(reserved, slug) {
		return fmt.Sprintf("the folder's name %q is reserved: the site has a page of its own there", slug)
	}
	if slug == repliesFolder || slug == SchemaFolder {
		return fmt.Sprintf("the folder's name %q is reserved: the content has files of another kind there", slug)
	}
	return ""
}
