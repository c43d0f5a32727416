package catalog

import (
	"bytes"
	"fmt"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// footnotes gives [^name] its syntax, numbers and links there and back. Where a note stands is the site's own: see placeNotes.
var footnotes = extension.NewFootnote(
	extension.WithFootnoteBacklinkHTML(`<span aria-hidden="true">↩</span><span class="vh">back to the text of note ^^</span>`))

// unread holds the notes that no text refers to, for the check: the footnotes' own transformer, which comes later, drops them.
var unread = parser.NewContextKey()

type keepUnread struct{}

// Transform is parser.ASTTransformer's.
func (keepUnread) Transform(root *ast.Document, _ text.Reader, pc parser.Context) {
	var found []*extast.Footnote
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if note, is := n.(*extast.Footnote); is && entering && note.Index < 0 {
			found = append(found, note)
		}
		return ast.WalkContinue, nil
	})
	pc.Set(unread, found)
}

// unreadNotes reports them.
func (w *writing) unreadNotes(pc parser.Context) {
	for _, note := range pc.Get(unread).([]*extast.Footnote) {
		w.problem(w.file, w.line(note), "", fmt.Sprintf("no text refers to the note [^%s], so no page shows it", note.Ref))
	}
}

// notes are the footnotes of one block of a text. They follow it, so that the page can set them beside it.
type notes struct{ ast.BaseBlock }

var kindNotes = ast.NewNodeKind("Notes")

// Kind is ast.Node's.
func (*notes) Kind() ast.NodeKind { return kindNotes }

// Dump is ast.Node's.
func (n *notes) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

// placeNotes moves each footnote from the end of the text to behind the block that refers to it first.
func placeNotes(root ast.Node) {
	after := map[int]ast.Node{} // by number of the note
	var list *extast.FootnoteList
	for block := root.FirstChild(); block != nil; block = block.NextSibling() {
		if l, is := block.(*extast.FootnoteList); is {
			list = l
			continue
		}
		_ = ast.Walk(block, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			if ref, is := n.(*extast.FootnoteLink); is && entering && after[ref.Index] == nil {
				after[ref.Index] = block
			}
			return ast.WalkContinue, nil
		})
	}
	if list == nil {
		return
	}
	root.RemoveChild(root, list)
	behind := map[ast.Node]*notes{}
	for n := list.FirstChild(); n != nil; {
		next := n.NextSibling()
		block := after[n.(*extast.Footnote).Index]
		if block == nil { // only another note refers to it
			block = root.LastChild()
		}
		if behind[block] == nil {
			behind[block] = &notes{}
			root.InsertAfter(root, block, behind[block])
		}
		behind[block].AppendChild(behind[block], n)
		n = next
	}
}

// note reports a reference that no footnote answers, which would stand in the page as it is, and a footnote where texts share
// a page, and with it the numbers.
func (w *writing) note(n ast.Node) {
	switch n := n.(type) {
	case *ast.Text:
		if text := n.Value(w.source); bytes.HasPrefix(text, []byte("^")) && n.PreviousSibling() != nil && isBracket(n.PreviousSibling(), w.source) {
			w.problem(w.file, w.line(n), "", fmt.Sprintf("there is no note [%[1]s]: write it in a line that begins with [%[1]s]:", bytes.TrimSpace(text)))
		}
	case *extast.Footnote:
		if w.place == "" {
			w.problem(w.file, w.line(n), "", "an opening holds no notes")
		}
	}
}

func isBracket(n ast.Node, source []byte) bool {
	t, is := n.(*ast.Text)
	return is && bytes.HasSuffix(t.Value(source), []byte("["))
}

func renderNotes(w util.BufWriter, _ []byte, _ ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		_, _ = w.WriteString(`<div class="notes">` + "\n")
	} else {
		_, _ = w.WriteString("</div>\n")
	}
	return ast.WalkContinue, nil
}

// renderNote puts the number before the note, as it stands in the text.
func renderNote(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if index := n.(*extast.Footnote).Index; entering {
		_, _ = fmt.Fprintf(w, `<div class="note" id="fn:%d" role="doc-footnote"><span class="note-number" aria-hidden="true">%d</span>`, index, index)
	} else {
		_, _ = w.WriteString("</div>\n")
	}
	return ast.WalkContinue, nil
}
