package catalog_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// topicText is what a topic's text becomes in the page.
func topicText(t *testing.T, text string, files ...change) string {
	t.Helper()
	files = append(files, swap(topic, good[topic][strings.Index(good[topic], "An opening."):], text))
	return string(load(t, files...).Ecosystems[0].Topics[0].Body)
}

// inline is a block of code without a file.
func inline(language, code string) string {
	return `<figure class="code"><figcaption class="code-caption"><span>` + language + `</span></figcaption><div ` + language + "><pre><code>" + code +
		"\n</code></pre></div></figure>\n"
}

// whatScrolls takes the focus, so that the keyboard can scroll it, and has a name for whoever hears it.
var whatScrolls = regexp.MustCompile(`<div class="[\w-]+" tabindex="0" role="group" aria-label="([\w.-]+)">`)

func TestAText(t *testing.T) {
	for _, c := range []struct{ does, markdown, html string }{
		{"empties a link that would run", "[run](javascript:alert(1))\n", "<p><a href=\"\">run</a></p>\n"},
		{"empties a link that would run, in capitals", "[run](JavaScript:alert(1))\n", "<p><a href=\"\">run</a></p>\n"},
		{"escapes what could be HTML", "1 < 2 & \"3\"\n", "<p>1 &lt; 2 &amp; &quot;3&quot;</p>\n"},
		{"lets a name in code break at its underscores and its lines join", "`a_b <c\nd>`\n", "<p><code>a_<wbr>b &lt;c d&gt;</code></p>\n"},
		{"gives a heading the author's id and a link to itself", "## One `two` {#three}\n",
			"<h2 id=\"three\"><a class=\"anchor\" href=\"#three\">One <code>two</code></a></h2>\n"},
		{"takes nothing but the id from a heading", "## One {#two .three onclick=\"alert(1)\"}\n",
			"<h2 id=\"two\"><a class=\"anchor\" href=\"#two\">One</a></h2>\n"},
		{"may leave a ### heading without an id", "### One\n", "<h3>One</h3>\n"},
		{"draws a table that scrolls, without styles", "| a | b |\n|:-:|--:|\n| 1 | 2 |\n",
			"<div Table><table><thead>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n</thead>\n" +
				"<tbody>\n<tr>\n<td>1</td>\n<td>2</td>\n</tr>\n</tbody>\n</table></div>\n"},
		{"draws a table that has only a head", "| a |\n|---|\n",
			"<div Table><table><thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n</table></div>\n"},
		{"says what language code is in", "```python\na\n```\n", inline("Python", `<span class="n">a</span>`)},
		{"says of text that it is text", "```text\na < b\n```\n", inline("Text", "a &lt; b")},
		{"leaves code of an unknown language as it is", "```klingon\na < b\n```\n", inline("klingon", "a &lt; b")},
		{"leaves code of no language as it is", "```\na < b\n```\n", inline("Code", "a &lt; b")},
	} {
		t.Run(c.does, func(t *testing.T) {
			got := whatScrolls.ReplaceAllString(topicText(t, c.markdown), "<div $1>")
			if got != c.html {
				t.Errorf("%q became\n%q, want\n%q", c.markdown, got, c.html)
			}
		})
	}
}

func TestCodeIsHighlightedWithClassesAndNoStyle(t *testing.T) {
	got := topicText(t, "```go\nfunc main() { return \"<b>\" } // done\n```\n")
	for _, want := range []string{`<span class="kd">func</span>`, `<span class="s">&#34;&lt;b&gt;&#34;</span>`, `<span class="c1">// done`} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in %s", want, got)
		}
	}
	if strings.Contains(got, "style") {
		t.Errorf("there is a style in %s", got)
	}
}

func TestAnIncludedFileFillsItsCodeBlockAndSaysItsName(t *testing.T) {
	got := topicText(t, "```sql include=query.sql\n```\n", put("shop/query.sql", "SELECT 1 < 2;\n"))
	if want := `<span class="k">SELECT</span>`; !strings.Contains(got, want) || !strings.Contains(got, "&lt;") {
		t.Errorf("no %s, or no escaped sign, in %s", want, got)
	}
	want := `<figure class="code"><figcaption class="code-caption"><b>query.sql</b> <span>SQL</span></figcaption><div query.sql><pre>`
	if got := whatScrolls.ReplaceAllString(got, "<div $1>"); !strings.HasPrefix(got, want) {
		t.Errorf("no %s in %s", want, got)
	}
}

