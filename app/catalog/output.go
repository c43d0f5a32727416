package catalog

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"porchlight/app/sample"
)

// output is what a sample said when it was run.
type output struct {
	sample.Header
	text string
}

// outputs checks every output of an ecosystem, also those that no text shows.
func (l *loader) outputs(folder string) {
	_ = fs.WalkDir(l.files, path.Join(folder, "samples"), func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() && path.Ext(name) == ".out" {
			l.output(name)
		}
		return nil // an ecosystem without samples has no outputs
	})
}

// output reads an output and checks, the first time, that it is as new as what it was written from.
func (l *loader) output(name string) output {
	if o, known := l.ran[name]; known {
		return o
	}
	data, err := fs.ReadFile(l.files, name)
	if err != nil {
		l.problem(name, 1, "", "cannot be read")
	}
	var o output
	o.Header, o.text, err = sample.Read(data)
	if err != nil {
		l.problem(name, 1, "", err.Error()+": run make samples")
	}
	for i, input := range o.Inputs {
		file := path.Join(path.Dir(name), input.Name)
		_, short, _ := strings.Cut(file, "/")
		line := i + 2 // behind the line that tells what ran
		if now, err := fs.ReadFile(l.files, file); err != nil {
			l.problem(name, line, "sha256", fmt.Sprintf("there is no file %s any more: run make samples", short))
		} else if sample.Hash(now) != input.Hash {
			l.problem(name, line, "sha256", fmt.Sprintf("%s changed after its output was written: run make samples", short))
		}
	}
	l.ran[name] = o
	return o
}

// lister returns the output that was written from a file; empty when none was.
func (l *loader) lister(name string) string {
	entries, _ := fs.ReadDir(l.files, path.Dir(name)) // the file itself was read there
	for _, e := range entries {
		lists := func(input sample.Input) bool { return input.Name == path.Base(name) }
		if path.Ext(e.Name()) == ".out" && slices.ContainsFunc(l.output(path.Join(path.Dir(name), e.Name())).Inputs, lists) {
			return e.Name()
		}
	}
	return ""
}
