package press_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"porchlight/app/press"
	"porchlight/views"
)

// head is what a page's head says of it: by the name of a meta element, the relation of a link, or "title".
func head(t *testing.T, e *press.Edition, path string) map[string]string {
	t.Helper()
	said := map[string]string{}
	for _, el := range readPage(t, path, plain(place(t, e, path).Page)).elements() {
		switch {
		case el.Data == "title" && el.Parent.Data == "head":
			said["title"] = el.text()
		case el.Data == "meta":
			said[el.attributes["name"]+el.attributes["property"]] = el.attributes["content"]
		case el.Data == "link":
			said[el.attributes["rel"]] = el.attributes["href"]
		}
	}
	return said
}

func TestNoTwoPlacesShareATitleOrADescription(t *testing.T) {
	e, seen := shipped(t), map[string]string{}
	for _, path := range e.Catalog.Places() {
		said := head(t, e, path)
		for _, what := range []string{"title", "description", "og:title"} {
			if other, twice := seen[what+said[what]]; twice || said[what] == "" {
				t.Errorf("the %s of %s is %q, as that of %s", what, path, said[what], other)
			}
			seen[what+said[what]] = path
		}
		if n := utf8.RuneCountInString(said["title"]); n > 70 {
			t.Errorf("the title of %s takes %d characters: %s", path, n, said["title"])
		}
		if n := utf8.RuneCountInString(said["description"]); n < 50 || n > 160 {
			t.Errorf("the description of %s takes %d characters: %s", path, n, said["description"])
		}
	}
}

func TestEveryPageSaysItsAddressAndWhatToShowOfIt(t *testing.T) {
	e := shipped(t)
	for _, path := range e.Catalog.Places() {
		said := head(t, e, path)
		for what, want := range map[string]string{
			"canonical": origin + path, "og:url": origin + path, "alternate": "/feed.xml", "og:site_name": e.Catalog.Site.Name,
			"og:description": said["description"], "og:image:alt": said["og:title"], "og:image:width": "1200", "og:image:height": "630",
			"twitter:card": "summary_large_image",
		} {
			if said[what] != want {
				t.Errorf("%s of %s is %q, want %q", what, path, said[what], want)
			}
		}
		kind, day := "website", ""
		if strings.Contains(path, "/topics/") {
			kind, day = "article", "2026-"
		}
		if said["og:type"] != kind || (said["article:modified_time"] == "") != (day == "") || !strings.HasPrefix(said["article:modified_time"], day) {
			t.Errorf("%s is a %s of %q", path, said["og:type"], said["article:modified_time"])
		}
		if !strings.HasPrefix(said["title"], said["og:title"]) {
			t.Errorf("%s is called %q here and %q elsewhere", path, said["title"], said["og:title"])
		}
	}
}

func TestADescriptionIsMadeLongEnoughAndShortEnough(t *testing.T) {
	shop := world{slug: "shop", layers: 1, service: part{name: "Service", uses: []string{"redis"}}, parts: []part{{name: "redis"}}}
	content := worldsContent(shop)
	role := "It keeps what all nodes need at once and nobody needs next year"
	card, topic := "shop/technologies/redis.md", "shop/topics/topic.md"
	content[card] = strings.Replace(content[card], "role: Role", "role: "+role, 1)
	content[topic] = strings.Replace(content[topic], "summary: Summary", "summary: "+strings.Repeat("word ", 60), 1)
	e := printing(t, press.Sources{Content: files(content), Views: views.Files, Static: smallStatic(), Quick: true})
	if got := head(t, e, "/shop/technologies/redis")["description"]; got != "Summary "+role {
		t.Errorf("a short one became %q", got)
	}
	got := head(t, e, "/shop/topics/topic")["description"]
	if n := utf8.RuneCountInString(got); n > 160 || n < 140 || !strings.HasSuffix(got, "word…") {
		t.Errorf("a long one became %q", got)
	}
}

func TestATitleNamesTheSiteWhereThereIsRoom(t *testing.T) {
	shop := world{slug: "shop", layers: 1, service: part{name: "Service", uses: []string{"redis"}}, parts: []part{{name: "redis"}}}
	content := worldsContent(shop)
	long := strings.TrimSpace(strings.Repeat("Headline ", 6))
	content["shop/topics/topic.md"] = strings.Replace(content["shop/topics/topic.md"], "headline: Headline", "headline: "+long, 1)
	e := printing(t, press.Sources{Content: files(content), Views: views.Files, Static: smallStatic(), Quick: true})
	for path, want := range map[string]string{"/shop": "World shop · Porchlight", "/shop/topics/topic": "Topic: " + long} {
		if got := head(t, e, path)["title"]; got != want {
			t.Errorf("%s is called %q, want %q", path, got, want)
		}
	}
}
