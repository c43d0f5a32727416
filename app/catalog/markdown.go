package catalog

import (
	"bytes"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"
)

// Tables without style attributes and code with classes: the site's CSP allows no inline style.
var markdown = goldmark.New(
	goldmark.WithExtensions(
		extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignNone)), extension.Strikethrough, footnotes),
	goldmark.WithParserOptions(parser.WithAttribute(), parser.WithASTTransformers(util.Prioritized(keepUnread{}, 900))),
	goldmark.WithRendererOptions(renderer.WithNodeRenderers(util.Prioritized(blocks{}, 100))),
)

// blocks renders what the site draws in its own way: code, drawings, tables that scroll, headings that can be linked to, notes.
type blocks struct{}

// RegisterFuncs is renderer.NodeRenderer's.
func (blocks) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(ast.KindFencedCodeBlock, renderCode)
	r.Register(kindDrawing, renderDrawing)
	r.Register(ast.KindCodeSpan, renderCodeSpan)
	r.Register(ast.KindHeading, renderHeading)
	r.Register(extast.KindTable, renderTable)
	r.Register(kindNotes, renderNotes)
	r.Register(extast.KindFootnote, renderNote)
}

func renderHeading(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	h := n.(*ast.Heading)
	tag := "h" + string(rune('0'+h.Level))
	id, has := headingID(h)
	switch {
	case entering && has:
		_, _ = w.WriteString("<" + tag + ` id="` + id + `"><a class="anchor" href="#` + id + `">`)
	case entering:
		_, _ = w.WriteString("<" + tag + ">")
	case has:
		_, _ = w.WriteString("</a></" + tag + ">\n")
	default:
		_, _ = w.WriteString("</" + tag + ">\n")
	}
	return ast.WalkContinue, nil
}

func headingID(h *ast.Heading) (string, bool) {
	id, has := h.AttributeString("id")
	if text, is := id.([]byte); has && is {
		return string(text), true
	}
	return "", false
}

// renderCodeSpan lets a long name break behind its underscores, where a narrow column would tear it anywhere.
func renderCodeSpan(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	_, _ = w.WriteString("<code>")
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		line := bytes.ReplaceAll(c.(*ast.Text).Value(source), []byte("\n"), []byte(" "))
		_, _ = w.Write(bytes.ReplaceAll(util.EscapeHTML(line), []byte("_"), []byte("_<wbr>")))
	}
	_, _ = w.WriteString("</code>")
	return ast.WalkSkipChildren, nil
}

func renderTable(w util.BufWriter, _ []byte, _ ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		_, _ = w.WriteString(`<div class="table" tabindex="0" role="group" aria-label="Table"><table>`)
	} else {
		_, _ = w.WriteString("</table></div>\n")
	}
	return ast.WalkContinue, nil
}
