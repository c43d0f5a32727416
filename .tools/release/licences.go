package main

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"
)

// licences gathers what is inside any of the binaries, each part once.
type licences []part

func (l *licences) add(c content) {
	for _, p := range c.parts {
		if !slices.ContainsFunc(*l, func(other part) bool { return other.name == p.name && other.version == p.version }) {
			*l = append(*l, p)
		}
	}
}

const rule = "================================================================================\n"

// write writes every part with its version, its terms and their full texts: what most of them ask of whoever passes on a binary.
func (l licences) write(file string) error {
	slices.SortFunc(l, func(a, b part) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.name), strings.ToLower(b.name)), strings.Compare(a.version, b.version))
	})
	var list, texts strings.Builder
	for _, p := range l {
		ids, err := p.permitted()
		if err != nil {
			return err
		}
		title := fmt.Sprintf("%s %s: %s\n", p.name, p.version, strings.Join(ids, ", "))
		list.WriteString("  " + title)
		texts.WriteString("\n" + rule + title + rule)
		for _, t := range p.texts {
			fmt.Fprintf(&texts, "\n--- %s\n\n%s\n", t.from, strings.TrimSpace(strings.ReplaceAll(t.body, "\r\n", "\n")))
		}
	}
	head := "The programs beside this file contain work of others, each under the terms named here. Their full texts follow.\n\n"
	return os.WriteFile(file, []byte(head+list.String()+texts.String()), 0o644)
}
