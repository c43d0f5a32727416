package catalog_test

import (
	"strings"
	"testing"

	"porchlight/app/catalog"
)

func TestTheWordsOfATopicAreSortedIntoItsSectionsWithCodeApart(t *testing.T) {
	text := "Before **all**,\nwith `a && b` and \\* &amp; [a link](https://example.com/).\n\n```sql include=code/query.sql\n```\n\n" +
		"![A box](diagrams/a.svg)\n\n## Heading {#one}\n\n### Smaller\n\n- an item\n- another\n\n| x | y |\n|---|---|\n| 1 | 2 |\n\n## Empty {#two}\n\n## Code {#three}\n\n    indented\n"
	e := load(t, swap(topic, good[topic][strings.Index(good[topic], "An opening."):], text), put("shop/code/query.sql", "SELECT 1;\n"),
		put(svg, `<svg viewBox="0 0 420 20" xmlns="http://www.w3.org/2000/svg"><rect class="box" width="9"/></svg>`)).Ecosystems[0]
	got := []catalog.Words{e.Topics[0].Opening}
	for _, s := range e.Topics[0].Contents {
		got = append(got, s.Words)
	}
	want := []catalog.Words{
		{Prose: "Before all, with a && b and * & a link. A box", Code: "SELECT 1;"},
		{Prose: "Smaller an item another x · y · 1 · 2 ·"},
		{},
		{Code: "indented"},
	}
	if len(got) != len(want) {
		t.Fatalf("%d parts, want %d", len(got), len(want))
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("part %d is %q, want %q", i, got[i], want[i])
		}
	}
}

func TestTheOpeningOfADecisionHasItsWordsToo(t *testing.T) {
	d := load(t).Ecosystems[0].Decisions[0]
	if d.Words.Prose == "" || strings.Contains(d.Words.Prose, "<") {
		t.Errorf("the words are %q", d.Words)
	}
}
