package press_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"porchlight/app/press"
	"porchlight/views"

	"golang.org/x/net/html"
)

func TestNothingPrintedHoldsAnInlineScriptOrStyle(t *testing.T) {
	eachDocument(t, func(t *testing.T, d document) {
		for _, e := range d.elements() {
			if e.Data == "style" || e.Data == "script" && !isData(e) && (e.attributes["src"] == "" || e.text() != "") {
				t.Errorf("%s stands in the document", e)
			}
			for name, value := range e.attributes {
				if name == "style" || strings.HasPrefix(name, "on") || strings.HasPrefix(strings.ToLower(value), "javascript:") {
					t.Errorf("%s has %s=%q", e, name, value)
				}
			}
		}
	})
}

// isData reports whether an element holds what browsers never run (HTML, section 4.12.1: a data block).
func isData(e element) bool {
	return e.Data == "script" && e.attributes["type"] == "application/ld+json"
}

// Where the parser has to move, close or drop something, the page is another one than the view says.
func TestABrowserBuildsWhatTheViewsWrite(t *testing.T) {
	eachDocument(t, func(t *testing.T, d document) {
		written, err := d.written()
		if err != nil {
			t.Fatal(err)
		}
		built := d.built()
		for i := range min(len(written), len(built)) {
			if written[i] != built[i] {
				t.Fatalf("element %d is written as %q and becomes %q", i, written[i], built[i])
			}
		}
		if len(written) != len(built) {
			t.Errorf("%d elements are written, %d are built", len(written), len(built))
		}
	})
}

func TestAnIDStandsOnceInADocumentAndWhatNamesItFindsIt(t *testing.T) {
	eachDocument(t, func(t *testing.T, d document) {
		ids := idsOf(d)
		for id, n := range ids {
			if n > 1 {
				t.Errorf("id %q stands there %d times", id, n)
			}
		}
		for _, e := range d.elements() {
			for _, name := range []string{"aria-labelledby", "aria-controls", "aria-describedby", "for"} {
				for _, id := range strings.Fields(e.attributes[name]) {
					if ids[id] == 0 {
						t.Errorf("%s has %s=%q, and no such id is there", e, name, id)
					}
				}
			}
		}
	})
}

func TestAFragmentHasOneRootThatItsRequestNamesAsTarget(t *testing.T) {
	e := shipped(t)
	roots := map[string]string{} // by place
	for _, path := range e.Catalog.Places() {
		d := readFragment(t, path, plain(place(t, e, path).Fragment))
		for _, n := range d.roots {
			switch {
			case n.Type == html.TextNode && strings.TrimSpace(n.Data) == "":
			case n.Type == html.ElementNode && roots[path] == "":
				roots[path] = d.elements()[0].attributes["id"]
			default:
				t.Errorf("the fragment of %s has a second root: %s", path, n.Data)
			}
		}
		if roots[path] == "" {
			t.Errorf("the root of the fragment of %s has no id", path)
		}
	}
	asked := 0
	for _, path := range e.Catalog.Places() {
		for _, el := range readPage(t, path, plain(place(t, e, path).Page)).elements() {
			if from := el.attributes["data-hx-get"]; from != "" {
				asked++
				if target := el.attributes["data-hx-target"]; target != "#"+roots[from] {
					t.Errorf("%s of %s puts %s into %s, and its root is #%s", el, path, from, target, roots[from])
				}
			}
		}
	}
	if asked == 0 {
		t.Error("no page asks for a fragment")
	}
}

func TestAPageHoldsItsFragmentAsItIs(t *testing.T) {
	e := shipped(t)
	for _, path := range e.Catalog.Places() {
		p := place(t, e, path)
		if !bytes.Contains(plain(p.Page), bytes.TrimSpace(plain(p.Fragment))) {
			t.Errorf("the page of %s shows something else than its fragment", path)
		}
	}
}

func TestThePerimeterFiguresAreCounted(t *testing.T) {
	made := world{slug: "made", layers: 1, service: part{name: "Service", uses: []string{"a"}}, parts: []part{{name: "a"}, {name: "b"}, {name: "c"}}}
	for _, e := range []*press.Edition{
		shipped(t),
		printing(t, press.Sources{Content: files(worldsContent(made)), Views: views.Files, Static: smallStatic(), Quick: true}),
	} {
		for _, eco := range e.Catalog.Ecosystems {
			want := fmt.Sprintf("[%d %d %d]", len(eco.Technologies), len(eco.Topics), len(eco.Decisions))
			var figures []string
			for _, el := range readPage(t, eco.Place(), plain(place(t, e, eco.Place()).Page)).elements() {
				if el.Data == "b" && el.Parent.Data == "dd" {
					figures = append(figures, el.text())
				}
			}
			if got := fmt.Sprint(figures); got != want {
				t.Errorf("%s shows %s, and there are %s technologies, topics and decisions", eco.Place(), got, want)
			}
		}
	}
}

func TestAWordAfterANumberFollowsIt(t *testing.T) {
	made := world{slug: "made", layers: 1, service: part{name: "Service", uses: []string{"a"}}, parts: []part{{name: "a"}}}
	e := printing(t, press.Sources{Content: files(worldsContent(made)), Views: views.Files, Static: smallStatic(), Quick: true})
	for path, words := range map[string][]string{
		"/":     {"<span>1 decision</span>", "<span>1 topic</span>"},
		"/made": {"<b>1</b> item<", "<b>1</b> page<", "<b>1</b> section<"},
	} {
		for _, want := range words {
			if page := plain(place(t, e, path).Page); !bytes.Contains(page, []byte(want)) {
				t.Errorf("%s does not say %s", path, want)
			}
		}
	}
}

func idsOf(d document) map[string]int {
	ids := map[string]int{}
	for _, e := range d.elements() {
		if id, has := e.attributes["id"]; has {
			ids[id]++
		}
	}
	return ids
}
