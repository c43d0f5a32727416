package testparts

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// TypedBegin and TypedEnd stand before and behind what a test types, so that it is found again whatever became of it. They are letters, which
// nothing on the way changes.
const (
	TypedBegin = "qzbegin"
	TypedEnd   = "qzend"
)

// Typed marks a text that somebody types.
func Typed(text string) string { return TypedBegin + text + TypedEnd }

var (
	// escaped is what is left of a text in an address.
	escaped = regexp.MustCompile(`^[A-Za-z0-9%+._~*-]*$`)
	// said are the attributes in which a text may stand as it is: they are shown, read out, or taken by the site's own script for a text.
	said = []string{"value", "title", "aria-label", "alt", "placeholder", "content", "data-raw", "data-text", "data-label", "data-for"}
	// parting are the elements that may part a text: links, code, and marks of what was searched for.
	parting = []string{"a", "code", "pre", "mark"}
)

// Loose names each place where a text that Typed marked is more than a text: where it ended the element or attribute that it stands in, names
// something, is part of an address without being escaped, or is in HTML that htmx looks into.
func Loose(document string) (found []string) {
	wrong := func(format string, args ...any) { found = append(found, fmt.Sprintf(format, args...)) }
	root, err := html.Parse(strings.NewReader(document))
	if err != nil {
		return []string{err.Error()}
	}
	for n := range root.Descendants() {
		switch {
		case n.Type == html.ElementNode:
			for _, a := range n.Attr {
				if marked := strings.Contains(a.Val, TypedBegin) || strings.Contains(a.Val, TypedEnd); marked && !isSaid(n, a) {
					wrong("the attribute %s of <%s> is %q", a.Key, n.Data, a.Val)
				}
				if strings.Contains(a.Key, TypedBegin) || strings.Contains(a.Key, TypedEnd) {
					wrong("<%s> has the attribute %q", n.Data, a.Key)
				}
			}
			if strings.Contains(n.Data, TypedBegin) || strings.Contains(n.Data, TypedEnd) {
				wrong("there is an element <%s>", n.Data)
			}
		case n.Type == html.TextNode && strings.Contains(n.Data, TypedBegin):
			if why := looseText(n); why != "" {
				wrong("%s: %q in <%s>", why, n.Data, n.Parent.Data)
			}
		case n.Type == html.CommentNode && strings.Contains(n.Data, TypedBegin):
			wrong("it stands in a comment: %q", n.Data)
		}
	}
	return found
}

// isSaid reports whether an attribute may hold what somebody typed.
func isSaid(n *html.Node, a html.Attribute) bool {
	if slices.Contains(said, a.Key) {
		return true
	}
	if !slices.Contains(addresses, a.Key) && !slices.Contains(ownAddresses, a.Key) {
		return false
	}
	if hidden := ignored(n); hidden != nil && n.Data == "a" { // an address that was typed as one
		return leads(a.Val) && !strings.ContainsAny(a.Val, " \"'<>`")
	}
	_, rest, _ := strings.Cut(a.Val, TypedBegin)
	typed, _, _ := strings.Cut(rest, TypedEnd)
	return isLocal(a.Val) && escaped.MatchString(typed)
}

// looseText says why a text is more than that; empty: it is not.
func looseText(n *html.Node) string {
	holder := n.Parent
	switch holder.Data {
	case "title", "textarea", "option":
		return ""
	case "script", "style", "template", "noscript":
		return "it is no text there"
	}
	hidden := ignored(holder)
	if hidden == nil {
		return "htmx looks into it"
	}
	for c := range hidden.Descendants() {
		if c.Type == html.ElementNode && !slices.Contains(parting, c.Data) && !isOurs(c) {
			return "it has become <" + c.Data + ">"
		}
	}
	return ""
}

// isOurs reports whether an element beside a text is the site's: the word before an answer in a list, and what stands for a deleted one.
func isOurs(n *html.Node) bool {
	return n.FirstChild != nil && (n.Data == "span" && n.FirstChild.Data == "Answer: " || n.Data == "em" && n.FirstChild.Data == "deleted")
}

// ignored is the element round a text in which htmx looks for nothing.
func ignored(n *html.Node) *html.Node {
	for ; n != nil; n = n.Parent {
		for _, a := range n.Attr {
			if a.Key == "data-hx-ignore" {
				return n
			}
		}
	}
	return nil
}
