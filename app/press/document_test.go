package press_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// document is a printed page or fragment as a browser would read it.
type document struct {
	name   string
	source []byte
	roots  []*html.Node // of a fragment what it holds, of a page the document
}

// element is a node with its attributes at hand.
type element struct {
	*html.Node
	attributes map[string]string
}

// eachDocument calls do for the page and the fragment of every shipped place.
func eachDocument(t *testing.T, do func(t *testing.T, d document)) {
	t.Helper()
	e := shipped(t)
	for _, path := range e.Catalog.Places() {
		p := place(t, e, path)
		t.Run("page of "+path, func(t *testing.T) { do(t, readPage(t, path, plain(p.Page))) })
		t.Run("fragment of "+path, func(t *testing.T) { do(t, readFragment(t, path, plain(p.Fragment))) })
	}
}

func readPage(t *testing.T, name string, source []byte) document {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(source))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return document{name, source, []*html.Node{root}}
}

func readFragment(t *testing.T, name string, source []byte) document {
	t.Helper()
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	roots, err := html.ParseFragment(bytes.NewReader(source), body)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return document{name, source, roots}
}

// elements returns all elements in their order.
func (d document) elements() (all []element) {
	d.walk(func(n *html.Node, _ []string) {
		attributes := map[string]string{}
		for _, a := range n.Attr {
			attributes[a.Key] = a.Val
		}
		all = append(all, element{n, attributes})
	})
	return all
}

// walk calls do for every element with the names of those it is in.
func (d document) walk(do func(n *html.Node, above []string)) {
	var visit func(n *html.Node, above []string)
	visit = func(n *html.Node, above []string) {
		if n.Type == html.ElementNode {
			do(n, above)
			above = append(above[:len(above):len(above)], n.Data)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			visit(c, above)
		}
	}
	for _, root := range d.roots {
		visit(root, nil)
	}
}

// built is every element as the parser has placed it, such as "body main p".
func (d document) built() (paths []string) {
	d.walk(func(n *html.Node, above []string) { paths = append(paths, strings.Join(append(above, n.Data), " ")) })
	return paths
}

var void = map[string]bool{"br": true, "hr": true, "img": true, "input": true, "link": true, "meta": true, "wbr": true}

// written is every element as the source has placed it; the error is a tag that is not closed where it should be.
func (d document) written() (paths []string, err error) {
	var open []string
	for z := html.NewTokenizer(bytes.NewReader(d.source)); ; {
		switch kind := z.Next(); kind {
		case html.ErrorToken:
			if len(open) > 0 {
				return paths, fmt.Errorf("never closed: %v", open)
			}
			return paths, nil
		case html.StartTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			paths = append(paths, strings.Join(append(open[:len(open):len(open)], string(name)), " "))
			if kind == html.StartTagToken && !void[string(name)] {
				open = append(open, string(name))
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if len(open) == 0 || open[len(open)-1] != string(name) {
				return paths, fmt.Errorf("</%s> closes nothing in %v", name, open)
			}
			open = open[:len(open)-1]
		}
	}
}

// text is what an element says, without the space around it.
func (e element) text() string {
	var b strings.Builder
	for n := range e.Descendants() {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
	}
	return strings.TrimSpace(b.String())
}

func (e element) String() string {
	return fmt.Sprintf("<%s id=%q class=%q>", e.Data, e.attributes["id"], e.attributes["class"])
}
