package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// folder is a folder of samples: the texts of its files by name, outputs left out.
type folder struct {
	dir   string
	files map[string]string
}

// piece is a sample: a file that is run, with the files that its output depends on.
type piece struct {
	main   string
	inputs []string // by name, main among them
	out    string
}

// tables is what a folder's programs find in their database.
const tables = "tables.sql"

// runnable are the endings of what can be run.
var runnable = []string{".sql", ".redis", ".py", ".mjs", ".ts", ".sh"}

func readFolder(dir string) (folder, error) {
	f := folder{dir: dir, files: map[string]string{}}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return f, err
	}
	for _, e := range entries {
		if e.IsDir() || filepath.Ext(e.Name()) == ".out" {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return f, err
		}
		f.files[e.Name()] = string(text)
	}
	return f, nil
}

// samples returns what is to be run: every runnable file that no program takes in.
func (f folder) samples() (all []piece) {
	taken := map[string]bool{tables: true}
	for name := range f.files {
		for _, input := range f.inputs(name) {
			taken[input] = taken[input] || input != name
		}
	}
	for name := range f.files {
		stem, ending := stem(name), filepath.Ext(name)
		if taken[name] || !slices.Contains(runnable, ending) {
			continue
		}
		all = append(all, piece{main: name, inputs: f.inputs(name), out: strings.TrimSuffix(stem, "-run") + ".out"})
	}
	slices.SortFunc(all, func(a, b piece) int { return strings.Compare(a.main, b.main) })
	return all
}

// inputs returns what a file's output depends on: itself and, for a program, every file that it takes in.
func (f folder) inputs(name string) []string {
	all := []string{name}
	if !isProgram(name) {
		return all
	}
	for i := 0; i < len(all); i++ { // all grows
		for other, text := range f.files {
			if !slices.Contains(all, other) && takesIn(f.files[all[i]], other, text) {
				all = append(all, other)
			}
		}
	}
	if _, has := f.files[tables]; has && !slices.Contains(all, tables) {
		all = append(all, tables)
	}
	slices.Sort(all)
	return all
}

func isProgram(name string) bool {
	return slices.Contains(runnable, filepath.Ext(name)) && filepath.Ext(name) != ".sql" && filepath.Ext(name) != ".redis"
}

// prismaOutput is where a schema's client is written.
var prismaOutput = regexp.MustCompile(`(?m)^\s*output\s*=\s*"(.+)"`)

// takesIn tells whether a program's text names a file: by its name, by its stem in an import, or by the folder that Prisma
// writes from it.
func takesIn(program, name, text string) bool {
	names := []string{`\b` + regexp.QuoteMeta(name) + `\b`}
	switch filepath.Ext(name) {
	case ".py":
		names = append(names, `(?m)^(?:from|import) `+regexp.QuoteMeta(stem(name))+`\b`)
	case ".ts":
		names = append(names, `"\./`+regexp.QuoteMeta(stem(name))+`"`)
	case ".prisma":
		if found := prismaOutput.FindStringSubmatch(text); found != nil {
			names = append(names, `"`+regexp.QuoteMeta(found[1])+`/`)
		}
	}
	return regexp.MustCompile(strings.Join(names, "|")).MatchString(program)
}

func stem(name string) string { return strings.TrimSuffix(name, filepath.Ext(name)) }
