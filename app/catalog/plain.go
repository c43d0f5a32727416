package catalog

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"
)

// Words are a text without its marks, as a search looks into it: in one line, code apart.
type Words struct {
	Prose string
	Code  string
}

// plain sorts the words of a text into its sections; those before the first are the opening.
func (w *writing) plain(root ast.Node) {
	var prose, code strings.Builder
	into, next := &w.body.opening, 0
	end := func() {
		*into = Words{Prose: strings.Join(strings.Fields(prose.String()), " "), Code: strings.TrimSpace(code.String())}
		prose.Reset()
		code.Reset()
	}
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.Heading:
			if n.Level == 2 && entering {
				end()
				into = &w.body.sections[next].Words
				next++
				return ast.WalkSkipChildren, nil
			}
		case *drawing:
			if entering {
				prose.WriteString(n.caption + " ")
			}
			return ast.WalkContinue, nil
		case *ast.FencedCodeBlock, *ast.CodeBlock:
			if entering {
				code.WriteString(listed(n, w.source).text + "\n")
			}
			return ast.WalkSkipChildren, nil
		case *ast.Text:
			if entering {
				prose.Write(spoken(n, w.source))
				if n.SoftLineBreak() || n.HardLineBreak() {
					prose.WriteByte(' ')
				}
			}
			return ast.WalkContinue, nil
		case *extast.TableCell:
			if !entering {
				prose.WriteString(" · ")
			}
		}
		if n.Type() == ast.TypeBlock {
			prose.WriteByte(' ')
		}
		return ast.WalkContinue, nil
	})
	end()
}

// spoken is a text as it is read; in code nothing stands for anything else.
func spoken(n *ast.Text, source []byte) []byte {
	if n.Parent().Kind() == ast.KindCodeSpan {
		return n.Value(source)
	}
	return util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(n.Value(source))))
}
