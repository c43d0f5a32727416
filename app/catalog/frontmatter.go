package catalog

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"reflect"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Inline is a string of inline Markdown.
type Inline struct {
	Source string
	HTML   template.HTML
}

// UnmarshalYAML renders the Markdown.
func (i *Inline) UnmarshalYAML(read func(any) error) error {
	if err := read(&i.Source); err != nil {
		return err
	}
	i.HTML = renderInline(i.Source)
	return nil
}

// Plain returns the text without its marks, for titles and descriptions.
func (i Inline) Plain() string { return strings.NewReplacer("`", "", "*", "").Replace(i.Source) }

// UnmarshalYAML reads a day such as 2026-11-24.
func (d *Date) UnmarshalYAML(read func(any) error) error {
	var text string
	if err := read(&text); err != nil {
		return err
	}
	day, err := time.Parse(time.DateOnly, text)
	d.Time = day
	return err
}

const fence = "---\n"

// split cuts a file into its front matter and its text, and says on which line the text begins.
func split(file []byte) (front, body []byte, bodyLine int, err error) {
	if !bytes.HasPrefix(file, []byte(fence)) {
		return nil, nil, 0, errors.New("the file must begin with front matter between two lines of ---")
	}
	rest := file[len(fence):]
	end := bytes.Index(rest, []byte("\n"+fence))
	if end < 0 {
		return nil, nil, 0, errors.New("the front matter is not closed by a line of ---")
	}
	front, body = rest[:end+1], rest[end+1+len(fence):]
	return front, body, 3 + bytes.Count(front, []byte("\n")), nil
}

// decode reads YAML strictly into a struct and notes what is wrong; the first line of data is line first of the file.
func (l *loader) decode(file string, data []byte, first int, into any) {
	err := yaml.UnmarshalWithOptions(data, into, yaml.Strict(), yaml.DisallowUnknownField())
	if err != nil {
		line, reason := 1, err.Error()
		var at yaml.Error
		if errors.As(err, &at) {
			reason = at.GetMessage()
			if token := at.GetToken(); token != nil {
				line = token.Position.Line
			}
		}
		l.problem(file, first+line-1, keyOf(data, line), reason)
		return
	}
	l.lines[file] = keyLines(data, first)
	l.missing(file, "", reflect.ValueOf(into).Elem())
}

// keyOf names the key on a line of YAML.
func keyOf(data []byte, line int) string {
	lines := strings.Split(string(data), "\n")
	if line > len(lines) {
		return ""
	}
	key, _, found := strings.Cut(strings.TrimLeft(lines[line-1], " -{"), ":")
	if !found {
		return ""
	}
	return key
}

// keyLines maps every path of keys, such as points[1].title, to its line in the file.
func keyLines(data []byte, first int) map[string]int {
	lines := map[string]int{}
	file, err := parser.ParseBytes(data, 0)
	if err != nil {
		return lines
	}
	ast.Walk(walker(func(n ast.Node) {
		path := strings.TrimPrefix(strings.TrimPrefix(n.GetPath(), "$"), ".")
		if _, known := lines[path]; !known && n.GetToken() != nil {
			lines[path] = first + n.GetToken().Position.Line - 1
		}
	}), file.Docs[0])
	return lines
}

type walker func(ast.Node)

// Visit is ast.Visitor's.
func (w walker) Visit(n ast.Node) ast.Visitor {
	w(n)
	return w
}

// missing notes every key that is absent or empty and not marked optional.
func (l *loader) missing(file, path string, v reflect.Value) {
	for i := range v.NumField() {
		name, options, _ := strings.Cut(v.Type().Field(i).Tag.Get("yaml"), ",")
		if name == "-" || name == "" {
			continue
		}
		at := strings.TrimPrefix(path+"."+name, ".")
		field := v.Field(i)
		if field.IsZero() || field.Kind() == reflect.Slice && field.Len() == 0 {
			if options != "optional" {
				l.problem(file, l.lineOf(file, path), at, "is missing")
			}
			continue
		}
		l.missingBelow(file, at, field)
	}
}

func (l *loader) missingBelow(file, path string, v reflect.Value) {
	switch {
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			l.missingBelow(file, fmt.Sprintf("%s[%d]", path, i), v.Index(i))
		}
	case v.Kind() == reflect.Struct && v.Type().PkgPath() == reflect.TypeFor[Site]().PkgPath():
		l.missing(file, path, v)
	}
}
