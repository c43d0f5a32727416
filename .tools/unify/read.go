package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
)

// generated is what sqlc wrote for one store: its types, the interface of its queries, and its files without the two.
type generated struct {
	types   map[string]string
	methods string
	files   map[string]string
}

func read(store string) (*generated, error) {
	g := &generated{types: map[string]string{}, files: map[string]string{}}
	names, err := filepath.Glob(store + "/*.sql.go")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if g.files[name], err = g.take(name); err != nil {
			return nil, err
		}
	}
	for _, name := range []string{models, querier} {
		if _, err := g.take(store + name); err != nil {
			return nil, err
		}
	}
	return g, nil
}

// take reads the types of a file, and returns what else is in it.
func (g *generated) take(name string) (rest string, err error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return "", err
	}
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, name, text, parser.ParseComments)
	if err != nil {
		return "", err
	}
	at := func(p token.Pos) int { return files.Position(p).Offset }
	end := 0
	for _, decl := range file.Decls {
		one, is := decl.(*ast.GenDecl)
		if !is || one.Tok != token.TYPE {
			continue
		}
		spec := one.Specs[0].(*ast.TypeSpec)
		body := string(text[at(spec.Type.Pos()):at(spec.Type.End())])
		switch spec.Name.Name {
		case "DBTX", "Queries": // each store's own
			continue
		case "Querier":
			g.methods = body
		default:
			g.types[spec.Name.Name] = body
		}
		rest += string(text[end:at(one.Pos())])
		end = at(one.End())
	}
	return rest + string(text[end:]), nil
}

// compare refuses stores whose queries differ in what they are asked with, or what they answer. The compiler sees to the rest: each
// store has to have all methods of the interface.
func compare(found map[string]*generated) error {
	one := found[first]
	for store, other := range found {
		for name, is := range one.types {
			if other.types[name] != is {
				return fmt.Errorf("%s is\n%s\nin %s and\n%s\nin %s", name, is, first, other.types[name], store)
			}
		}
		for name := range other.types {
			if one.types[name] == "" {
				return fmt.Errorf("%s of %s is not in %s", name, store, first)
			}
		}
	}
	return nil
}
