package main

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"porchlight/app/sample"
)

// clusterCommand asks for a Redis that is a cluster.
var clusterCommand = regexp.MustCompile(`(?m)^(\w: ?)?CLUSTER `)

// run runs a sample and returns its output with the header.
func (l *lab) run(f folder, s piece) (string, error) {
	var in []engine
	for _, name := range f.engines(s) {
		e, err := l.engine(name)
		if err != nil {
			return "", err
		}
		in = append(in, e)
	}
	said, drivers, err := l.output(f, s, in)
	if err != nil {
		return "", err
	}
	var ran []string
	for _, e := range in {
		ran = append(ran, e.version())
	}
	h := sample.Header{Ran: strings.Join(append(ran, drivers...), ", ")}
	for _, name := range s.inputs {
		h.Inputs = append(h.Inputs, sample.Input{Name: name, Hash: sample.Hash([]byte(f.files[name]))})
	}
	return h.String() + said, nil
}

// engines names what a sample runs on: the folder's engine, and Redis for a program that asks where it is.
func (f folder) engines(s piece) (names []string) {
	name, text := folders[filepath.Base(f.dir)], f.files[s.main]
	switch {
	case filepath.Ext(s.main) == ".redis" && clusterCommand.MatchString(text):
		name = "redis cluster"
	case name != "redis" && slices.ContainsFunc(s.inputs, func(input string) bool { return strings.Contains(f.files[input], "REDIS_URL") }):
		names = append(names, "redis")
	}
	if name != "" {
		names = append([]string{name}, names...)
	}
	return names
}

// output runs a sample in the way of its kind.
func (l *lab) output(f folder, s piece, in []engine) (said string, drivers []string, err error) {
	text := f.files[s.main]
	switch filepath.Ext(s.main) {
	case ".sql":
		steps, err := readSQL(text)
		if err != nil || len(steps) == 0 {
			return "", nil, fmt.Errorf("no statements: %w", err)
		}
		write := sessions
		if steps[0].session == "" {
			write = alone
		}
		said, err = play(in[0], steps, write)
		return said, nil, err
	case ".redis":
		steps, err := readRedis(text)
		if err != nil {
			return "", nil, err
		}
		said, err = play(in[0], steps, redisCLI)
		return said, nil, err
	}
	if said, err = l.program(f, s, in); err != nil {
		return "", nil, err
	}
	drivers, err = l.drivers(f, s)
	return said, drivers, err
}
