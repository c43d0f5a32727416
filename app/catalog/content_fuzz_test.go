package catalog_test

import (
	"errors"
	"html/template"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"porchlight/app/catalog"
	"porchlight/app/testparts"
)

// fuzzed are the files of a good content of which one is replaced.
var fuzzed = []string{topic, svg, site, ecosystem, redis, decision, reply}

// FuzzContent: whatever one file of the content holds, it is loaded or refused with its file and a line of it, and no text of it becomes
// anything in a page but text, links and what Markdown has.
func FuzzContent(f *testing.F) {
	for which, file := range fuzzed {
		f.Add(uint8(which), good[file])
	}
	front := good[topic][:strings.Index(good[topic], "An opening.")]
	for _, text := range []string{
		"[a](javascript:alert(1)) [b](JAVASCRIPT&colon;alert(1)) [c](data:text/html,x) <javascript:alert(1)> [d](//evil.example) [e](\\\\evil.example)\n",
		"## A *b* `c` {#d onclick=x style=\"y\" class=z}\n\n### E {id=\"f\" }\n\n[g]: https://example.com \"t\"\n[g]\n", "<script>alert(1)</script>\n\n<b onclick=x>y</b>\n\n<!-- x --> <?y?>\n",
		"| a | b |\n|:-:|---|\n| `c` | [d](/shop){onclick=x} |\n", "One[^a] two[^b].\n\n[^a]: Three[^b] {#c}\n[^b]: Four\n\n    five\n", "```html <script> onclick=\"x\"\n</code></pre><script>\n```\n",
		"```js include=../site.yaml\n```\n", "```a\"b<c>\nx\n```\n", "~~a~~ **b** ![c](diagrams/a.svg) <https://example.com/?a=\"b\">\n", "![A drawing](diagrams/a.svg)\n", "&lt;b&gt; &#60;i&#62; \\<u>\n",
		"- a\n\n      b\n1) c\n\n> d\n\n***\n\nsetext\n---\n", "[a](</shop> \"b\\\"c\")\n", "![![x](diagrams/a.svg)](diagrams/a.svg)\n", "[^a]\n\n[^a]: [^a]\n",
	} {
		f.Add(uint8(0), front+text)
	}
	for _, text := range []string{
		`<svg viewBox="0 0 420 20" xmlns="http://www.w3.org/2000/svg"><rect class="box" width="9"/><text x="1">a &lt; b</text></svg>`, `<svg ><!--><script>alert(1)</script>--></svg>`,
		`<svg ><text><![CDATA[<script>alert(1)</script>]]></text></svg>`, `<svg ><g onload="alert(1)"/></svg>`, `<svg ></svg><script>`, `</svg>`, `<svg ><text>]]&gt;</text></svg>`, `a<svg />`, ``, `<g/>`,
		`<svg ><x:g xmlns:x="y"/></svg>`, `<svg ><a xlink:href="javascript:alert(1)"/></svg>`, `<svg xmlns:onload="x"/>`, `<svg ><path d="M0 0" fill="url(https://evil.example/)"/></svg>`,
		`<svg ><!-- a --!><script>b</script> --></svg>`, `<svg ></svg></figure><svg ></svg>`,
	} {
		f.Add(uint8(1), text)
	}
	f.Fuzz(func(t *testing.T, which uint8, text string) {
		file := fuzzed[int(which)%len(fuzzed)]
		files := contentWith(t, put(svg, `<svg viewBox="0 0 1 1"></svg>`), put("shop/samples/note.txt", "a sample\n"), put(reply, "---\ntitle: Thanks\n---\n\nThank you.\n"))
		if file == svg {
			all(write("![A sentence](diagrams/a.svg)\n"), put(svg, text))(t, files)
		} else {
			put(file, text)(t, files)
		}
		c, err := catalog.Load(files, []string{"inbox"})
		var wrong catalog.Problems
		if err != nil && (!errors.As(err, &wrong) || len(wrong) == 0) {
			t.Fatalf("it is refused with %T %v", err, err)
		}
		for _, p := range wrong {
			checkProblem(t, files, p)
		}
		if err == nil {
			checkHTML(t, reflect.ValueOf(c), map[uintptr]bool{})
			checkAddresses(t, c)
		}
	})
}

// checkProblem finds the line that a problem names.
func checkProblem(t *testing.T, files fstest.MapFS, p catalog.Problem) {
	t.Helper()
	lines := 2 // what is missing at the end belongs on the line behind it
	if file := files[p.File]; file != nil {
		lines += strings.Count(string(file.Data), "\n") + strings.Count(string(file.Data), "\r") // either ends a line of YAML (section 5.4)
	}
	if p.Line < 1 || p.Line > lines || p.Reason == "" || strings.Contains(p.Reason, "porchlight") || strings.Contains(p.Reason, "runtime error") {
		t.Errorf("a problem in line %d of %d of %s, in its key %q: %q", p.Line, lines, p.File, p.Key, p.Reason)
	}
}

// checkHTML looks at every piece of HTML that a value holds.
func checkHTML(t *testing.T, v reflect.Value, seen map[uintptr]bool) {
	t.Helper()
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() && !seen[v.Pointer()] {
			seen[v.Pointer()] = true
			checkHTML(t, v.Elem(), seen)
		}
	case reflect.Slice:
		for i := range v.Len() {
			checkHTML(t, v.Index(i), seen)
		}
	case reflect.Struct:
		for _, field := range v.Fields() {
			checkHTML(t, field, seen)
		}
	case reflect.String:
		if v.Type() == reflect.TypeFor[template.HTML]() {
			if found := testparts.Unsafe(v.String()); found != nil {
				t.Errorf("%q: %q", v.String(), found)
			}
		}
	}
}

// checkAddresses looks at the links that are values of their own.
func checkAddresses(t *testing.T, c *catalog.Catalog) {
	t.Helper()
	var all []string
	for _, l := range c.Site.Links {
		all = append(all, l.URL)
	}
	for _, e := range c.Ecosystems {
		for _, technology := range e.Technologies {
			for _, fact := range technology.Facts {
				all = append(all, fact.Source)
			}
		}
		for _, topic := range e.Topics {
			for _, l := range topic.Further {
				all = append(all, l.URL)
			}
		}
	}
	for _, address := range all {
		if to, err := url.Parse(address); err != nil || to.Scheme == "" && !strings.HasPrefix(address, "/") || strings.HasPrefix(address, "//") || to.Scheme != "" && !strings.Contains("https http mailto", to.Scheme) {
			t.Errorf("a link leads to %q", address)
		}
	}
}
