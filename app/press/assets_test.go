package press_test

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"porchlight/app/press"
	"porchlight/app/testparts"
)

var assetNames = []string{
	"site.css", "site.js", "topic.css", "topic.js", "search.css", "search.js", "conversation.css", "conversation.js", "staff.css", "staff.js", "favicon.svg", "instrument-serif.woff2",
}

func edit(t *testing.T, files fs.FS, name, old, now string) {
	t.Helper()
	file := files.(fstest.MapFS)[name]
	if file == nil || strings.Count(string(file.Data), old) != 1 {
		t.Fatalf("%q does not stand once in %s", old, name)
	}
	file.Data = []byte(strings.Replace(string(file.Data), old, now, 1))
}

func TestAnAssetsNameChangesWithItsContentAndOnlyThen(t *testing.T) {
	for _, c := range []struct {
		file, old, now string
		renamed        []string
	}{
		{"css/site/20-second.css", "red", "blue", []string{"site.css"}},
		{"css/staff/10.css", "red", "blue", []string{"staff.css"}},
		{"css/topic/10.css", "red", "blue", []string{"topic.css"}},
		{"js/site/10-first.js", "window.first", "window.last", []string{"site.js"}},
		{"node_modules/htmx.org/dist/htmx.min.js", "htmx={}", "htmx={b:1}", []string{"site.js"}},
		{"img/favicon.svg", "<svg ", "<svg width=\"1\" ", []string{"favicon.svg"}},
		{"node_modules/@fontsource/instrument-serif/files/instrument-serif-latin-400-normal.woff2", "a font", "another", []string{"instrument-serif.woff2", "site.css"}},
	} {
		before := smallSources()
		after := before
		after.Static = testparts.Copy(t, before.Static)
		edit(t, after.Static, c.file, c.old, c.now)
		was, is := printing(t, before).Assets, printing(t, after).Assets
		var renamed []string
		for _, name := range assetNames {
			if was.URL(name) != is.URL(name) {
				renamed = append(renamed, name)
			}
		}
		if strings.Join(renamed, " ") != strings.Join(sorted(c.renamed, assetNames), " ") {
			t.Errorf("a change of %s renames %q, want %q", c.file, renamed, c.renamed)
		}
	}
}

// sorted returns names in the order of all.
func sorted(names, all []string) (in []string) {
	for _, name := range all {
		if strings.Contains(" "+strings.Join(names, " ")+" ", " "+name+" ") {
			in = append(in, name)
		}
	}
	return in
}

func TestAnAssetHasTheTypeOfItsName(t *testing.T) {
	for name, kind := range map[string]string{
		"site.css": "text/css; charset=utf-8", "site.js": "text/javascript; charset=utf-8",
		"favicon.svg": "image/svg+xml; charset=utf-8", "instrument-serif.woff2": "font/woff2",
	} {
		if got := sheets(t)[name].Type; got != kind {
			t.Errorf("%s is %s, want %s", name, got, kind)
		}
	}
}

func TestOnlyTopicsCarryTheirBundleAndNoPlaceThatOfSearch(t *testing.T) {
	e := shipped(t)
	for _, path := range e.Catalog.Places() {
		page := string(plain(place(t, e, path).Page))
		for _, name := range []string{"topic.css", "topic.js", "search.css", "search.js"} {
			want := strings.HasPrefix(name, "topic") && strings.Contains(path, "/topics/")
			if got := strings.Contains(page, e.Assets.URL(name)); got != want {
				t.Errorf("%s carries %s: %v, want %v", path, name, got, want)
			}
		}
	}
}

func TestAnAssetIsFoundByItsHashedNameAlone(t *testing.T) {
	assets := shipped(t).Assets
	url := assets.URL("site.css")
	if !regexp.MustCompile(`^/static/site\.[0-9a-f]{12}\.css$`).MatchString(url) {
		t.Errorf("site.css is at %q", url)
	}
	for _, other := range []string{"/static/site.css", "/static/site.000000000000.css", strings.TrimPrefix(url, "/static"), url + "/", ""} {
		if _, is := assets.Find(other); is {
			t.Errorf("there is something at %q", other)
		}
	}
	if url := assets.URL("nothing.css"); url != "" {
		t.Errorf("an asset that does not exist is at %q", url)
	}
}

var urlInStyle = regexp.MustCompile(`url\(["']?([^)"']*)`)

func TestStylesReferToFilesThatExist(t *testing.T) {
	assets, found := shipped(t).Assets, 0
	for _, name := range []string{"site.css", "topic.css", "conversation.css", "staff.css"} {
		for _, match := range urlInStyle.FindAllStringSubmatch(string(plain(sheets(t)[name])), -1) {
			found++
			if _, is := assets.Find(match[1]); !is && !strings.HasPrefix(match[1], "data:") {
				t.Errorf("%s refers to %q, which does not exist", name, match[1])
			}
		}
	}
	if found == 0 {
		t.Error("no style refers to a file, though the font is one")
	}
}

func TestABundleIsItsFilesInTheOrderOfTheirNames(t *testing.T) {
	assets := printing(t, smallSources()).Assets
	text := func(name string) string {
		sheet, _ := assets.Find(assets.URL(name))
		return string(plain(sheet))
	}
	for name, order := range map[string][]string{"site.css": {"@font-face", "color:red"}, "site.js": {"htmx={}", "window.first", "window.second"}} {
		last := -1
		for _, part := range order {
			at := strings.Index(text(name), part)
			if at <= last {
				t.Errorf("%s holds %q at %d, behind %d was wanted: %s", name, part, at, last, text(name))
			}
			last = at
		}
	}
	if scopes := strings.Count(text("site.js"), `(()=>{"use strict"`); scopes != 2 {
		t.Errorf("two files share %d scopes: %s", scopes, text("site.js"))
	}
}

func TestABrokenStaticFileStopsThePrinting(t *testing.T) {
	for _, c := range []struct{ wrong, file, text, names string }{
		{"a style that refers to an asset that does not exist", "css/site/20-second.css", `b { background: url("nothing.png") }`, "nothing.png"},
		{"a script that cannot be read", "js/staff/10.js", "if (", "js/staff/10.js"},
	} {
		t.Run(c.wrong, func(t *testing.T) {
			s := smallSources()
			s.Static.(fstest.MapFS)[c.file] = &fstest.MapFile{Data: []byte(c.text)}
			if _, err := press.Print(s); err == nil || !strings.Contains(err.Error(), c.names) {
				t.Errorf("printed with %v, which should name %s", err, c.names)
			}
		})
	}
}
