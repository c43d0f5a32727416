package search_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"porchlight/app/catalog"
	"porchlight/app/search"
	"porchlight/content"
)

var shipped = sync.OnceValues(func() (*search.Index, error) {
	c, err := catalog.Load(content.Files, nil)
	if err != nil {
		return nil, err
	}
	return search.New(c), nil
})

// theSite is an index of the shipped content.
func theSite(t *testing.T) *search.Index {
	t.Helper()
	x, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// garden is an index of a small site. Each topic is a title and the text below it.
func garden(t *testing.T, topics ...[2]string) *search.Index {
	t.Helper()
	files := fstest.MapFS{}
	put := func(name, text string) { files[name] = &fstest.MapFile{Data: []byte(text)} }
	var slugs []string
	for i, topic := range topics {
		slug := fmt.Sprintf("topic-%d", i)
		slugs = append(slugs, slug)
		put("garden/topics/"+slug+".md", fmt.Sprintf("---\ntitle: %q\nheadline: Headline\nsummary: Summary\ntechnology: spade\nversion: \"1\"\nchecked: 2026-11-24\n"+
			"further: [{title: More, url: \"https://example.com/\"}]\nupdated: 2026-11-24\n---\n%s\n", topic[0], topic[1]))
	}
	put("site.yaml", "name: Greenhouse\ntagline: Tagline\ndescription: Glass\nowner: {name: Robin, role: Gardener}\ntime_zone: Europe/Paris\n")
	put("garden/technologies/spade.md", "---\ntitle: Spade\nlayer: soil\nkind: tool\nversion: \"1\"\nsummary: It digs\ntopic: topic-0\nrole: Role\ngives: [holes]\nwithholds: [rain]\n"+
		"choose: [ground]\navoid: [rock]\nbeside: Rake\nfacts: [{fact: Handle, value: ash, source: \"https://example.com/\"}]\nupdated: 2026-11-24\n---\n")
	put("garden/decisions/bed.md", "---\ntitle: Where it goes\nlabel: Beds\nline: Line\npoints: [{slug: sun, title: Sunlight, question: How much, reasoning: Hours, "+
		"options: [{option: South, gives: warmth, costs: water}], default: South, leave: Ferns}]\nupdated: 2026-11-24\n---\nOn orientation.\n")
	put("garden/ecosystem.md", "---\ntitle: Garden\neyebrow: Eyebrow\nsubtitle: Subtitle\ndescription: Description\nlead: Lead\nfeatured: [spade]\nlayers: [{slug: soil, title: Soil}]\n"+
		"service: {title: Plot, layer: soil, uses: [{technology: spade, as: digging}]}\ntechnologies: [spade]\ndecisions: [bed]\ntopics: ["+strings.Join(slugs, ", ")+"]\n"+
		"perimeter: {stack: A, topics: B, model: C}\nhighlights: [{title: High, technologies: [spade], text: Text}]\nscope: {title: Scope, text: Text, readers: [{who: Anyone, finds: peace}]}\n"+
		"map: {title: Map, text: Text}\npaths: {title: Paths, text: Text}\nchoices: {title: Choices, text: Text}\ndiscussion: {title: Talk, text: Text, offers: [{title: Offer, text: Text}]}\nupdated: 2026-11-24\n---\n")
	c, err := catalog.Load(files, nil)
	if err != nil {
		t.Fatal(err)
	}
	return search.New(c)
}

// topicAt is where the topic with a number is.
func topicAt(i int) string { return fmt.Sprintf("/garden/topics/topic-%d", i) }

// find searches for what must be accepted.
func find(t *testing.T, x *search.Index, query string) search.Answer {
	t.Helper()
	a, err := x.Find(query)
	if err != nil {
		t.Fatalf("%q: %v", query, err)
	}
	return a
}

// addresses are where what was found leads to, as it is shown from the top: pages before the passages on them, pages without an
// extract left out.
func addresses(a search.Answer) (all []string) {
	for _, r := range a.Results {
		if r.Extract != nil {
			all = append(all, r.Address)
		}
		for _, h := range r.Below {
			all = append(all, h.Address)
		}
	}
	return all
}

// text writes spans with what is marked in brackets.
func text(spans []search.Span) string {
	var b strings.Builder
	for _, s := range spans {
		if s.Marked {
			b.WriteString("[" + s.Text + "]")
		} else {
			b.WriteString(s.Text)
		}
	}
	return b.String()
}
