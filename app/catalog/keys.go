package catalog

import (
	"errors"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// inPlainWords are what the YAML reader says of the slips that are made most often, and what to do.
var inPlainWords = map[string]string{
	"mapping value is not allowed in this context":     `a text with a colon and a space in it stands in quotes, or below its key after >-`,
	"found character '\t' that cannot start any token": "the line begins with a tab: YAML is indented by spaces",
}

// explain says of an error of the YAML reader where it is, counted from the first line of data, and what is wrong.
func explain(data []byte, err error) (line int, key, reason string) {
	var at yaml.Error
	if !errors.As(err, &at) || at.GetToken() == nil {
		return 1, "", err.Error()
	}
	where, reason := at.GetToken().Position, at.GetMessage()
	if _, is := at.(*yaml.TypeError); is {
		reason = "a text belongs here" // for lists and mappings the reader has words that need no Go
	}
	if strings.Contains(reason, " already defined at [") {
		reason = "stands there twice" // its own words count the lines from another one
	}
	for said, meant := range inPlainWords {
		if strings.HasPrefix(reason, said) {
			reason = meant
		}
	}
	walk(data, func(path string, n ast.Node) {
		if n.GetToken().Position.Line == where.Line && n.GetToken().Position.Column == where.Column && len(path) > len(key) {
			key = path
		}
	})
	if key == "" { // what cannot be parsed has no paths
		key = firstWord(data, where.Line)
	}
	return where.Line, key, reason
}

// firstWord returns the key that a line of YAML begins with.
func firstWord(data []byte, line int) string {
	lines := strings.Split(string(data), "\n")
	key, _, found := strings.Cut(lines[min(line, len(lines))-1], ":")
	if !found {
		return ""
	}
	return strings.TrimLeft(key, " \t-{")
}

// keyLines maps every path of keys, such as points[1].title, to its line in the file.
func keyLines(data []byte, first int) map[string]int {
	lines := map[string]int{}
	walk(data, func(path string, n ast.Node) {
		if _, known := lines[path]; !known {
			lines[path] = first + n.GetToken().Position.Line - 1
		}
	})
	return lines
}

// walk calls do for every node of a YAML text with its path.
func walk(data []byte, do func(path string, n ast.Node)) {
	file, err := parser.ParseBytes(data, 0, parser.AllowDuplicateMapKey())
	if err != nil || len(file.Docs) == 0 || file.Docs[0].Body == nil { // a document without anything in it has no place either
		return
	}
	ast.Walk(walker(func(n ast.Node) {
		if n.GetToken() != nil {
			do(strings.TrimPrefix(strings.TrimPrefix(n.GetPath(), "$"), "."), n)
		}
	}), file.Docs[0])
}

type walker func(ast.Node)

// Visit is ast.Visitor's.
func (w walker) Visit(n ast.Node) ast.Visitor {
	w(n)
	return w
}
