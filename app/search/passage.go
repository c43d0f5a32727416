package search

import (
	"slices"
	"strings"

	"porchlight/app/catalog"
)

// passage is the least that can be found: a section of a topic, a point of a decision, or what stands on a page before those.
type passage struct {
	address   string // the place, with the id that leads to the passage
	page      int    // the number of the first passage of the same page
	kind      string // of the page, in the words of the content
	ecosystem string // its title; empty: the site's own page
	fields    [fields]string
}

// title is what a passage is called.
func (p *passage) title() string {
	switch {
	case p.fields[inTitle] == "":
		return p.fields[inHeading]
	case p.kind == topic:
		return p.fields[inTitle] + ": " + p.fields[inHeading]
	}
	return p.fields[inTitle]
}

// topic is the kind of a topic.
const topic = "topic"

// shelf is where passages are put down.
type shelf []passage

func passagesOf(c *catalog.Catalog) []passage {
	var s shelf
	site := c.Site
	s.page(passage{address: "/", kind: "site"}, [fields]string{
		inTitle: site.Name, inSummary: site.Tagline.Plain(), inText: plain(site.Description, site.Owner.Role) + " " + site.Hours.String() + ". " + site.Owner.Name,
	})
	for _, e := range c.Ecosystems {
		s.page(passage{address: e.Place(), kind: "ecosystem", ecosystem: e.Title}, ecosystem(e))
		for _, t := range e.Technologies {
			s.page(passage{address: t.Place() + "#technology-" + t.Slug, kind: "card", ecosystem: e.Title}, technology(t))
		}
		for _, d := range e.Decisions {
			s.decision(d)
		}
		for _, t := range e.Topics {
			s.topic(t)
		}
	}
	return s
}

// page begins a page.
func (s *shelf) page(p passage, in [fields]string) {
	p.page, p.fields = len(*s), in
	*s = append(*s, p)
}

// below adds a passage of the page that was begun last.
func (s *shelf) below(anchor string, in [fields]string) {
	p := (*s)[(*s)[len(*s)-1].page]
	place, _, _ := strings.Cut(p.address, "#")
	p.address = place + "#" + anchor
	in[inPage] = p.fields[inTitle]
	p.fields = in
	*s = append(*s, p)
}

func (s *shelf) decision(d *catalog.Decision) {
	s.page(passage{address: d.Place() + "#decision-" + d.Slug, kind: "decision", ecosystem: d.Ecosystem.Title},
		[fields]string{inTitle: d.Title, inHeading: d.Label, inSummary: d.Line.Plain(), inText: d.Words.Prose, inCode: d.Words.Code})
	for _, p := range d.Points {
		text := []catalog.Inline{p.Reasoning, p.Default, p.Leave}
		for _, o := range p.Options {
			text = append(text, o.Option, o.Gives, o.Costs)
		}
		s.below("question-"+p.Slug, [fields]string{inHeading: p.Title.Plain(), inSummary: p.Question.Plain(), inText: plain(text...)})
	}
}

func (s *shelf) topic(t *catalog.Topic) {
	s.page(passage{address: t.Place(), kind: topic, ecosystem: t.Ecosystem.Title},
		[fields]string{inTitle: t.Title, inHeading: t.Headline.Plain(), inSummary: t.Summary.Plain(), inText: t.Opening.Prose, inCode: t.Opening.Code})
	for _, section := range t.Contents {
		s.below(section.ID, [fields]string{inHeading: catalog.Inline{HTML: section.Title}.Plain(), inText: section.Words.Prose, inCode: section.Words.Code})
	}
}

func ecosystem(e *catalog.Ecosystem) [fields]string {
	text := []catalog.Inline{e.Lead, e.Scope.Title, e.Scope.Text}
	for _, h := range e.Highlights {
		text = append(text, h.Text)
	}
	for _, r := range e.Scope.Readers {
		text = append(text, r.Finds)
	}
	text = append(text, e.Discussion.Title, e.Discussion.Text)
	for _, o := range e.Discussion.Offers {
		text = append(text, o.Text)
	}
	return [fields]string{inTitle: e.Title, inSummary: e.Subtitle.Plain(), inText: e.Description + " " + plain(text...)}
}

func technology(t *catalog.Technology) [fields]string {
	text := slices.Concat([]catalog.Inline{t.Role}, t.Gives, t.Withholds, []catalog.Inline{{HTML: "Choose it when:"}}, t.Choose,
		[]catalog.Inline{{HTML: "Leave it when:"}}, t.Avoid, []catalog.Inline{t.Beside})
	for _, f := range t.Facts {
		text = append(text, f.Fact, f.Value)
	}
	return [fields]string{inTitle: t.Title, inSummary: t.Summary.Plain(), inText: plain(text...)}
}

// plain joins texts; what is no sentence is set apart from the next.
func plain(parts ...catalog.Inline) string {
	var b strings.Builder
	for _, p := range parts {
		text := p.Plain()
		b.WriteString(text)
		if text != "" && !strings.ContainsRune(".?!:", rune(text[len(text)-1])) {
			b.WriteString(" ·")
		}
		b.WriteByte(' ')
	}
	return strings.TrimRight(b.String(), " ·")
}
