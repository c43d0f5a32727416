package catalog

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"regexp"
	"strings"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/formatters/html"
	"github.com/alecthomas/chroma/v2/lexers"
	"github.com/alecthomas/chroma/v2/styles"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

var (
	includeForm = regexp.MustCompile(`\binclude=(\S+)`)
	unrunForm   = regexp.MustCompile(`\bunrun="([^"]*)"`)
)

// listing is a block of code that stands in a file of its own.
type listing struct {
	file  string
	text  string
	ran   string // of an output: what wrote it
	unrun string // of a sample: why there is no output
}

// include fills a code block from the file it names.
func (w *writing) include(n *ast.FencedCodeBlock) {
	if n.Info == nil {
		return
	}
	info := n.Info.Segment.Value(w.source)
	match := includeForm.FindSubmatch(info)
	if match == nil {
		return
	}
	name := path.Join(w.folder, string(match[1]))
	line := w.firstLine + bytes.Count(w.source[:n.Info.Segment.Start], []byte("\n"))
	data, err := fs.ReadFile(w.files, name)
	if err != nil {
		w.problem(w.file, line, "include", fmt.Sprintf("there is no file %s", name))
		return
	}
	l := &listing{file: path.Base(name), text: string(data)}
	switch {
	case path.Ext(name) == ".out":
		o := w.output(name)
		l.text, l.ran = o.text, o.Ran
	case strings.HasPrefix(name, path.Join(w.folder, "samples")+"/"):
		l.unrun = w.unrun(name, line, unrunForm.FindSubmatch(info))
	}
	n.SetAttributeString("listing", l)
}

// unrun returns why a sample was not run, and checks that it was where the text does not say so.
func (w *writing) unrun(name string, line int, match [][]byte) string {
	lister := w.lister(name)
	short := strings.TrimPrefix(name, w.folder+"/")
	switch {
	case match == nil && lister == "":
		w.problem(w.file, line, "include", fmt.Sprintf(`no output lists %s: run make samples, or tell why it was not run with unrun="…"`, short))
	case match == nil:
	case len(bytes.TrimSpace(match[1])) == 0:
		w.problem(w.file, line, "unrun", "tells no reason")
	case lister != "":
		w.problem(w.file, line, "unrun", fmt.Sprintf("%s was run: %s lists it", short, lister))
	default:
		return string(match[1])
	}
	return ""
}

var codeFormat = html.New(html.WithClasses(true), html.PreventSurroundingPre(true))

// languages are names that the highlighter does not know, or knows otherwise.
var languages = map[string]string{"": "Code", "text": "Text", "sh": "Shell", "redis": "Redis commands", "prisma": "Prisma schema"}

// renderCode highlights; a block that scrolls must take the focus, so that the keyboard can scroll it.
func renderCode(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	block := n.(*ast.FencedCodeBlock)
	language := string(block.Language(source))
	lexer := lexers.Get(language)
	if lexer == nil {
		lexer = lexers.Fallback
	}
	file := listed(block, source)
	_, _ = w.WriteString(file.head(languageName(language, lexer)))
	tokens, err := lexer.Tokenise(nil, file.text)
	if err != nil {
		return ast.WalkStop, err
	}
	if err := codeFormat.Format(w, styles.Fallback, tokens); err != nil {
		return ast.WalkStop, err
	}
	_, _ = w.WriteString("</code></pre></div></figure>\n")
	return ast.WalkSkipChildren, nil
}

// head opens the figure of a block, up to its code, with the caption that tells what it is.
func (l *listing) head(language string) string {
	class, label, caption := "code", language, "<span>"+template.HTMLEscapeString(language)+"</span>"
	switch {
	case l.ran != "":
		class, label = "code output", "Output"
		caption = "<span>Output, " + template.HTMLEscapeString(l.ran) + "</span>"
	case l.file != "":
		label = l.file
		caption = "<b>" + template.HTMLEscapeString(l.file) + "</b> " + caption
	}
	if l.unrun != "" {
		caption += " <span>Not run. " + template.HTMLEscapeString(l.unrun) + "</span>"
	}
	return `<figure class="` + class + `"><figcaption class="code-caption">` + caption + `</figcaption>` +
		`<div class="code-text" tabindex="0" role="group" aria-label="` + template.HTMLEscapeString(label) + `"><pre><code>`
}

func languageName(language string, lexer chroma.Lexer) string {
	if name, is := languages[language]; is {
		return name
	}
	if lexer == lexers.Fallback {
		return language
	}
	return lexer.Config().Name
}

// listed returns what a block of code shows: the file that fills it, or its own lines.
func listed(block ast.Node, source []byte) *listing {
	if l, has := block.AttributeString("listing"); has {
		return l.(*listing)
	}
	var b strings.Builder
	for i := range block.Lines().Len() {
		line := block.Lines().At(i)
		b.Write(line.Value(source))
	}
	return &listing{text: b.String()}
}
