package journeys

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"porchlight/app/testparts"
	"porchlight/static"
	"porchlight/views"
)

const (
	hammer     = "/workshop/technologies/hammer"
	hammerFile = "workshop/technologies/hammer.md"
	hammerOpen = `document.querySelector('[data-place="` + hammer + `"]')`
	mistakes   = `document.querySelector(".mistakes:not([hidden])")`
)

// workplace is what an author works in: a folder with content, views and static files, and the site that follows it.
type workplace struct {
	t       *testing.T
	node    *testparts.Node
	dir     string
	content string
}

// newWorkplace starts a site with --dev; spoil may change the files before.
func newWorkplace(t *testing.T, settings testparts.Settings, spoil ...func(*workplace)) *workplace {
	t.Helper()
	d := &workplace{t: t, dir: t.TempDir()}
	d.content = filepath.Join(d.dir, "content")
	for folder, from := range map[string]fs.FS{"content": os.DirFS(testparts.Content(t)), "views": views.Files, "static": static.Files} {
		if err := os.CopyFS(filepath.Join(d.dir, folder), from); err != nil {
			t.Fatal(err)
		}
	}
	for _, s := range spoil {
		s(d)
	}
	d.node = testparts.StartNodeIn(t, d.dir, testparts.Settings{"DEV": "true", "CONTENT_DIR": ""}.With(settings))
	return d
}

// edit saves a file with one thing changed.
func (d *workplace) edit(name, old, now string) {
	d.t.Helper()
	file := filepath.Join(d.dir, name)
	text, err := os.ReadFile(file)
	if err != nil {
		d.t.Fatal(err)
	}
	if strings.Count(string(text), old) != 1 {
		d.t.Fatalf("%q does not stand once in %s", old, name)
	}
	if err := os.WriteFile(file, []byte(strings.Replace(string(text), old, now, 1)), 0o600); err != nil {
		d.t.Fatal(err)
	}
}

// looksAt opens a place in a browser of its own.
func (d *workplace) looksAt(path string) *person {
	d.t.Helper()
	p := arrive(d.t, &testparts.Site{URL: d.node.URL, Addr: d.node.Addr})
	p.goTo(path)
	return p
}

func TestWithDevThePageFollowsTheFilesWhereItIs(t *testing.T) {
	t.Parallel()
	d := newWorkplace(t, nil)
	p := d.looksAt(hammer)
	p.isLive()
	ask[bool](p, `scrollTo(0, 400), true`)
	p.until("it is scrolled", `scrollY === 400`)

	d.edit("content/"+hammerFile, "It is a hammer.", "It is a heavy hammer.")
	p.until("the new text is there", hammerOpen+`.textContent.includes("It is a heavy hammer.")`)
	p.until("it is scrolled as before", `scrollY === 400`)
	if open := ask[bool](p, hammerOpen+`.textContent.includes("Patience.") && location.pathname === "`+hammer+`"`); !open {
		t.Error("the part is folded")
	}

	d.edit("static/css/site/20-base.css", "@layer base {", "@layer base { html { --seen: 7 } ")
	p.until("the new style is there", `getComputedStyle(document.documentElement).getPropertyValue("--seen").trim() === "7"`)
	d.edit("static/js/site/60-time.js", "porchlight.times(document);", "window.seen = true;\nporchlight.times(document);")
	p.until("the new script is there", `window.seen`)
	d.edit("views/layout/_footer.html", `<div class="wrap">`, `<div class="wrap" data-seen>`)
	p.until("the new view is there", `document.querySelector("footer [data-seen]")`)
	p.silentConsole()
}

func TestWithDevThePageSaysWhatIsWrongUntilItIsMended(t *testing.T) {
	t.Parallel()
	d := newWorkplace(t, nil)
	p := d.looksAt("/workshop")
	p.isLive()
	if ask[bool](p, mistakes+` !== null`) {
		t.Fatal("there are mistakes before one was made")
	}
	d.edit("content/"+hammerFile, "kind: hand tool", "kinds: hand tool")
	p.until("the page names the file, the line, the key and the reason", mistakes+`?.textContent.includes("`+hammerFile+`:4: kinds: unknown field")`)
	p.until("the last good edition stays", `document.querySelector("h1").textContent.includes("Workshop")`)
	script := axe(t)
	p.isAccessible(script, "mistakes")
	newcomer := d.looksAt("/login")
	newcomer.until("whoever comes now reads it too", mistakes+`?.textContent.includes("kinds")`)

	d.edit("content/"+hammerFile, "kinds: hand tool", "kind: hammer")
	p.until("the mistake is gone", mistakes+` === null`)
	p.until("the mended page is there", `document.body.textContent.includes("hammer")`)
	newcomer.until("it is gone there too", mistakes+` === null`)

	d.edit("views/layout/_footer.html", "{{range .Site.Links}}", "{{range .Site.Link}}")
	p.until("a view that fails is told by its name", mistakes+`?.textContent.includes("_footer")`)
	d.edit("views/layout/_footer.html", "{{range .Site.Link}}", "{{range .Site.Links}}")
	p.until("this is gone", mistakes+` === null`)
	p.silentConsole()
}

func TestWithDevASiteWithAMistakeStartsAndWaitsForTheMend(t *testing.T) {
	t.Parallel()
	elsewhere := testparts.Content(t)
	d := newWorkplace(t, testparts.Settings{"CONTENT_DIR": elsewhere}, func(d *workplace) {
		if err := os.RemoveAll(d.content); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(elsewhere, d.content); err != nil {
			t.Fatal(err)
		}
		d.edit("content/site.yaml", "Europe/Paris", "Europe/Atlantis")
	})
	p := d.looksAt("/")
	p.until("the page says what is wrong", mistakes+`?.textContent.includes("site.yaml:5: time_zone: \"Europe/Atlantis\" is no time zone")`)
	d.edit("content/site.yaml", "Europe/Atlantis", "Europe/Paris")
	p.until("the site of the folder is there", `document.querySelector("main").textContent.includes("Workshop")`)
	p.until("the mistake is gone", mistakes+` === null`)
}
