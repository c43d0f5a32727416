package press_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"porchlight/app/press"
	"porchlight/views"
)

// node is a thing that a page describes, in the words of schema.org.
type node struct {
	Type     string `json:"@type"`
	Name     string
	Headline string
	URL      string
	Image    string
	Modified string `json:"dateModified"`
	Author   struct{ Name string }
	Action   struct {
		Query  string `json:"query-input"`
		Target struct{ URLTemplate string }
	} `json:"potentialAction"`
	Steps []struct {
		Position int
		Name     string
		Item     string
	} `json:"itemListElement"`
}

// described is what a page says in its data block.
func described(t *testing.T, e *press.Edition, path string) []node {
	t.Helper()
	var found []string
	for _, el := range readPage(t, path, plain(place(t, e, path).Page)).elements() {
		if isData(el) {
			found = append(found, el.text())
		}
	}
	if len(found) != 1 {
		t.Fatalf("%s has %d data blocks", path, len(found))
	}
	var data struct {
		Context string `json:"@context"`
		Graph   []node `json:"@graph"`
	}
	if err := json.Unmarshal([]byte(found[0]), &data); err != nil || data.Context != "https://schema.org" {
		t.Fatalf("%s: %v in %s", path, err, found[0])
	}
	return data.Graph
}

func TestEveryPageDescribesItselfToMachines(t *testing.T) {
	e := shipped(t)
	for _, path := range e.Catalog.Places() {
		var types []string
		for _, n := range described(t, e, path) {
			types = append(types, n.Type)
			switch n.Type {
			case "BreadcrumbList":
				parent := "/" + strings.Split(path, "/")[1]
				for i, want := range []string{"/", parent, path} {
					if len(n.Steps) != 3 || n.Steps[i].Position != i+1 || n.Steps[i].Item != origin+want || n.Steps[i].Name == "" {
						t.Errorf("the way to %s is %+v", path, n.Steps)
						break
					}
				}
			case "Person":
				if n.Name != e.Catalog.Site.Owner.Name {
					t.Errorf("the owner is %q", n.Name)
				}
			case "WebSite":
				if n.Action.Target.URLTemplate != origin+"/search?q={search_term_string}" || n.Action.Query != "required name=search_term_string" {
					t.Errorf("a search is %+v", n.Action)
				}
			default:
				if n.URL != origin+path || n.Image != head(t, e, path)["og:image"] || !strings.HasPrefix(n.Modified, "2026-") || n.Name+n.Headline == "" {
					t.Errorf("%s describes %+v", path, n)
				}
				if n.Type == "TechArticle" && n.Author.Name != e.Catalog.Site.Owner.Name {
					t.Errorf("%s is by %q", path, n.Author.Name)
				}
			}
		}
		want := []string{"WebPage", "BreadcrumbList"}
		switch {
		case path == "/":
			want = []string{"WebSite", "Person"}
		case strings.Count(path, "/") == 1:
			want = []string{"CollectionPage"}
		case strings.Contains(path, "/topics/"):
			want[0] = "TechArticle"
		}
		if !slices.Equal(types, want) {
			t.Errorf("%s is described by %q, want %q", path, types, want)
		}
	}
}

func TestNoTextEndsTheDataBlockThatItIsIn(t *testing.T) {
	const hostile = `</script><script src="/x"></script><!-- ]]> &quot; \u003c`
	content := worldsContent(world{slug: "shop", layers: 1, service: part{name: "Service", uses: []string{"redis"}}, parts: []part{{name: "redis"}}})
	for name, text := range content {
		for _, plain := range []string{"title: Choice", "title: Topic", "title: redis", "title: World shop"} {
			text = strings.Replace(text, plain+"\n", "title: '"+hostile+"'\n", 1)
		}
		content[name] = text
	}
	e := printing(t, press.Sources{Content: files(content), Views: views.Files, Static: smallStatic(), Quick: true})
	for _, path := range e.Catalog.Places()[1:] {
		nodes := described(t, e, path)
		if last := nodes[len(nodes)-1]; !strings.Contains(last.Name+last.Headline, hostile) && last.Steps[1].Name != hostile {
			t.Errorf("%s lost its title: %+v", path, nodes)
		}
		for _, el := range readPage(t, path, plain(place(t, e, path).Page)).elements() {
			if el.Data == "script" && el.attributes["src"] == "/x" {
				t.Errorf("a title of %s became a script", path)
			}
		}
	}
}