func TestASampleIsFollowedByWhatItSaid(t *testing.T) {
	got := topicText(t, "```redis include=samples/redis/query.redis\n```\n\n```text include=samples/redis/query.out\n```\n", ran())
	want := `<figure class="code"><figcaption class="code-caption"><b>query.redis</b> <span>Redis commands</span></figcaption>` +
		"<div query.redis><pre><code>GET a # in query.redis\n</code></pre></div></figure>\n" +
		`<figure class="code output"><figcaption class="code-caption"><span>Output, Redis 7.0.15</span></figcaption>` +
		"<div Output><pre><code>&#34;1 &lt; 2&#34;\n</code></pre></div></figure>\n"
	if got := whatScrolls.ReplaceAllString(got, "<div $1>"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestASampleThatWasNotRunSaysWhy(t *testing.T) {
	got := topicText(t, "```js include=samples/find.js unrun=\"No MongoDB < 8.\"\n```\n", put("shop/samples/find.js", "db\n"))
	want := `<b>find.js</b> <span>JavaScript</span> <span>Not run. No MongoDB &lt; 8.</span></figcaption>`
	if !strings.Contains(got, want) {
		t.Errorf("no %s in %s", want, got)
	}
}

func TestASampleMayEndItsLinesAsAnyPlatformEndsThem(t *testing.T) {
	load(t, ran(), swap(query, "\n", "\r\n"), swap(queryOut, "\"1 < 2\"\n", "\"1 < 2\"\r\n"))
}

func TestADrawingStandsInThePageWithItsSentence(t *testing.T) {
	got := topicText(t, "![Two\nboxes < three](diagrams/a.svg)\n", put(svg, `<svg viewBox="0 0 420 20" xmlns="http://www.w3.org/2000/svg"><rect class="box" width="9"/></svg>`))
	want := `<figure class="drawing"><svg aria-hidden="true" viewBox="0 0 420 20" xmlns="http://www.w3.org/2000/svg"><rect class="box" width="9"/></svg>` +
		"<figcaption>Two boxes &lt; three</figcaption></figure>\n"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestANoteStandsBehindTheBlockThatRefersToItFirst(t *testing.T) {
	got := topicText(t, "One[^b] and two[^a].\n\n## Next {#next}\n\nThree[^b].\n\n[^a]: A *note*.\n[^b]: Another.\n")
	paragraph, notes, heading := strings.Index(got, "<p>One"), strings.Index(got, `<div class="notes">`), strings.Index(got, "<h2")
	if paragraph < 0 || notes < paragraph || heading < notes || strings.Count(got, `class="notes"`) != 1 {
		t.Errorf("the notes do not stand between the paragraph and what follows: %s", got)
	}
	for _, want := range []string{
		`<sup id="fnref:1"><a href="#fn:1" class="footnote-ref" role="doc-noteref">1</a></sup>`,
		`<div class="note" id="fn:1" role="doc-footnote">`, `<div class="note" id="fn:2" role="doc-footnote">`, `A <em>note</em>.`,
		`<a href="#fnref:1" class="footnote-backref" role="doc-backlink">`, `<a href="#fnref1:1" class="footnote-backref" role="doc-backlink">`,
		`<span class="vh">back to the text of note 2</span>`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in %s", want, got)
		}
	}
}

func TestATopicListsItsSections(t *testing.T) {
	sections := load(t, write("## The *second* `part` {#second}\n\n### A detail {#detail}\n")).Ecosystems[0].Topics[0].Contents
	var got []string
	for _, s := range sections {
		got = append(got, fmt.Sprint(s.ID, ": ", s.Title))
	}
	if want := []string{"first: The first part", "second: The <em>second</em> <code>part</code>"}; !slices.Equal(got, want) {
		t.Errorf("contents %q, want %q", got, want)
	}
}

func TestReadingTakesAMinuteForEvery220Words(t *testing.T) {
	words := func(n int) string { return strings.Repeat("word ", n) }
	for _, c := range []struct {
		of      string
		text    string
		minutes int
	}{
		{"one word", words(1), 1},
		{"a minute and a half, less a word", words(329), 1},
		{"a minute and a half", words(330), 2},
		{"five minutes", words(1100), 5},
		{"words with marks in between", strings.Repeat("*word* `word` [word](/shop)\n", 110), 2},
		{"words in a table, a list and a heading", "## " + words(110) + "{#a}\n\n- " + words(110) + "\n\n| a |\n|---|\n| " + words(109) + "|\n", 2},
		{"code, which is looked at and not read", "word\n\n```\n" + words(2000) + "\n```\n", 1},
	} {
		t.Run(c.of, func(t *testing.T) {
			got := load(t, swap(topic, good[topic][strings.Index(good[topic], "An opening."):], c.text)).Ecosystems[0].Topics[0].Minutes
			if got != c.minutes {
				t.Errorf("%d minutes, want %d", got, c.minutes)
			}
		})
	}
}
