package catalog

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/goccy/go-yaml"
)

const fence = "---\n"

// FrontMatter cuts a file into its front matter, which begins on line 2, and its text, and says on which line the text begins.
func FrontMatter(file []byte) (front, body []byte, bodyLine int, err error) {
	if !bytes.HasPrefix(file, []byte(fence)) {
		return nil, nil, 0, errors.New("the file must begin with front matter between two lines of ---")
	}
	if bytes.HasSuffix(file, []byte("\n---")) {
		file = append(bytes.Clone(file), '\n') // an editor that ends no last line
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
// False: some of it could not be read, so that its fields are not to be relied on.
func (l *loader) decode(file string, data []byte, first int, into any) bool {
	before := reflect.New(reflect.TypeOf(into).Elem()).Elem()
	before.Set(reflect.ValueOf(into).Elem())
	if err := yaml.UnmarshalWithOptions(data, into, yaml.Strict(), yaml.DisallowUnknownField()); err != nil {
		line, key, reason := explain(data, err)
		l.problem(file, first+line-1, key, reason)
		return false
	}
	if v := reflect.ValueOf(into).Elem(); v.IsZero() {
		v.Set(before) // YAML with nothing in it takes away also what no file says, such as the slug
	}
	l.lines[file] = keyLines(data, first)
	l.check(file, "", reflect.ValueOf(into).Elem())
	return true
}

// check notes every key that is absent or empty and not marked optional, and gathers the links.
func (l *loader) check(file, path string, v reflect.Value) {
	for i := range v.NumField() {
		name, options, _ := strings.Cut(v.Type().Field(i).Tag.Get("yaml"), ",")
		if name == "-" || name == "" {
			continue
		}
		at := strings.TrimPrefix(path+"."+name, ".")
		if options != "optional" || !isEmpty(v.Field(i)) {
			l.checkBelow(file, path, at, v.Field(i))
		}
	}
}

// checkBelow checks a value; parent is the path to what holds it, which has a line even where the value has none.
func (l *loader) checkBelow(file, parent, path string, v reflect.Value) {
	text, isText := v.Interface().(Inline)
	_, isWritten := written[v.Type()]
	switch {
	case isEmpty(v):
		l.problem(file, l.lineOf(file, parent), path, "is missing")
	case isText:
		if text.raw {
			l.problem(file, l.lineOf(file, path), path, holdsHTML)
		}
		for _, target := range text.links {
			l.link(link{file: file, line: l.lineOf(file, path), key: path, target: target})
		}
	case isWritten: // and was checked when it was read
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			l.checkBelow(file, path, fmt.Sprintf("%s[%d]", path, i), v.Index(i))
		}
	case v.Kind() == reflect.Struct:
		l.check(file, path, v)
	}
}

func isEmpty(v reflect.Value) bool {
	return v.IsZero() || v.Kind() == reflect.Slice && v.Len() == 0
}
