package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/google/licensecheck"
)

var (
	licenceFile = regexp.MustCompile(`(?i)^(un)?(licen[cs]e|copying)`)
	noticeFile  = regexp.MustCompile(`(?i)^notice`) // the Apache licence has it passed on
)

// textsOf reads the licences and notices that lie in a folder.
func textsOf(dir string) ([]text, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var found []text
	for _, e := range entries {
		if !e.Type().IsRegular() || filepath.Ext(e.Name()) == ".go" || !licenceFile.MatchString(e.Name()) && !noticeFile.MatchString(e.Name()) {
			continue
		}
		body, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return nil, err
		}
		found = append(found, text{e.Name(), string(body)})
	}
	return found, nil
}

// known is how much of a file, in percent, must be the words of licences: the rest is names, years and headings.
const known = 75

// recognise says by the texts under which terms a part is. One that nobody can tell is a mistake to be looked at.
func (p part) recognise() ([]string, error) {
	if p.terms != nil {
		return p.terms, nil
	}
	var ids []string
	for _, t := range p.texts {
		if noticeFile.MatchString(filepath.Base(t.from)) {
			continue
		}
		cover := licensecheck.Scan([]byte(t.body))
		if cover.Percent < known {
			return nil, fmt.Errorf("%s %s: %.0f %% of %s are the words of a licence: read it", p.name, p.version, cover.Percent, t.from)
		}
		for _, m := range cover.Match {
			if !m.IsURL && !slices.Contains(ids, m.ID) {
				ids = append(ids, m.ID)
			}
		}
	}
	if len(ids) == 0 {
		return nil, fmt.Errorf("%s %s has no licence file", p.name, p.version)
	}
	slices.Sort(ids)
	return ids, nil
}

// allowed are the terms under which others' work may be inside: they ask for their words to be passed on, and for nothing of the
// program that it is in. What asks for more, such as the MPL, is for a person to decide, and then for this list.
var allowed = []string{
	"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "OFL-1.1", "PostgreSQL", "Unlicense", "Zlib", "blessing",
	"GPL-3.0-or-later WITH GCC-exception-3.1",
}

func (p part) permitted() ([]string, error) {
	ids, err := p.recognise()
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		if !slices.Contains(allowed, id) {
			return nil, fmt.Errorf("%s %s is under %s, which is not among %s", p.name, p.version, id, strings.Join(allowed, ", "))
		}
	}
	return ids, nil
}
