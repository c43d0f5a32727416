package main

import (
	"debug/buildinfo"
	"fmt"
)

// part is something that others wrote and that is inside a binary.
type part struct {
	name, version string
	purl          string   // https://github.com/package-url/purl-spec
	cpe           string   // the name in lists of vulnerabilities, where the purl leads to none
	within        string   // the purl of the part that brings it; empty: the program itself
	hash          string   // SHA-256 of a module as go.sum counts it, SHA-512 of an npm package; hexadecimal
	terms         []string // SPDX ids, or one expression; recognised in the texts where they are not said
	texts         []text
}

// text is a licence or a notice, in full.
type text struct {
	from string // the file's name
	body string
}

// content is what one binary is made of.
type content struct {
	info  *buildinfo.BuildInfo
	parts []part
}

// inside finds what is in a binary: the modules that Go says are linked, and what those and the compilers bring.
func inside(clone, file string, t target, libc musl) (content, error) {
	info, err := buildinfo.ReadFile(file)
	if err != nil {
		return content{}, err
	}
	packages, err := linked(clone, t)
	if err != nil {
		return content{}, err
	}
	all := content{info: info}
	for _, find := range []func() ([]part, error){
		func() ([]part, error) { return modules(info, packages) },
		func() ([]part, error) { return embedded(clone, packages) },
		func() ([]part, error) { return compiled(t, libc, packages) },
	} {
		found, err := find()
		if err != nil {
			return content{}, fmt.Errorf("what is inside %s: %w", file, err)
		}
		all.parts = append(all.parts, found...)
	}
	return all, nil
}
