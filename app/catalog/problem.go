package catalog

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Problem is one thing wrong in the content.
type Problem struct {
	File   string // below the content folder
	Line   int    // from 1
	Key    string // of the front matter; empty for the text
	Reason string
}

// String reads file:line: key: reason.
func (p Problem) String() string {
	key := ""
	if p.Key != "" {
		key = p.Key + ": "
	}
	return fmt.Sprintf("%s:%d: %s%s", p.File, p.Line, key, p.Reason)
}

// Problems is everything wrong in the content, so that an author mends it in one go.
type Problems []Problem

// inOrder returns the problems in the order of the files.
func (ps Problems) inOrder() Problems {
	slices.SortStableFunc(ps, func(a, b Problem) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	return ps
}

// Error lists the problems, a line each.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}
