package catalog

import (
	"fmt"
	"path"
	"slices"
	"unicode/utf8"
)

// LongestUse is how many letters the word for a use may have: as wide as a part on the stack map.
const LongestUse = 20

// connect resolves the slugs that parts of an ecosystem name each other by.
func (l *loader) connect(e *Ecosystem, file string) {
	technologies, topics, layers := map[string]*Technology{}, map[string]*Topic{}, []string{}
	for _, t := range e.Technologies {
		technologies[t.Slug] = t
	}
	for _, t := range e.Topics {
		topics[t.Slug] = t
	}
	for _, layer := range e.Layers {
		layers = append(layers, layer.Slug)
	}
	l.slugs(file, "layers[%d].slug", layers)

	// A slug that is listed without a file has its problem already.
	technology := func(file, key, slug string) *Technology {
		if slug != "" && technologies[slug] == nil && !slices.Contains(e.TechnologyBy, slug) {
			l.problem(file, l.lineOf(file, key), key, fmt.Sprintf("there is no technology %q", slug))
		}
		return technologies[slug]
	}
	topic := func(file, key, slug string) *Topic {
		if slug != "" && topics[slug] == nil && !slices.Contains(e.TopicBy, slug) {
			l.problem(file, l.lineOf(file, key), key, fmt.Sprintf("there is no topic %q", slug))
		}
		return topics[slug]
	}
	layer := func(file, key, slug string) {
		if slug != "" && !slices.Contains(layers, slug) {
			l.problem(file, l.lineOf(file, key), key, fmt.Sprintf("there is no layer %q in ecosystem.md", slug))
		}
	}
	all := func(file, form string, slugs []string) (found []*Technology) {
		l.twice(file, form, slugs)
		for i, slug := range slugs {
			if t := technology(file, fmt.Sprintf(form, i), slug); t != nil {
				found = append(found, t)
			}
		}
		return found
	}
	uses := func(file, key string, uses []Use) {
		var slugs []string
		for i, u := range uses {
			slugs = append(slugs, u.Technology)
			if at := fmt.Sprintf("%s[%d].as", key, i); utf8.RuneCountInString(u.As) > LongestUse {
				l.problem(file, l.lineOf(file, at), at, fmt.Sprintf("is longer than the %d letters that the stack map has room for", LongestUse))
			}
		}
		all(file, key+"[%d].technology", slugs)
	}

	e.Featured = all(file, "featured[%d]", e.FeaturedBy)
	for i, h := range e.Highlights {
		all(file, fmt.Sprintf("highlights[%d].technologies[%%d]", i), h.Technologies)
	}
	layer(file, "service.layer", e.Service.Layer)
	uses(file, "service.uses", e.Service.Uses)
	for _, t := range e.Technologies {
		file := path.Join(e.Slug, "technologies", t.Slug+".md")
		layer(file, "layer", t.Layer)
		uses(file, "uses", t.Uses)
		for i, u := range t.Uses {
			if key := fmt.Sprintf("uses[%d].technology", i); u.Technology == t.Slug {
				l.problem(file, l.lineOf(file, key), key, "a technology does not use itself")
			}
		}
		t.Topic = topic(file, "topic", t.TopicBy)
	}
	for i, t := range e.Topics {
		t.Technology = technology(path.Join(e.Slug, "topics", t.Slug+".md"), "technology", t.TechnologyBy)
		if i > 0 {
			t.Previous, e.Topics[i-1].Next = e.Topics[i-1], t
		}
	}
}

// slugs checks the names that a file gives to its own parts; form is their key with a %d for the number.
func (l *loader) slugs(file, form string, slugs []string) {
	l.twice(file, form, slugs)
	for i, slug := range slugs {
		key, reason := fmt.Sprintf(form, i), SlugProblem(slug)
		if slug != "" && reason != "" {
			l.problem(file, l.lineOf(file, key), key, reason)
		}
	}
}

func (l *loader) twice(file, form string, slugs []string) {
	for i, slug := range slugs {
		if key := fmt.Sprintf(form, i); slug != "" && slices.Contains(slugs[:i], slug) {
			l.problem(file, l.lineOf(file, key), key, fmt.Sprintf("%q stands there twice", slug))
		}
	}
}

// index fills the cards and titles of all places.
func (c *Catalog) index() {
	add := func(card Card, title string) {
		c.cards[card.Place] = &card
		c.titles[card.Place] = title
		c.order = append(c.order, card.Place)
	}
	add(Card{Place: "/", Kind: "site", Title: c.Site.Name, Line: c.Site.Tagline, File: "site.yaml"}, c.Site.Name)
	for _, e := range c.Ecosystems {
		add(Card{Place: e.Place(), Kind: "ecosystem", Title: e.Title, Line: e.Subtitle, File: e.Slug + "/ecosystem.md"}, e.Title)
		for _, t := range e.Technologies {
			add(Card{Place: t.Place(), Kind: t.Kind, Title: t.Title, Line: t.Summary, File: fmt.Sprintf("%s/technologies/%s.md", e.Slug, t.Slug)}, t.Title)
		}
		for _, d := range e.Decisions {
			add(Card{Place: d.Place(), Kind: d.Label, Title: d.Title, Line: d.Line, File: fmt.Sprintf("%s/decisions/%s.md", e.Slug, d.Slug)}, d.Title)
		}
		for _, t := range e.Topics {
			title := t.Title + ": " + t.Headline.Plain()
			add(Card{Place: t.Place(), Kind: "topic", Title: title, Line: t.Summary, File: fmt.Sprintf("%s/topics/%s.md", e.Slug, t.Slug)}, title)
		}
	}
}
