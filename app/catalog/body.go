package catalog

import (
	"bytes"
	"fmt"
	"html/template"
	"regexp"
	"slices"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// wordsPerMinute is a usual speed for technical prose.
const wordsPerMinute = 220

// holdsHTML is told rather than leaving the HTML out in silence, as the renderer does.
const holdsHTML = "a text holds no HTML, which pages would leave out: write Markdown, or put `<name>` between backticks"

var slugForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// body is a rendered text with what was found in it.
type body struct {
	html     template.HTML
	opening  Words // before the first section
	sections []Section
	ids      map[string]bool
	minutes  int
}

// writing is a file's text on its way to a body.
type writing struct {
	*loader
	file      string
	source    []byte
	firstLine int
	place     string // where its headings are; empty where a text has no page of its own
	folder    string // where includes and drawings are taken from
	body      body
}

// render renders a text.
func (w *writing) render() body {
	pc := parser.NewContext()
	root := markdown.Parser().Parse(text.NewReader(w.source), parser.WithContext(pc))
	w.unreadNotes(pc)
	w.body.ids = map[string]bool{}
	var words int
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Heading:
			w.heading(n)
		case *ast.FencedCodeBlock:
			w.include(n)
		case *ast.Image:
			w.drawing(n)
		case *ast.Link:
			w.link(link{file: w.file, line: w.line(n), target: string(n.Destination), place: w.place})
		case *ast.HTMLBlock, *ast.RawHTML:
			w.problem(w.file, w.line(n), "", holdsHTML)
		case *ast.Text:
			words += len(bytes.Fields(n.Value(w.source)))
		}
		w.note(n)
		return ast.WalkContinue, nil
	})
	liftDrawings(root)
	placeNotes(root)
	w.plain(root)
	var b bytes.Buffer
	if err := markdown.Renderer().Render(&b, w.source, root); err != nil {
		w.problem(w.file, w.firstLine, "", err.Error())
	}
	w.body.html, w.body.minutes = template.HTML(b.String()), max(1, (words+wordsPerMinute/2)/wordsPerMinute)
	return w.body
}

// line returns the line of the file that a part of the text begins on.
func (w *writing) line(n ast.Node) int {
	for ; n != nil; n = n.Parent() {
		start := -1
		if n.Type() == ast.TypeBlock && n.Lines().Len() > 0 {
			start = n.Lines().At(0).Start
		}
		_ = ast.Walk(n, func(c ast.Node, entering bool) (ast.WalkStatus, error) {
			if t, is := c.(*ast.Text); is && entering && start < 0 {
				start = t.Segment.Start
			}
			return ast.WalkContinue, nil
		})
		if start >= 0 {
			return w.firstLine + bytes.Count(w.source[:start], []byte("\n"))
		}
	}
	return w.firstLine
}

func (w *writing) heading(h *ast.Heading) {
	line := w.line(h)
	id, has := headingID(h)
	switch {
	case w.place == "":
		w.problem(w.file, line, "", "an opening holds no headings")
	case h.Level == 1:
		w.problem(w.file, line, "", "a text has no # heading; its title stands in the front matter")
	case has && !slugForm.MatchString(id):
		w.problem(w.file, line, "", fmt.Sprintf("the heading's id %q must be lower-case words joined by hyphens", id))
	case has && slices.Contains(pageIDs, id):
		w.problem(w.file, line, "", fmt.Sprintf("the heading's id %q is reserved: the page around the text has it already", id))
	case has && w.body.ids[id]:
		w.problem(w.file, line, "", fmt.Sprintf("two headings have the id %q", id))
	case has:
		w.body.ids[id] = true
	case h.Level == 2:
		w.problem(w.file, line, "", "a ## heading needs an id, such as {#locks}, so that links to it last")
	}
	for c := h.FirstChild(); c != nil; c = c.NextSibling() {
		if c.Kind() == ast.KindLink || c.Kind() == ast.KindAutoLink || c.Kind() == extast.KindFootnoteLink {
			w.problem(w.file, line, "", "a heading holds no link: it is one itself")
		}
	}
	if h.Level == 2 {
		var b bytes.Buffer
		renderInside(&b, w.source, h)
		w.body.sections = append(w.body.sections, Section{ID: id, Title: template.HTML(b.String())})
	}
}
