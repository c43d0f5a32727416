package conversation_test

import (
	"fmt"
	"strings"
	"testing"

	"porchlight/app/conversation"
)

func TestABodyIsPartedIntoTextLinksAndCode(t *testing.T) {
	for body, want := range map[string]string{
		"":                               "",
		"Hello\nthere":                   "text:Hello\nthere",
		"See https://a.example/b?c=d#e.": "text:See |link:https://a.example/b?c=d#e|text:.",
		"(https://a.example/x_(y))":      "text:(|link:https://a.example/x_(y)|text:)",
		"http://a.example, then":         "link:http://a.example|text:, then",
		"use `SET x 1 NX` here":          "text:use |code:SET x 1 NX|text: here",
		"`https://a.example`":            "code:https://a.example",
		"one ` alone":                    "text:one ` alone",
		"```sql\nSELECT 1;\n```\nwhy?":   "lines:SELECT 1;|text:why?",
		"a\n```\nx `y`\n\nz\n```":        "text:a\n|lines:x `y`\n\nz",
		"```\n```":                       "lines:",
		"```\nnever closed":              "text:```\nnever closed",
		"javascript:alert(1)":            "text:javascript:alert(1)",
		"https://":                       "text:https://",
		"https://good.example@evil.test": "text:https://good.example@evil.test",
		"<b>https://a.example</b>":       "text:<b>|link:https://a.example|text:</b>",
		"https://a.example/\"onclick=1":  "link:https://a.example/|text:\"onclick=1",
	} {
		var got []string
		for _, s := range conversation.Spans(body) {
			got = append(got, fmt.Sprint(s.Kind, ":", s.Text))
		}
		if strings.Join(got, "|") != want {
			t.Errorf("%q is parted into %q, want %q", body, strings.Join(got, "|"), want)
		}
	}
}
