package press_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"porchlight/app/press"
)

// siteMap is what a link may lead to.
type siteMap struct {
	edition *press.Edition
	ids     map[string]map[string]int // by place
}

// routes are pages that are no places and that public pages link to.
var routes = []string{"/conversation", "/login", "/privacy", "/search"}

func TestEveryLinkOfEveryPageLeadsSomewhere(t *testing.T) {
	e := shipped(t)
	site := siteMap{e, map[string]map[string]int{}}
	for _, path := range e.Catalog.Places() {
		site.ids[path] = idsOf(readPage(t, path, plain(place(t, e, path).Page)))
	}
	for _, path := range e.Catalog.Places() {
		page := readPage(t, path, plain(place(t, e, path).Page))
		for _, el := range page.elements() {
			for _, name := range []string{"href", "src", "action", "data-hx-get", "data-sheet", "data-script", "data-place", "data-parent", "data-at", "data-present"} {
				if target, has := el.attributes[name]; has && !site.has(path, target) {
					t.Errorf("%s: %s of %s leads nowhere: %q", path, name, el, target)
				}
			}
		}
	}
}

// has reports whether a link on the page of a place leads to something that is there.
func (s siteMap) has(from, target string) bool {
	if path, own := strings.CutPrefix(target, origin); own {
		target = path
	}
	u, err := url.Parse(target)
	switch {
	case err != nil || target == "":
		return false
	case u.Scheme == "https" || u.Scheme == "http" || u.Scheme == "mailto":
		return u.Host != "" || u.Opaque != ""
	case u.Scheme != "" || u.Host != "":
		return false
	case u.Path == "":
		return s.ids[from][u.Fragment] == 1
	case strings.HasPrefix(u.Path, press.AssetPrefix):
		_, is := s.edition.Assets.Find(u.Path)
		return is
	case isFile(s.edition, u.Path):
		return u.RawQuery == ""
	case slices.Contains(routes, u.Path):
		about := u.Query().Get("place")
		return about == "" && u.RawQuery == "" || s.ids[about] != nil
	}
	return s.ids[u.Path] != nil && u.RawQuery == "" && (u.Fragment == "" || s.ids[u.Path][u.Fragment] == 1)
}

func isFile(e *press.Edition, path string) bool {
	_, is := e.File(path)
	return is
}
