package search_test

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestExtractsShowWhereTheWordsStandClosest(t *testing.T) {
	x := garden(t, [2]string{"Long", "A willow first. " + strings.Repeat("Other words go on here. ", 40) + "Then a willow beside an alder & a `<b>pond</b>`. " + strings.Repeat("And on it goes. ", 40)})
	extract := text(find(t, x, "alder willow").Results[0].Extract)
	if !strings.Contains(extract, "a [willow] beside an [alder] &") {
		t.Errorf("the extract is %q", extract)
	}
	if !strings.HasPrefix(extract, "… ") || !strings.HasSuffix(extract, " …") || len(extract) > 300 {
		t.Errorf("the extract is cut badly: %q", extract)
	}
}

func TestAnExtractOfAShortTextIsAllOfIt(t *testing.T) {
	a := find(t, garden(t, [2]string{"Short", "An elm. It’s tall: “über” all."}), "uber")
	if got := text(a.Results[0].Extract); got != "An elm. It’s tall: “[über]” all." {
		t.Errorf("the extract is %q", got)
	}
}

func TestExtractsAreCutBetweenLettersInAnyScript(t *testing.T) {
	for _, c := range []string{
		strings.Repeat("東京都港区", 60) + " moss " + strings.Repeat("ещё слово ", 60),
		"(moss)" + strings.Repeat("東京都港区", 60), "a(moss)" + strings.Repeat("東京都港区", 60), "aa(moss)" + strings.Repeat("東京都港区", 60),
	} {
		for _, s := range find(t, garden(t, [2]string{"Scripts", c}), "moss").Results[0].Extract {
			if !utf8.ValidString(s.Text) {
				t.Errorf("a letter is cut in %q", s.Text)
			}
		}
	}
}

func TestTitlesAreMarkedToo(t *testing.T) {
	a := find(t, garden(t, [2]string{"Water lilies", "## A pond of lilies {#pond}\n\nDeep."}), "lily")
	if got := text(a.Results[0].Title); got != "Water [lilies]: Headline" {
		t.Errorf("the title is %q", got)
	}
	if got := text(a.Results[0].Below[0].Title); got != "A pond of [lilies]" {
		t.Errorf("the section's title is %q", got)
	}
}

func TestCodeIsFoundAndShownWhereTheProseHasNone(t *testing.T) {
	a := find(t, garden(t, [2]string{"Code", "Some prose.\n\n```sql\nSELECT pg_advisory_lock(7);\n```\n"}), "pg_advisory_lock")
	if got := text(a.Results[0].Extract); got != "SELECT [pg_advisory_lock](7);" {
		t.Errorf("the extract is %q", got)
	}
}

func TestProseIsReadAsItIsShown(t *testing.T) {
	a := find(t, garden(t, [2]string{"Marks", "Use **bold** [links](https://example.com/) &amp; \\*stars\\* with `a && b` soon."}), "soon")
	if got := text(a.Results[0].Extract); got != "Use bold links & *stars* with a && b [soon]." {
		t.Errorf("the extract is %q", got)
	}
}
