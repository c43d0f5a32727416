package scaffold

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"porchlight/app/catalog"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

var (
	scalar = regexp.MustCompile(`^(?:"[^"]*"|'[^']*'|[a-z0-9-]+)`)
	dash   = regexp.MustCompile(`^\s*-\s+`)
)

// addToList puts a slug at the end of a list in a file's front matter. All else stays as the author wrote it, so the text is
// changed and not what a parser made of it; what comes out is read again before it is believed.
func addToList(file []byte, key, slug string) ([]byte, error) {
	byHand := fmt.Errorf("%s is written in a way that is not understood here: add %s to it by hand", key, slug)
	list, slugs, err := listIn(file, key)
	if err != nil || len(slugs) == 0 {
		return nil, byHand
	}
	if slices.Contains(slugs, slug) {
		return nil, fmt.Errorf("%s names %s already: choose another slug, or take it out first", key, slug)
	}
	at := list.Values[len(list.Values)-1].GetToken().Position
	lines := strings.SplitAfter(string(file), "\n")
	n := at.Line // counted from 1 in the front matter, which begins on the second line
	if list.IsFlowStyle {
		before, rest := string([]rune(lines[n])[:at.Column-1]), string([]rune(lines[n])[at.Column-1:])
		last := scalar.FindString(rest)
		lines[n] = before + last + ", " + slug + rest[len(last):]
	} else {
		lines = slices.Insert(lines, n+1, dash.FindString(lines[n])+slug+"\n")
	}
	changed := []byte(strings.Join(lines, ""))
	if _, now, err := listIn(changed, key); err != nil || !slices.Equal(now, append(slugs, slug)) || len(changed) < len(file) {
		return nil, byHand
	}
	return changed, nil
}

// listIn finds a list of slugs in a file's front matter.
func listIn(file []byte, key string) (*ast.SequenceNode, []string, error) {
	front, _, _, err := catalog.FrontMatter(file)
	if err != nil {
		return nil, nil, err
	}
	path, err := yaml.PathString("$." + key)
	if err != nil {
		return nil, nil, err
	}
	parsed, err := parser.ParseBytes(front, 0)
	if err != nil {
		return nil, nil, err
	}
	node, err := path.FilterFile(parsed)
	if err != nil {
		return nil, nil, err
	}
	list, is := node.(*ast.SequenceNode)
	if !is {
		return nil, nil, errors.New("no list")
	}
	var slugs []string
	err = path.Read(bytes.NewReader(front), &slugs)
	return list, slugs, err
}
