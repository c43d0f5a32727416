package journeys

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"porchlight/app/testparts"
	shipped "porchlight/content"
)

// withASecondEcosystem serves the shipped content beside one that an author has just begun: by files alone.
func withASecondEcosystem(t *testing.T) *testparts.Site {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "content")
	if err := os.CopyFS(dir, shipped.Files); err != nil {
		t.Fatal(err)
	}
	settings := testparts.Settings{"CONTENT_DIR": dir}
	for _, args := range [][]string{
		{"new", "ecosystem", "message-queues", "--title", "Message queues"},
		{"new", "topic", "message-queues/dead-letters"},
	} {
		if result := testparts.Run(t, settings, "", args...); result.Code != 0 {
			t.Fatalf("%q: %s", args, result.Stderr)
		}
	}
	topic := filepath.Join(dir, "message-queues", "topics", "dead-letters.md")
	text, err := os.ReadFile(topic)
	if err != nil {
		t.Fatal(err)
	}
	own := strings.Replace(string(text), "Begin with the problem", "A letter that nobody takes goes to the ossuary", 1)
	if err := os.WriteFile(topic, []byte(own), 0o600); err != nil {
		t.Fatal(err)
	}
	node := testparts.StartNode(t, settings)
	return &testparts.Site{URL: node.URL, Addr: node.Addr}
}

func TestASecondEcosystemIsEverywhereByItsFilesAlone(t *testing.T) {
	t.Parallel()
	site := withASecondEcosystem(t)
	for _, c := range []struct{ path, holds string }{
		{"/", `href="/message-queues"`},
		{"/", `href="/data-realtime"`},
		{"/", `href="/message-queues/topics/dead-letters"`},
		{"/message-queues", "<h1"},
		{"/message-queues", `href="/message-queues/topics/dead-letters"`},
		{"/message-queues/technologies/dead-letters", "Dead letters"},
		{"/message-queues/decisions/first-decision", "Which question settles it?"},
		{"/message-queues/topics/dead-letters", "ossuary"},
		{"/search?q=ossuary", `href="/message-queues/topics/dead-letters"`},
		{"/sitemap.xml", "/message-queues/topics/dead-letters</loc>"},
		{"/feed.xml", "/message-queues/topics/dead-letters"},
		{"/llms.txt", "/message-queues/topics/dead-letters"},
	} {
		answer, err := http.Get(site.URL + c.path)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if err != nil || answer.StatusCode != http.StatusOK || !strings.Contains(string(text), c.holds) {
			t.Errorf("%s (%d, %v) does not hold %s", c.path, answer.StatusCode, err, c.holds)
		}
	}
}

func TestASecondEcosystemHasItsOwnPresence(t *testing.T) {
	t.Parallel()
	site := withASecondEcosystem(t)
	one, two, elsewhere := arrive(t, site), arrive(t, site), arrive(t, site)
	one.goTo("/message-queues")
	two.goTo("/message-queues/technologies/dead-letters")
	elsewhere.goTo(parent)
	for _, p := range []*person{one, two, elsewhere} {
		p.isLive()
	}
	one.until("two are in the ecosystem", countOf("/message-queues")+`"2")`)
	one.until("one of them is at a card", countOf("/message-queues/technologies/dead-letters")+`"1")`)
	elsewhere.until("one is in the other ecosystem", countOf(parent)+`"1")`)
	one.silentConsole()
}
