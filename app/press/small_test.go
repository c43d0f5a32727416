package press_test

import (
	"testing"
	"testing/fstest"

	"porchlight/app/press"
)

// smallStatic is the least that can be bundled.
func smallStatic() fstest.MapFS {
	return files(map[string]string{
		"node_modules/htmx.org/dist/htmx.min.js":                                                  "var htmx={}",
		"node_modules/@fontsource/instrument-serif/files/instrument-serif-latin-400-normal.woff2": "a font",
		"img/favicon.svg":         `<svg xmlns="http://www.w3.org/2000/svg"/>`,
		"css/site/10-first.css":   "@font-face { font-family: Serif; src: url(\"instrument-serif.woff2\") }\n",
		"css/site/20-second.css":  "b { color: red }\n",
		"css/topic/10.css":        "em { color: red }\n",
		"css/search/10.css":       "s { color: red }\n",
		"css/conversation/10.css": "i { color: red }\n",
		"css/staff/10.css":        "u { color: red }\n",
		"js/site/10-first.js":     "const name = 1; window.first = name;\n",
		"js/site/20-second.js":    "const name = 2; window.second = name;\n",
		"js/topic/10.js":          "window.fifth = 5\n",
		"js/search/10.js":         "window.sixth = 6\n",
		"js/conversation/10.js":   "window.third = 3\n",
		"js/staff/10.js":          "window.fourth = 4\n",
	})
}

// smallViews print just enough to tell places and editions apart.
func smallViews() fstest.MapFS {
	return files(map[string]string{
		"layout/page.html":      `<title>{{.Title}}</title><link href="{{asset "site.css"}}">{{.Body}}`,
		"site/home.html":        `home of {{.Site.Name}}`,
		"site/_home.html":       `home of {{.Site.Name}}`,
		"site/ecosystem.html":   `{{.Title}} {{.Place}}`,
		"site/_ecosystem.html":  `{{.Title}} {{.Place}}`,
		"site/_technology.html": `{{.Item.Title}}`,
		"site/_decision.html":   `{{.Item.Title}}`,
		"site/topic.html":       `{{.Title}}`,
		"site/_topic.html":      `{{.Title}}`,
	})
}

// smallSources print a site with one small ecosystem at once.
func smallSources() press.Sources {
	shop := world{slug: "shop", layers: 1, service: part{name: "Service", uses: []string{"redis"}}, parts: []part{{name: "redis"}}}
	return press.Sources{Content: files(worldsContent(shop)), Views: smallViews(), Static: smallStatic(), Quick: true}
}

func files(texts map[string]string) fstest.MapFS {
	all := fstest.MapFS{}
	for name, text := range texts {
		all[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return all
}

func printing(t *testing.T, s press.Sources) *press.Edition {
	t.Helper()
	e, err := press.Print(s)
	if err != nil {
		t.Fatal(err)
	}
	return e
}
