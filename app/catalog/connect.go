package catalog

import (
	"fmt"
	"path"
	"regexp"
	"strings"

	"io/fs"
)

// connect resolves the slugs that parts of an ecosystem name each other by.
func (l *loader) connect(e *Ecosystem, file string) {
	technologies, topics, layers := map[string]*Technology{}, map[string]*Topic{}, map[string]bool{}
	for _, t := range e.Technologies {
		technologies[t.Slug] = t
	}
	for _, t := range e.Topics {
		topics[t.Slug] = t
	}
	for _, layer := range e.Layers {
		layers[layer.Slug] = true
	}
	known := func(file, key, slug string) *Technology {
		if technologies[slug] == nil && slug != "" {
			l.problem(file, l.lineOf(file, key), key, fmt.Sprintf("there is no technology %q", slug))
		}
		return technologies[slug]
	}
	layer := func(file, key, slug string) {
		if slug != "" && !layers[slug] {
			l.problem(file, l.lineOf(file, key), key, fmt.Sprintf("there is no layer %q in ecosystem.md", slug))
		}
	}
	uses := func(file, key string, uses []Use) {
		for i, u := range uses {
			known(file, fmt.Sprintf("%s[%d].technology", key, i), u.Technology)
		}
	}
	for i, slug := range e.FeaturedBy {
		if t := known(file, fmt.Sprintf("featured[%d]", i), slug); t != nil {
			e.Featured = append(e.Featured, t)
		}
	}
	for i, h := range e.Highlights {
		for j, slug := range h.Technologies {
			known(file, fmt.Sprintf("highlights[%d].technologies[%d]", i, j), slug)
		}
	}
	layer(file, "service.layer", e.Service.Layer)
	uses(file, "service.uses", e.Service.Uses)
	for _, t := range e.Technologies {
		file := path.Join(e.Slug, "technologies", t.Slug+".md")
		layer(file, "layer", t.Layer)
		uses(file, "uses", t.Uses)
		if t.Topic = topics[t.TopicBy]; t.Topic == nil && t.TopicBy != "" {
			l.problem(file, l.lineOf(file, "topic"), "topic", fmt.Sprintf("there is no topic %q", t.TopicBy))
		}
	}
	for i, t := range e.Topics {
		t.Technology = known(path.Join(e.Slug, "topics", t.Slug+".md"), "technology", t.TechnologyBy)
		if i > 0 {
			t.Previous, e.Topics[i-1].Next = e.Topics[i-1], t
		}
	}
}

// index fills the titles of all places.
func (c *Catalog) index() {
	add := func(place, title string) {
		c.titles[place] = title
		c.order = append(c.order, place)
	}
	add("/", c.Site.Name)
	for _, e := range c.Ecosystems {
		add(e.Place(), e.Title)
		for _, t := range e.Technologies {
			add(t.Place(), t.Title)
		}
		for _, d := range e.Decisions {
			add(d.Place(), d.Title)
		}
		for _, t := range e.Topics {
			add(t.Place(), t.Title+": "+t.Headline.Plain())
		}
	}
}

// Sections of an ecosystem's page that a link may name.
const (
	SectionStack      = "stack"
	SectionDecisions  = "decisions"
	SectionTopics     = "topics"
	SectionDiscussion = "discussion"
)

// linkForm finds internal links in Markdown: ](/place#id).
var linkForm = regexp.MustCompile(`\]\((/[^)\s#]*)(?:#([^)\s]*))?\)`)

// links checks every internal link of every text against the places there are.
func (l *loader) links(c *Catalog) {
	for _, e := range c.Ecosystems {
		l.anchors[e.Place()] = map[string]bool{SectionStack: true, SectionDecisions: true, SectionTopics: true, SectionDiscussion: true}
	}
	_ = fs.WalkDir(l.files, ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(file, ".md") && file != "site.yaml" {
			return err
		}
		data, err := fs.ReadFile(l.files, file)
		if err != nil {
			return err
		}
		for i, line := range strings.Split(string(data), "\n") {
			for _, link := range linkForm.FindAllStringSubmatch(line, -1) {
				place, id := link[1], link[2]
				if _, is := c.Title(place); !is {
					l.problem(file, i+1, "", fmt.Sprintf("the link %s leads to no place of the site", place))
				} else if id != "" && !l.anchors[place][id] {
					l.problem(file, i+1, "", fmt.Sprintf("the link %s#%s leads to no heading of that page", place, id))
				}
			}
		}
		return nil
	})
}
