package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "porchlight/"

// house is every package of the program with the packages that it may import: arrows point downwards in this list. What
// is not listed has no place yet, and its arrows are to be thought about first.
var house = map[string][]string{
	"app": {
		"app/web", "app/press", "app/catalog", "app/conversation", "app/presence", "app/live", "app/account", "app/limit",
		"app/lamp", "app/notify", "app/contact", "app/audit", "app/history", "app/health", "app/broadcast", "app/backup",
		"app/copier", "app/doctor", "app/logging", "app/simulate", "app/scaffold", "app/settings", "app/sqlite", "app/postgres", "app/store", "app/tracing", "app/fault",
		"views", "static", "content", "data",
	},
	"app/web": {"app/press", "app/search", "app/catalog", "app/conversation", "app/presence", "app/live", "app/account", "app/limit", "app/lamp", "app/hours", "app/notify", "app/contact", "app/audit", "app/history", "app/chart", "app/health", "app/broadcast", "app/floorplan", "app/logging", "app/tracing", "app/fault"},

	"app/doctor": {"app/backup", "app/catalog", "app/live", "app/notify", "app/health", "app/sqlite", "app/postgres", "app/store"}, // it asks each of them how it is, for the command line alone

	"app/press":        {"app/catalog", "app/hours", "app/stackmap", "app/fault"},
	"app/stackmap":     {"app/catalog"},
	"app/floorplan":    {"app/catalog"},
	"app/catalog":      {"app/sample", "app/hours", "app/spelling", "app/fault"},
	"app/search":       {"app/catalog", "app/fault"},
	"app/conversation": {"app/store", "app/tracing", "app/fault"},
	"app/presence":     {"app/fault"},
	"app/live":         {"app/fault"},
	"app/account":      {"app/store", "app/fault"},
	"app/limit":        {"app/store", "app/tracing", "app/fault"},
	"app/lamp":         {"app/store", "app/hours", "app/fault"},
	"app/notify":       {"app/store", "app/tracing", "app/fault"},
	"app/contact":      {"app/store", "app/fault"},
	"app/history":      {"app/store", "app/tracing", "app/fault"},
	"app/audit":        {"app/store", "app/fault"},
	"app/broadcast":    {"app/store", "app/fault"},
	"app/backup":       {"app/sqlite", "app/tracing", "app/fault"},
	"app/copier":       {"app/postgres", "app/store"}, // a text is compared as PostgreSQL takes it
	"app/scaffold":     {"app/catalog"},

	"app/settings": {"app/spelling"}, // it knows no setting by name, but for what people bring from elsewhere

	"app/simulate": {}, // it knows the site from outside

	"app/chart":    {},
	"app/sample":   {},
	"app/spelling": {},
	"app/hours":    {},
	"app/health":   {},
	"app/logging":  {},
	"app/sqlite":   {"app/store", "app/tracing", "app/fault"},
	"app/postgres": {"app/store", "app/tracing", "app/fault"},
	"app/store":    {"app/fault"},
	"app/tracing":  {"app/fault"},
	"app/fault":    {},

	"views": {}, "static": {}, "content": {}, "data": {},
}

// forTests are packages that only tests import, and that may import anything.
var forTests = []string{"app/testparts"}

// fiber is who may import which part of Fiber.
var fiber = map[string][]string{
	"app/web":  {"github.com/gofiber/fiber/v2", "github.com/gofiber/fiber/v2/middleware/recover", "github.com/gofiber/contrib/websocket"},
	"app/live": {"github.com/gofiber/contrib/websocket"},
}

// refuse says why a package may not import another, and nothing when it may.
func refuse(importer, imported string) string {
	allowed, known := house[importer]
	own, inside := strings.CutPrefix(imported, module)
	switch {
	case slices.Contains(forTests, importer):
		return ""
	case !known:
		return importer + " has no place in the house"
	case inside && !slices.Contains(allowed, own):
		return importer + " may not import " + own
	case strings.HasPrefix(imported, "github.com/gofiber/") && !slices.Contains(fiber[importer], imported):
		return importer + " may not know " + imported
	}
	return ""
}

func TestImportsPointDownwards(t *testing.T) {
	for importer, files := range packages(t) {
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue // a test comes in through the front door, and may have to go round the house for it
			}
			for _, imported := range importsOf(t, file) {
				if reason := refuse(importer, imported); reason != "" {
					t.Errorf("%s: %s", file, reason)
				}
			}
		}
	}
}

