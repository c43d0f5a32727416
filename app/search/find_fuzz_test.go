package search_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"porchlight/app/fault"
	"porchlight/app/search"
)

// FuzzFind: any query is answered or refused with a sentence. What is shown stands so in the site's texts and never in the query: a query
// decides what is marked, and adds nothing. Where something was found something is marked.
func FuzzFind(f *testing.F) {
	for _, seed := range []string{
		"redis", "Socket.IO lock_timeout", "potsgres", "e\u0301t\u00e9 İSTANBUL ſtream", "a", "50ms 50 ms", "\"AND\" OR * NEAR(", "<script>alert(1)</script>", "\u202eredis",
		"...___...", "ﬁle ǆ ŉ", strings.Repeat("redis ", 16), strings.Repeat("x", 100), strings.Repeat("𝔵", 101), "\x00", "\xff", "K", "µs",
	} {
		f.Add(seed)
	}
	x, err := shipped()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, query string) {
		a, err := x.Find(query)
		bad := !utf8.ValidString(query) || strings.ContainsRune(query, 0) || utf8.RuneCountInString(query) > search.MostLetters
		if bad != (err != nil) || err != nil && !fault.Is(err, fault.Invalid) {
			t.Fatalf("%q is answered with %v", query, err)
		}
		if len(a.Results) > min(a.Total, search.MostShown) || a.Total > 0 && len(a.Results) == 0 {
			t.Errorf("%q finds %d and shows %d", query, a.Total, len(a.Results))
		}
		for _, r := range a.Results {
			for _, hit := range append(r.Below, r.Hit) {
				if !strings.HasPrefix(hit.Address, "/") || !utf8.ValidString(text(hit.Title)+text(hit.Extract)) || len(hit.Title) == 0 {
					t.Errorf("%q leads to %q with %q: %q", query, hit.Address, text(hit.Title), text(hit.Extract))
				}
				for _, s := range append(hit.Title, hit.Extract...) {
					if s.Text == "" || s.Marked && strings.ContainsAny(s.Text, "<>&\"'") {
						t.Errorf("%q marks %q", query, s.Text)
					}
				}
			}
		}
		if again, err := x.Find(a.Nearest); a.Nearest != "" && (err != nil || again.Total == 0) {
			t.Errorf("%q leads on to %q, which finds nothing: %v", query, a.Nearest, err)
		}
	})
}
