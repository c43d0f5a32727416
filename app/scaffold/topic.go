package scaffold

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"

	"porchlight/app/catalog"

	"github.com/goccy/go-yaml"
)

// parent is what a new topic must know of its ecosystem.
type parent struct {
	Layers       []catalog.Layer `yaml:"layers"`
	Technologies []string        `yaml:"technologies"`
}

// Topic writes a topic, adds it to the list of its ecosystem, and returns the names of the files, the changed one last. It
// goes deeper than the card that technology names; without a name, than the card of the same slug, which is made where there
// is none.
func (f Folder) Topic(ecosystem, slug, title, technology string) ([]string, error) {
	if err := f.exists(); err != nil {
		return nil, err
	}
	if reason := catalog.SlugProblem(slug); reason != "" {
		return nil, fmt.Errorf("the topic's slug %s, such as dead-letters", reason)
	}
	title, err := titled(title, slug)
	if err != nil {
		return nil, err
	}
	file := path.Join(ecosystem, "ecosystem.md")
	text, err := os.ReadFile(f.at(file))
	if err != nil || catalog.SlugProblem(ecosystem) != "" {
		return nil, fmt.Errorf("there is no ecosystem %q in %s: porchlight new ecosystem makes one", ecosystem, f.Path)
	}
	known, err := parentIn(text)
	if err != nil {
		return nil, fmt.Errorf("%s cannot be read: porchlight content check says why", f.at(file))
	}
	if technology != "" && !slices.Contains(known.Technologies, technology) {
		return nil, fmt.Errorf("there is no technology %q in %s: leave --technology out, and a card is made", technology, ecosystem)
	}
	var drafts []draft
	if technology == "" && !slices.Contains(known.Technologies, slug) {
		lowest := known.Layers[len(known.Layers)-1].Slug
		drafts = append(drafts, f.fill(path.Join(ecosystem, "technologies", slug+".md"), "technology", blanks{Title: title, Layer: lowest, Topic: slug}))
		if text, err = addToList(text, "technologies", slug); err != nil {
			return nil, fmt.Errorf("%s: %w", f.at(file), err)
		}
	}
	if technology == "" {
		technology = slug
	}
	drafts = append(drafts, f.fill(path.Join(ecosystem, "topics", slug+".md"), "topic", blanks{Title: title, Technology: technology}))
	if text, err = addToList(text, "topics", slug); err != nil {
		return nil, fmt.Errorf("%s: %w", f.at(file), err)
	}
	names, err := f.write(drafts)
	if err != nil {
		return names, err
	}
	return append(names, f.at(file)), f.within(func(root *os.Root) error {
		return root.WriteFile(filepath.FromSlash(file), text, 0o600) // it is there, and keeps its mode
	})
}

func parentIn(file []byte) (p parent, err error) {
	front, _, _, err := catalog.FrontMatter(file)
	if err == nil {
		err = yaml.Unmarshal(front, &p)
	}
	if err == nil && len(p.Layers) == 0 {
		err = fmt.Errorf("it has no layers")
	}
	return p, err
}
