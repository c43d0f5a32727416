package catalog

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"
)

// repliesFolder holds the canned replies, one a file: they are versioned with the site.
const repliesFolder = "replies"

// Reply is a text that the owner sends often.
type Reply struct {
	Slug  string `yaml:"-"`
	Title string `yaml:"title"`
	Text  string `yaml:"-"`
}

// replyVariables are what a reply's text can name, such as {title}.
var replyVariables = map[string]bool{
	"title": true, // of what the visitor asked about
	"owner": true, // the owner's name
	"hours": true, // when they answer
}

var variable = regexp.MustCompile(`\{([A-Za-z][A-Za-z0-9_-]*)\}`)

// Fill returns the text with the variables replaced. A variable without a value is left out.
func (r *Reply) Fill(values map[string]string) string {
	return variable.ReplaceAllStringFunc(r.Text, func(name string) string { return values[strings.Trim(name, "{}")] })
}

func (l *loader) replies() (all []*Reply) {
	entries, _ := fs.ReadDir(l.files, repliesFolder) // a site may have none
	for _, e := range entries {
		name, is := strings.CutSuffix(e.Name(), ".md")
		if !is || e.IsDir() {
			continue
		}
		file := path.Join(repliesFolder, e.Name())
		r := &Reply{Slug: name}
		text, line, ok := l.read(file, r)
		if !ok {
			continue
		}
		if r.Text = strings.TrimSpace(string(text)); r.Text == "" {
			l.problem(file, line, "", "has no text: write below the front matter what is to be sent")
		}
		for i, row := range strings.Split(string(text), "\n") {
			for _, found := range variable.FindAllStringSubmatch(row, -1) {
				if !replyVariables[found[1]] {
					l.problem(file, line+i, "", fmt.Sprintf("there is no variable %s: a reply can name {title}, {owner} and {hours}", found[0]))
				}
			}
		}
		all = append(all, r)
	}
	return all
}
