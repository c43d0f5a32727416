package conversation

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// SpanKind says how a part of a body is shown.
type SpanKind string

// The kinds. Nothing else in a body means anything: it is shown as it was typed.
const (
	Plain SpanKind = "text"
	Link  SpanKind = "link"
	Code  SpanKind = "code"
	Lines SpanKind = "lines" // of code
)

// Span is a part of a body.
type Span struct {
	Kind SpanKind
	Text string
}

var (
	fence = regexp.MustCompile("(?m)^```[^`\n]*\n((?s:.*?)\n)??```[ \t]*$\n?")
	// No address has a backslash (RFC 3986, Appendix A), and browsers take one for a slash.
	inline = regexp.MustCompile("`[^`\n]+`|https?://[^\\s<>\"`\\\\]+")
)

// Spans parts a body into text, links, `code` and fenced code. A link is an absolute address of http or https, without the
// punctuation of the sentence round it; its text is all of the address, so that it cannot pretend to lead elsewhere.
func Spans(body string) (spans []Span) {
	for len(body) > 0 {
		at := fence.FindStringSubmatchIndex(body)
		if at == nil {
			break
		}
		spans = inlineSpans(spans, body[:at[0]])
		code := ""
		if at[2] >= 0 {
			code = strings.TrimSuffix(body[at[2]:at[3]], "\n")
		}
		spans = append(spans, Span{Lines, code})
		body = body[at[1]:]
	}
	return inlineSpans(spans, body)
}

// HasCode reports whether a body is shown without some of its characters: those that mark code.
func HasCode(body string) bool {
	return slices.ContainsFunc(Spans(body), func(s Span) bool { return s.Kind == Code || s.Kind == Lines })
}

func inlineSpans(spans []Span, text string) []Span {
	from := 0
	plain := func(to int) {
		if to > from {
			spans = append(spans, Span{Plain, text[from:to]})
		}
	}
	for _, at := range inline.FindAllStringIndex(text, -1) {
		found := text[at[0]:at[1]]
		if found[0] == '`' {
			plain(at[0])
			spans, from = append(spans, Span{Code, found[1 : len(found)-1]}), at[1]
			continue
		}
		link := bare(found)
		if to, err := url.Parse(link); err != nil || to.Hostname() == "" || to.User != nil { // a name before the host only misleads
			continue
		}
		plain(at[0])
		spans, from = append(spans, Span{Link, link}), at[0]+len(link)
	}
	plain(len(text))
	return spans
}

// bare takes the punctuation of a sentence off an address, and a bracket that was not opened in it.
func bare(link string) string {
	for {
		short := strings.TrimRight(link, ".,;:!?'*_~")
		for _, pair := range []string{"()", "[]", "{}"} {
			if strings.HasSuffix(short, pair[1:]) && strings.Count(short, pair[:1]) < strings.Count(short, pair[1:]) {
				short = short[:len(short)-1]
			}
		}
		if short == link {
			return link
		}
		link = short
	}
}
