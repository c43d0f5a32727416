package conversation_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"porchlight/app/conversation"
)

// FuzzSpans: no text of a body is lost, changed or added when it is parted, but for the marks of code; and whatever becomes a link is an
// absolute address of http or https that a browser reads as this program does.
func FuzzSpans(f *testing.F) {
	for _, seed := range []string{
		"Hello\nthere", "See https://a.example/b?c=d#e.", "(https://a.example/x_(y))", "use `SET x 1 NX` here", "```sql\nSELECT 1;\n```\nwhy?", "```\n```", "````\n```\n",
		"https://good.example@evil.test", "https://a.example/\"onclick=1", "http://[::1]:80/", "https://a.example\\@evil.test", "https://a.example:80:80/", "http://a.example/%zz",
		"https://ａ.example/…", "https://a.example\u2028b", "``` \n\n```\r\n", "`\n`", "https://)))", "https://a.example/))]}'", "HTTPS://A.example",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		rest, code := body, false
		for _, s := range conversation.Spans(body) {
			skip := 0
			if opens := fenceLine.FindStringIndex(rest); s.Kind == conversation.Lines && opens != nil {
				skip = opens[1] // its marks may look like what they enclose
			}
			at := skip + strings.Index(rest[skip:], s.Text)
			if at < skip || strings.Trim(fenceLess(rest[:at]), "` \t\r\n") != "" {
				t.Fatalf("%q is parted into %q: %q is not what follows there", body, conversation.Spans(body), s.Text)
			}
			rest = rest[at+len(s.Text):]
			code = code || s.Kind == conversation.Code || s.Kind == conversation.Lines
			if s.Kind == conversation.Link {
				to, err := url.Parse(s.Text)
				if err != nil || to.Scheme != "http" && to.Scheme != "https" || to.Host == "" || to.User != nil || strings.ContainsAny(s.Text, " \t\r\n<>\"`\\") {
					t.Errorf("%q has a link to %q", body, s.Text)
				}
			}
		}
		if strings.Trim(fenceLess(rest), "` \t\r\n") != "" {
			t.Errorf("%q is lost at the end of %q", rest, body)
		}
		if conversation.HasCode(body) != code {
			t.Errorf("%q has code: %t", body, !code)
		}
	})
}

// fenceLine is the first line of code, with the name of a language.
var fenceLine = regexp.MustCompile("```[^`\n]*\n")

// fenceLess takes such lines off.
func fenceLess(marks string) string { return fenceLine.ReplaceAllString(marks, "") }
