package testparts

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// The attributes that hold an address, and those that hold one of this site's own.
var (
	addresses    = []string{"href", "src", "action", "formaction", "cite", "poster", "data", "background", "longdesc", "manifest", "ping", "xlink:href"}
	ownAddresses = []string{"data-hx-get", "data-hx-post", "hx-get", "hx-post", "hx-ws:connect", "data-at", "action", "formaction", "src"}
)

// void elements have no end tag (https://html.spec.whatwg.org/multipage/syntax.html#void-elements).
var void = []string{"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}

// optional are the elements that another one may end (https://html.spec.whatwg.org/multipage/syntax.html#optional-tags).
var optional = []string{"td", "th", "tr", "tbody", "thead", "option", "li", "dt", "dd", "p"}

// Unsafe names what in a piece of HTML no text on this site may become, whoever wrote it: scripts but for the site's own and for data,
// frames, styles and handlers inside, addresses of other schemes, and tags that end what they did not begin.
func Unsafe(text string) (found []string) {
	wrong := func(format string, args ...any) { found = append(found, fmt.Sprintf(format, args...)) }
	var open []string
	for z := html.NewTokenizer(strings.NewReader(text)); ; {
		switch z.Next() {
		case html.ErrorToken:
			if open = slices.DeleteFunc(open, isOptional); len(open) > 0 {
				wrong("<%s> is not closed", strings.Join(open, "><"))
			}
			return found
		case html.StartTagToken, html.SelfClosingTagToken:
			tag := z.Token()
			if !slices.Contains(void, tag.Data) && tag.Type == html.StartTagToken {
				open = append(open, tag.Data)
			}
			found = append(found, unsafeTag(tag)...)
		case html.EndTagToken:
			tag := z.Token()
			for len(open) > 0 && open[len(open)-1] != tag.Data && isOptional(open[len(open)-1]) {
				open = open[:len(open)-1]
			}
			if len(open) == 0 || open[len(open)-1] != tag.Data {
				wrong("</%s> ends what is not open: %v", tag.Data, open)
				return found
			}
			open = open[:len(open)-1]
		}
	}
}

func isOptional(tag string) bool { return slices.Contains(optional, tag) }

func unsafeTag(tag html.Token) (found []string) {
	wrong := func(why string) { found = append(found, why+": "+tag.String()) }
	attributes := map[string]string{}
	for _, a := range tag.Attr {
		if _, twice := attributes[a.Key]; twice {
			wrong("an attribute stands there twice")
		}
		attributes[a.Key] = a.Val
		if strings.HasPrefix(a.Key, "on") || slices.Contains([]string{"style", "srcdoc", "is", "nonce"}, a.Key) || strings.Contains(a.Key, "hx-on") {
			wrong("an attribute runs or draws")
		}
		if strings.ContainsAny(a.Key, `"'<>=`) {
			wrong("an attribute is none")
		}
		if slices.Contains(addresses, a.Key) && !leads(a.Val) || slices.Contains(ownAddresses, a.Key) && !isLocal(a.Val) {
			wrong("an address leads elsewhere")
		}
	}
	switch tag.Data {
	case "script":
		if !strings.HasPrefix(attributes["src"], "/static/") && attributes["type"] != "application/ld+json" {
			wrong("a script")
		}
	case "style", "iframe", "frame", "object", "embed", "base", "applet", "math", "foreignobject", "animate", "set", "use", "noembed", "xmp", "plaintext", "marquee":
		wrong("no page has this")
	}
	return found
}

// leads reports whether a link goes to a place of the site, to another site or to a mailbox. An empty one is what becomes of the others.
func leads(address string) bool {
	u, err := url.Parse(address)
	return err == nil && slices.Contains([]string{"", "http", "https", "mailto"}, u.Scheme) && !strings.ContainsAny(address, "\t\r\n\\") &&
		(u.Scheme != "" || u.Host == "" && !strings.HasPrefix(address, "//"))
}

func isLocal(address string) bool {
	return leads(address) && (strings.HasPrefix(address, "/") || address == "" || address[0] == '#' || address[0] == '?')
}
