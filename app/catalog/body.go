package catalog

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// wordsPerMinute is a usual speed for technical prose.
const wordsPerMinute = 220

var (
	includeForm = regexp.MustCompile(`\binclude=(\S+)`)
	slugForm    = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	// unsafeDrawing is what the CSP would block or what could run: a drawing brings shapes and the site's classes only.
	unsafeDrawing = regexp.MustCompile(`(?i)\sstyle=|<style|<script|\son\w+=|\sid=|href=`)
)

// body is a rendered text with what was found in it.
type body struct {
	html     template.HTML
	sections []Section
	ids      []string
	minutes  int
}

// render renders a file's text. Includes and drawings are taken from the folder the ecosystem lives in.
func (l *loader) render(file string, source []byte, firstLine int, folder string) body {
	root := markdown.Parser().Parse(text.NewReader(source))
	lineAt := func(offset int) int { return firstLine + bytes.Count(source[:offset], []byte("\n")) }
	var out body
	var words int
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Heading:
			l.heading(file, source, n, lineAt, &out)
		case *ast.FencedCodeBlock:
			l.include(file, source, n, lineAt, folder)
		case *ast.Image:
			l.drawing(file, source, n, lineAt, folder)
		case *ast.Text:
			words += len(bytes.Fields(n.Value(source)))
		}
		return ast.WalkContinue, nil
	})
	liftDrawings(root)
	var b bytes.Buffer
	if err := markdown.Renderer().Render(&b, source, root); err != nil {
		l.problem(file, firstLine, "", err.Error())
	}
	out.html, out.minutes = template.HTML(b.String()), max(1, (words+wordsPerMinute/2)/wordsPerMinute)
	return out
}

func (l *loader) heading(file string, source []byte, h *ast.Heading, lineAt func(int) int, out *body) {
	line := 1
	if h.Lines().Len() > 0 {
		line = lineAt(h.Lines().At(0).Start)
	}
	id, has := headingID(h)
	switch {
	case h.Level == 1:
		l.problem(file, line, "", "a text has no # heading; its title stands in the front matter")
	case has && !slugForm.MatchString(id):
		l.problem(file, line, "", fmt.Sprintf("the heading's id %q must be lower-case words joined by hyphens", id))
	case has:
		out.ids = append(out.ids, id)
	case h.Level == 2:
		l.problem(file, line, "", "a ## heading needs an id, such as {#locks}, so that links to it last")
	}
	if h.Level == 2 {
		var b bytes.Buffer
		for c := h.FirstChild(); c != nil; c = c.NextSibling() {
			_ = markdown.Renderer().Render(&b, source, c) // its renderers write to memory
		}
		out.sections = append(out.sections, Section{ID: id, Title: template.HTML(b.String())})
	}
}

// include fills a code block from the file it names.
func (l *loader) include(file string, source []byte, n *ast.FencedCodeBlock, lineAt func(int) int, folder string) {
	if n.Info == nil {
		return
	}
	match := includeForm.FindSubmatch(n.Info.Segment.Value(source))
	if match == nil {
		return
	}
	data, err := fs.ReadFile(l.files, path.Join(folder, string(match[1])))
	if err != nil {
		l.problem(file, lineAt(n.Info.Segment.Start), "include", fmt.Sprintf("there is no file %s", path.Join(folder, string(match[1]))))
		return
	}
	n.SetAttributeString("text", string(data))
}

var kindDrawing = ast.NewNodeKind("Drawing")

// drawing is an inline SVG with its caption.
type drawing struct {
	ast.BaseBlock
	svg, caption string
}

// Kind is ast.Node's.
func (*drawing) Kind() ast.NodeKind { return kindDrawing }

// Dump is ast.Node's.
func (d *drawing) Dump(source []byte, level int) { ast.DumpHelper(d, source, level, nil, nil) }

func (l *loader) drawing(file string, source []byte, n *ast.Image, lineAt func(int) int, folder string) {
	name, line, alt := string(n.Destination), lineAt(0), ""
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, is := c.(*ast.Text); is {
			line, alt = lineAt(t.Segment.Start), alt+string(t.Value(source))
			if t.SoftLineBreak() {
				alt += " "
			}
		}
	}
	data, err := fs.ReadFile(l.files, path.Join(folder, name))
	switch {
	case !strings.HasSuffix(name, ".svg"):
		l.problem(file, line, "", fmt.Sprintf("the picture %s is no .svg drawing", name))
	case err != nil:
		l.problem(file, line, "", fmt.Sprintf("there is no file %s", path.Join(folder, name)))
	case unsafeDrawing.Match(data):
		l.problem(path.Join(folder, name), 1, "", "a drawing must not hold style, id, href, script or event attributes: use the site's classes")
	case alt == "":
		l.problem(file, line, "", fmt.Sprintf("the drawing %s needs a sentence that tells what it shows", name))
	default:
		n.SetAttributeString("svg", &drawing{svg: string(data), caption: alt})
	}
}

// liftDrawings replaces each paragraph that is only a picture by the drawing itself.
func liftDrawings(root ast.Node) {
	for n := root.FirstChild(); n != nil; {
		next := n.NextSibling()
		if p, is := n.(*ast.Paragraph); is && p.ChildCount() == 1 {
			if image, is := p.FirstChild().(*ast.Image); is {
				if d, has := image.AttributeString("svg"); has {
					root.ReplaceChild(root, p, d.(*drawing))
				}
			}
		}
		n = next
	}
}

func renderDrawing(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if d := n.(*drawing); entering {
		_, _ = fmt.Fprintf(w, `<figure class="drawing">%s<figcaption>%s</figcaption></figure>`+"\n",
			strings.Replace(d.svg, "<svg ", `<svg aria-hidden="true" `, 1), template.HTMLEscapeString(d.caption))
	}
	return ast.WalkSkipChildren, nil
}
