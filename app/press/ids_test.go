package press_test

import (
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"porchlight/app/catalog"
	"porchlight/app/testparts"
	"porchlight/content"
	"porchlight/views"
)

var idInView = regexp.MustCompile(` id="([a-z-]+)"`)

// A heading with an id of the page around it would be two elements of one id, and a swap could hit the wrong one.
func TestNoHeadingMayHaveAnIDOfTheViewsThatMeetItOnAPage(t *testing.T) {
	files, headings := testparts.Copy(t, content.Files), map[string]bool{}
	for _, pattern := range []string{"layout/*.html", "conversation/*.html", "site/_topic.html", "dev/*.html"} {
		names, err := fs.Glob(views.Files, pattern)
		if err != nil || len(names) == 0 {
			t.Fatalf("%s: %v", pattern, err)
		}
		for _, name := range names {
			source, err := fs.ReadFile(views.Files, name)
			if err != nil {
				t.Fatal(err)
			}
			for _, match := range idInView.FindAllSubmatch(source, -1) {
				headings[string(match[1])] = true
			}
		}
	}
	topic := files["data-realtime/topics/redis.md"]
	for id := range headings {
		topic.Data = fmt.Appendf(topic.Data, "\n## Heading {#%s}\n", id)
	}
	var problems catalog.Problems
	if _, err := catalog.Load(fstest.MapFS(files), nil); !errors.As(err, &problems) {
		t.Fatalf("the headings %v are accepted: %v", headings, err)
	}
	for id := range headings {
		if !strings.Contains(problems.Error(), fmt.Sprintf("the heading's id %q is reserved", id)) {
			t.Errorf("a heading may have the id %q, which a view has: add it to pageIDs in app/catalog", id)
		}
	}
}
