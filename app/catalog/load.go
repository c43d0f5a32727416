package catalog

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// loader reads the files and gathers what is wrong.
type loader struct {
	files    fs.FS
	reserved []string
	lines    map[string]map[string]int // by file and path of keys
	problems Problems
	inside   []link
	anchors  map[string]map[string]bool // by place: the ids that a link may name
	ran      map[string]output          // by file: the outputs of samples, checked
}

// Load reads and checks the content. reserved are first path segments that belong to routes. The error is Problems.
func Load(files fs.FS, reserved []string) (*Catalog, error) {
	l := &loader{files: files, reserved: reserved, lines: map[string]map[string]int{}, anchors: map[string]map[string]bool{}, ran: map[string]output{}}
	c := &Catalog{titles: map[string]string{}, cards: map[string]*Card{}}
	l.site(&c.Site)
	c.Replies = l.replies()
	for _, folder := range l.folders() {
		c.Ecosystems = append(c.Ecosystems, l.ecosystem(folder))
	}
	if len(c.Ecosystems) == 0 {
		l.problem("site.yaml", 1, "", "there is no ecosystem: add a folder with an ecosystem.md beside this file")
	}
	c.index()
	if len(l.problems) == 0 {
		l.links(c)
	}
	if len(l.problems) > 0 {
		return nil, l.problems.inOrder()
	}
	return c, nil
}

func (l *loader) problem(file string, line int, key, reason string) {
	l.problems = append(l.problems, Problem{File: file, Line: line, Key: key, Reason: reason})
}

func (l *loader) lineOf(file, key string) int { return max(1, l.lines[file][key]) }

func (l *loader) site(s *Site) {
	const file = "site.yaml"
	data, err := fs.ReadFile(l.files, file)
	if err != nil {
		l.problem(file, 1, "", "cannot be read: it holds the name of the site and of its owner")
		return
	}
	l.decode(file, data, 1, s)
	for i, to := range s.Links {
		l.address(file, fmt.Sprintf("links[%d].url", i), to.URL)
	}
	l.hours(file, s)
}

// folders returns the folders that hold an ecosystem, by name.
func (l *loader) folders() (names []string) {
	entries, err := fs.ReadDir(l.files, ".")
	if err != nil {
		l.problem(".", 1, "", err.Error())
	}
	for _, e := range entries {
		if _, err := fs.Stat(l.files, path.Join(e.Name(), "ecosystem.md")); e.IsDir() && err == nil {
			names = append(names, e.Name())
		}
	}
	return names
}

// read decodes a file's front matter and returns its text with the line it begins on. Not ok: the fields are not to be
// relied on.
func (l *loader) read(file string, into any) (text []byte, line int, ok bool) {
	data, err := fs.ReadFile(l.files, file)
	if err != nil {
		l.problem(file, 1, "", "cannot be read")
		return nil, 0, false
	}
	front, text, line, err := FrontMatter(data)
	if err != nil {
		l.problem(file, 1, "", err.Error())
		return nil, 0, false
	}
	return text, line, l.decode(file, front, 2, into)
}

func (l *loader) ecosystem(slug string) *Ecosystem {
	e := &Ecosystem{Slug: slug}
	file := path.Join(slug, "ecosystem.md")
	if reason := FolderProblem(slug, l.reserved); reason != "" {
		l.problem(file, 1, "", reason)
	}
	_, _, whole := l.read(file, e)
	for _, name := range l.listed(slug, file, "technologies", e.TechnologyBy) {
		e.Technologies = append(e.Technologies, l.technology(e, name))
	}
	for _, name := range l.listed(slug, file, "decisions", e.DecisionBy) {
		e.Decisions = append(e.Decisions, l.decision(e, name))
	}
	for _, name := range l.listed(slug, file, "topics", e.TopicBy) {
		e.Topics = append(e.Topics, l.topic(e, name))
	}
	l.outputs(slug)
	if whole {
		l.connect(e, file)
	}
	return e
}

// listed checks a list of slugs against the files of its folder and returns those that are both. A list that is missing
// has its problem already.
func (l *loader) listed(folder, file, kind string, slugs []string) (both []string) {
	if len(slugs) == 0 {
		return nil
	}
	present := map[string]bool{}
	entries, _ := fs.ReadDir(l.files, path.Join(folder, kind)) // an absent folder has no files: each slug is then dangling
	for _, e := range entries {
		if name, is := strings.CutSuffix(e.Name(), ".md"); is && !e.IsDir() {
			present[name] = true
		}
	}
	for i, slug := range slugs {
		key := fmt.Sprintf("%s[%d]", kind, i)
		line := l.lineOf(file, key)
		switch {
		case SlugProblem(slug) != "":
			l.problem(file, line, key, SlugProblem(slug))
		case slices.Contains(slugs[:i], slug):
			l.problem(file, line, key, fmt.Sprintf("%q stands there twice", slug))
		case !present[slug]:
			l.problem(file, line, key, fmt.Sprintf("there is no file %s/%s.md", kind, slug))
		default:
			both = append(both, slug)
		}
	}
	for name := range present {
		if !slices.Contains(slugs, name) {
			l.problem(path.Join(folder, kind, name+".md"), 1, "", fmt.Sprintf("is not listed under %s in ecosystem.md", kind))
		}
	}
	return both
}

func (l *loader) technology(e *Ecosystem, slug string) *Technology {
	t := &Technology{Slug: slug, Ecosystem: e}
	file := path.Join(e.Slug, "technologies", slug+".md")
	l.read(file, t)
	for i, fact := range t.Facts {
		l.address(file, fmt.Sprintf("facts[%d].source", i), fact.Source)
	}
	return t
}

func (l *loader) decision(e *Ecosystem, slug string) *Decision {
	d := &Decision{Slug: slug, Ecosystem: e}
	file := path.Join(e.Slug, "decisions", slug+".md")
	if text, line, ok := l.read(file, d); ok {
		w := writing{loader: l, file: file, source: text, firstLine: line, folder: e.Slug}
		body := w.render()
		d.Opening, d.Words = body.html, body.opening
	}
	var slugs []string
	for _, p := range d.Points {
		slugs = append(slugs, p.Slug)
	}
	l.slugs(file, "points[%d].slug", slugs)
	return d
}

func (l *loader) topic(e *Ecosystem, slug string) *Topic {
	t := &Topic{Slug: slug, Ecosystem: e}
	file := path.Join(e.Slug, "topics", slug+".md")
	text, line, ok := l.read(file, t)
	if !ok {
		return t
	}
	for i, to := range t.Further {
		l.address(file, fmt.Sprintf("further[%d].url", i), to.URL)
	}
	for key, text := range map[string]Inline{"headline": t.Headline, "summary": t.Summary} {
		if len(text.links) > 0 {
			l.problem(file, l.lineOf(file, key), key, "holds no link: it is shown inside of one")
		}
	}
	w := writing{loader: l, file: file, source: text, firstLine: line, place: t.Place(), folder: e.Slug}
	body := w.render()
	t.Body, t.Opening, t.Contents, t.Minutes = body.html, body.opening, body.sections, body.minutes
	l.anchors[t.Place()] = body.ids
	l.anchors[t.Place()][sectionFurther] = true
	return t
}
