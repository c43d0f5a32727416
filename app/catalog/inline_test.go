package catalog_test

import "testing"

// Every text of the front matter stands inside a line of the page, so nothing in it may open a block.
func TestATextOfTheFrontMatterIsInlineMarkdown(t *testing.T) {
	for _, c := range []struct{ does, yaml, html, plain string }{
		{"is plain", "A role", "A role", "A role"},
		{"has marks", `"*A* **role** ~~or~~ with \\* and snake_case"`, "<em>A</em> <strong>role</strong> <del>or</del> with * and snake_case", "A role or with * and snake_case"},
		{"has code", "\"`a < b` & c\"", "<code>a &lt; b</code> &amp; c", "a < b & c"},
		{"has a link", `"See [*Redis*](https://example.com/a)."`, `See <a href="https://example.com/a"><em>Redis</em></a>.`, "See Redis."},
		{"empties a link that would run", `"[run](javascript:alert(1))"`, `<a href="">run</a>`, "run"},
		{"is no list, whatever it begins with", `"1. First"`, "1. First", "1. First"},
		{"is no quotation, whatever it begins with", `"> 8 kB"`, "&gt; 8 kB", "> 8 kB"},
		{"is no heading, whatever it begins with", `"# 1"`, "# 1", "# 1"},
		{"stays inline over several paragraphs", `"One\n\nTwo"`, "One Two", "One Two"},
		{"is a number", "8", "8", "8"},
	} {
		t.Run(c.does, func(t *testing.T) {
			role := load(t, swap(redis, "role: Role", "role: "+c.yaml)).Ecosystems[0].Technologies[1].Role
			if string(role.HTML) != c.html {
				t.Errorf("%s became %q, want %q", c.yaml, role.HTML, c.html)
			}
			if role.Plain() != c.plain {
				t.Errorf("%s is %q without its marks, want %q", c.yaml, role.Plain(), c.plain)
			}
		})
	}
}
