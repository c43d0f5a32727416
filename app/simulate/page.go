package simulate

import (
	"bytes"
	"slices"
	"strings"
	"sync"

	"golang.org/x/net/html"
)

// page is what a visitor finds on a page of the site: everything they may do is read out of it.
type page struct {
	place   string   // where its socket is opened; empty: it is no place
	parts   []string // what unfolds on it
	links   []string // where one can walk on
	counted []string // whose counts it shows
}

// pages are those that came so far. Everyone gets the same bytes, so each is read once, as long as its ETag stays.
type pages struct{ byTag sync.Map }

func (p *pages) read(path string, a answer) (*page, error) {
	tag := path + " " + a.etag
	if known, is := p.byTag.Load(tag); is && a.etag != "" {
		return known.(*page), nil
	}
	text, err := a.text()
	if err != nil {
		return nil, err
	}
	document, err := html.Parse(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	read := &page{}
	for node := range document.Descendants() {
		if node.Type == html.ElementNode {
			read.take(node)
		}
	}
	p.byTag.Store(tag, read)
	return read, nil
}

func (p *page) take(node *html.Node) {
	has := map[string]string{}
	for _, a := range node.Attr {
		has[a.Key] = a.Val
	}
	if node.Data == "body" {
		p.place = has["data-at"]
	}
	if place := has["data-place"]; place != "" && has["data-parent"] != "" {
		p.parts = append(p.parts, place)
	}
	if place := has["data-present"]; place != "" && !slices.Contains(p.counted, place) {
		p.counted = append(p.counted, place)
	}
	_, asks := has["data-ask"]
	path, _, _ := strings.Cut(has["href"], "#")
	_, unfolds := has["data-hx-get"]
	own := strings.HasPrefix(path, "/") && !strings.ContainsAny(path, "?.")
	if node.Data == "a" && own && !asks && !unfolds && !isAside(node) && !slices.Contains(p.links, path) {
		p.links = append(p.links, path)
	}
}

// isAside reports whether a link stands where those to no place are: the login, the conversation.
func isAside(node *html.Node) bool {
	for above := range node.Ancestors() {
		if above.Data == "footer" || above.Data == "aside" {
			return true
		}
	}
	return false
}
