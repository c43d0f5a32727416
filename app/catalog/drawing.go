package catalog

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

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

func (w *writing) drawing(n *ast.Image) {
	name := path.Join(w.folder, string(n.Destination))
	line, caption := w.line(n), w.words(n)
	data, err := fs.ReadFile(w.files, name)
	switch {
	case !strings.HasSuffix(name, ".svg"):
		w.problem(w.file, line, "", fmt.Sprintf("the picture %s is no .svg drawing", n.Destination))
	case err != nil:
		w.problem(w.file, line, "", fmt.Sprintf("there is no file %s", name))
	case caption == "":
		w.problem(w.file, line, "", fmt.Sprintf("the drawing %s needs a sentence that tells what it shows", n.Destination))
	case !standsAlone(n):
		w.problem(w.file, line, "", fmt.Sprintf("the drawing %s must be a paragraph of its own", n.Destination))
	default:
		if line, err := checkDrawing(data); err != nil {
			w.problem(name, line, "", err.Error())
		}
		n.SetAttributeString("svg", &drawing{svg: string(data), caption: caption})
	}
}

// words returns the text below a node, as one line.
func (w *writing) words(n ast.Node) string {
	var b strings.Builder
	_ = ast.Walk(n, func(c ast.Node, entering bool) (ast.WalkStatus, error) {
		if t, is := c.(*ast.Text); is && entering {
			b.Write(t.Value(w.source))
			if t.SoftLineBreak() {
				b.WriteByte(' ')
			}
		}
		return ast.WalkContinue, nil
	})
	return strings.TrimSpace(b.String())
}

func standsAlone(n *ast.Image) bool {
	p := n.Parent()
	return p.ChildCount() == 1 && p.Kind() == ast.KindParagraph && p.Parent().Kind() == ast.KindDocument
}

// What a drawing is made of: shapes and text. Looks come from the site's classes, so that day and night both work.
var (
	drawingElements = []string{"svg", "g", "path", "rect", "line", "polyline", "polygon", "circle", "ellipse", "text", "tspan"}
	drawingRefused  = []string{"style", "id", "href"} // and every on… attribute
)

// checkDrawing reports the first thing in a drawing that cannot stand in the page, with its line. Comments and CDATA cannot: HTML ends a
// comment earlier than XML does (https://html.spec.whatwg.org/multipage/parsing.html#comment-start-state), and shows what is behind.
func checkDrawing(svg []byte) (line int, err error) {
	if before, _, has := bytes.Cut(svg, []byte("<!")); has {
		return 1 + bytes.Count(before, []byte("\n")), errors.New("a drawing holds no <!…: neither a comment, nor CDATA, nor a declaration")
	}
	d := xml.NewDecoder(bytes.NewReader(svg))
	for {
		token, err := d.Token()
		line, _ := d.InputPos()
		if errors.Is(err, io.EOF) {
			return 0, nil
		}
		if err != nil {
			return line, fmt.Errorf("the drawing cannot be read: %w", err)
		}
		switch t := token.(type) {
		case xml.ProcInst:
			return line, errors.New("a drawing begins with its <svg>, without a declaration")
		case xml.StartElement:
			if !slices.Contains(drawingElements, t.Name.Local) {
				return line, fmt.Errorf("a drawing holds shapes and text, no <%s>", t.Name.Local)
			}
			for _, a := range t.Attr {
				if slices.Contains(drawingRefused, a.Name.Local) || strings.HasPrefix(strings.ToLower(a.Name.Local), "on") {
					return line, fmt.Errorf("a drawing has no %s attribute: use the site's classes", a.Name.Local)
				}
			}
		}
	}
}

// liftDrawings replaces each paragraph that is only a picture by the drawing itself.
func liftDrawings(root ast.Node) {
	for n := root.FirstChild(); n != nil; {
		next := n.NextSibling()
		if image, is := n.FirstChild().(*ast.Image); is {
			if d, has := image.AttributeString("svg"); has {
				root.ReplaceChild(root, n, d.(*drawing))
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
