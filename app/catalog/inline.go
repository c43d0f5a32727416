package catalog

import (
	"bytes"
	"html"
	"html/template"
	"regexp"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Inline is a string of inline Markdown.
type Inline struct {
	Source string
	HTML   template.HTML
	links  []string // where it leads to
	raw    bool     // it holds HTML, which is left out
}

// UnmarshalYAML renders the Markdown.
func (i *Inline) UnmarshalYAML(read func(any) error) error {
	if err := read(&i.Source); err != nil {
		return err
	}
	i.HTML, i.links, i.raw = renderInline(i.Source)
	return nil
}

var tag = regexp.MustCompile(`<[^>]*>`)

// Plain returns the text without its marks, for titles and descriptions.
func (i Inline) Plain() string { return html.UnescapeString(tag.ReplaceAllString(string(i.HTML), "")) }

// inline knows paragraphs and nothing else that takes a line of its own: "1. First" is a text here and no list.
var inline = goldmark.New(
	goldmark.WithParser(parser.NewParser(
		parser.WithBlockParsers(util.Prioritized(parser.NewParagraphParser(), 100)),
		parser.WithInlineParsers(parser.DefaultInlineParsers()...))),
	goldmark.WithExtensions(extension.Strikethrough),
)

func renderInline(line string) (rendered template.HTML, links []string, raw bool) {
	source := []byte(line)
	root := inline.Parser().Parse(text.NewReader(source))
	var b bytes.Buffer
	for p := root.FirstChild(); p != nil; p = p.NextSibling() {
		if p.PreviousSibling() != nil {
			b.WriteByte(' ')
		}
		renderInside(&b, source, p)
	}
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.Link:
			if entering {
				links = append(links, string(n.Destination))
			}
		case *ast.RawHTML:
			raw = true
		}
		return ast.WalkContinue, nil
	})
	return template.HTML(b.String()), links, raw
}

// renderInside renders what is in a block without the block's own tags.
func renderInside(b *bytes.Buffer, source []byte, block ast.Node) {
	for c := block.FirstChild(); c != nil; c = c.NextSibling() {
		_ = markdown.Renderer().Render(b, source, c) // its renderers write to memory
	}
}
