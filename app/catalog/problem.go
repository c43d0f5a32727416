package catalog

import (
	"fmt"
	"sort"
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

// Error lists the problems, a line each, in the order of the files.
func (ps Problems) Error() string {
	sort.SliceStable(ps, func(i, j int) bool {
		if ps[i].File != ps[j].File {
			return ps[i].File < ps[j].File
		}
		return ps[i].Line < ps[j].Line
	})
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}