func TestTheArrowsThatTheHouseRefuses(t *testing.T) {
	for _, c := range []struct{ importer, imported, reason string }{
		{"app", "porchlight/app/web", ""},
		{"app", "porchlight/views", ""},
		{"app/web", "porchlight/app/press", ""},
		{"app/web", "github.com/gofiber/fiber/v2", ""},
		{"app/press", "porchlight/app/catalog", ""},
		{"app/web", "porchlight/app/search", ""},
		{"app/search", "porchlight/app/catalog", ""},
		{"app/live", "github.com/gofiber/contrib/websocket", ""},
		{"app/catalog", "strings", ""},
		{"app/scaffold", "porchlight/app/catalog", ""},
		{"app/testparts", "porchlight/app/web", ""},
		{"app", "porchlight/app/testparts", "app may not import app/testparts"},
		{"app", "github.com/gofiber/fiber/v2", "app may not know github.com/gofiber/fiber/v2"},
		{"app/web", "porchlight/app", "app/web may not import app"},
		{"app/web", "porchlight/app/sqlite", "app/web may not import app/sqlite"},
		{"app/web", "porchlight/views", "app/web may not import views"},
		{"app/press", "porchlight/static", "app/press may not import static"},
		{"app/press", "porchlight/app/web", "app/press may not import app/web"},
		{"app/press", "porchlight/app/search", "app/press may not import app/search"},
		{"app/search", "porchlight/app/press", "app/search may not import app/press"},
		{"app/catalog", "porchlight/app/press", "app/catalog may not import app/press"},
		{"app/conversation", "porchlight/app/presence", "app/conversation may not import app/presence"},
		{"app/presence", "porchlight/app/live", "app/presence may not import app/live"},
		{"app/live", "github.com/gofiber/fiber/v2", "app/live may not know github.com/gofiber/fiber/v2"},
		{"app/scaffold", "porchlight/app/press", "app/scaffold may not import app/press"},
		{"app/doctor", "porchlight/app/backup", ""},
		{"app/doctor", "porchlight/app/web", "app/doctor may not import app/web"},
		{"app/web", "porchlight/app/doctor", "app/web may not import app/doctor"},
		{"app/backup", "porchlight/app/health", "app/backup may not import app/health"},
		{"app/copier", "porchlight/app/conversation", "app/copier may not import app/conversation"},
		{"app/settings", "porchlight/app/web", "app/settings may not import app/web"},
		{"app/logging", "porchlight/app/web", "app/logging may not import app/web"},
		{"app/tracing", "porchlight/app/sqlite", "app/tracing may not import app/sqlite"},
		{"app/sqlite", "porchlight/app/account", "app/sqlite may not import app/account"},
		{"app/conversation", "porchlight/app/sqlite", "app/conversation may not import app/sqlite"},
		{"app/postgres", "porchlight/app/sqlite", "app/postgres may not import app/sqlite"},
		{"app/fault", "porchlight/app/sqlite", "app/fault may not import app/sqlite"},
		{"app/weather", "strings", "app/weather has no place in the house"},
	} {
		if got := refuse(c.importer, c.imported); got != c.reason {
			t.Errorf("%s → %s is answered with %q, want %q", c.importer, c.imported, got, c.reason)
		}
	}
}

func TestNoPackageIsADrawerForEverything(t *testing.T) {
	for name := range packages(t) {
		for _, part := range strings.Split(name, "/") {
			if slices.Contains([]string{"util", "utils", "common", "helper", "helpers", "internal", "misc", "shared", "pkg"}, part) {
				t.Errorf("%s has a name that says nothing of what is in it", name)
			}
		}
	}
}

func TestTheTopLevelFoldersAreThoseOfTheHouse(t *testing.T) {
	ignored, err := os.ReadFile("../.gitignore")
	if err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir("..")
	if err != nil {
		t.Fatal(err)
	}
	var folders []string
	for _, e := range entries {
		if e.IsDir() && e.Name()[0] != '.' && !slices.Contains(strings.Fields(string(ignored)), "/"+e.Name()+"/") {
			folders = append(folders, e.Name())
		}
	}
	if want := []string{"app", "content", "data", "static", "views"}; !slices.Equal(folders, want) {
		t.Errorf("the folders are %q, want %q", folders, want)
	}
}

// packages returns the Go files of the module by package, all as paths from the module's root.
func packages(t *testing.T) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	err := fs.WalkDir(os.DirFS(".."), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && (d.Name()[0] == '.' || d.Name() == "node_modules"):
			return fs.SkipDir
		case !d.IsDir() && strings.HasSuffix(name, ".go"):
			found[path.Dir(name)] = append(found[path.Dir(name)], name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for name := range house {
		if found[name] == nil {
			t.Fatalf("%s is gone; found are %q", name, slices.Sorted(maps.Keys(found)))
		}
	}
	return found
}

func importsOf(t *testing.T, file string) (paths []string) {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), path.Join("..", file), nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	for _, spec := range parsed.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		paths = append(paths, imported)
	}
	return paths
}
