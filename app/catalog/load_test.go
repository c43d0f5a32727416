package catalog_test

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"porchlight/app/catalog"
	"porchlight/content"
)

func TestTheShippedContentLoadsWithEveryPromisedPlace(t *testing.T) {
	c, err := catalog.Load(content.Files, nil)
	if err != nil {
		t.Fatal(err)
	}
	promised := []string{"/", "/data-realtime", "/data-realtime/decisions/persistence", "/data-realtime/decisions/realtime"}
	for _, slug := range []string{"postgresql", "mysql", "mongodb", "redis", "prisma", "socket-io"} {
		promised = append(promised, "/data-realtime/technologies/"+slug, "/data-realtime/topics/"+slug)
	}
	for _, place := range promised {
		if title, is := c.Title(place); !is || title == "" {
			t.Errorf("%s is no place, or has no title", place)
		}
	}
	if len(c.Places()) < len(promised) {
		t.Errorf("there are %d places, fewer than promised", len(c.Places()))
	}
}

// fence opens a block of code, or closes one.
var fence = regexp.MustCompile("(?m)^```(.*)$")

func TestAllCodeOfTheShippedTextsIsInFiles(t *testing.T) {
	texts, err := fs.Glob(content.Files, "*/*/*.md")
	if err != nil || len(texts) == 0 {
		t.Fatalf("%d texts, %v", len(texts), err)
	}
	for _, name := range texts {
		text, err := fs.ReadFile(content.Files, name)
		if err != nil {
			t.Fatal(err)
		}
		for i, found := range fence.FindAllSubmatch(text, -1) {
			language, rest, _ := strings.Cut(string(found[1]), " ")
			if opens := i%2 == 0; opens && language != "text" && !strings.HasPrefix(rest, "include=") {
				t.Errorf("%s: a block of %q stands in the text", name, language)
			}
		}
	}
}

func TestThePlacesOfAnEcosystemFollowItsLists(t *testing.T) {
	want := []string{"/", "/shop", "/shop/technologies/client", "/shop/technologies/redis", "/shop/decisions/persistence", "/shop/topics/redis"}
	if got := load(t).Places(); !slices.Equal(got, want) {
		t.Errorf("places %q, want %q", got, want)
	}
}

func TestASecondEcosystemNeedsNothingButItsFiles(t *testing.T) {
	c := load(t, func(_ *testing.T, files fstest.MapFS) {
		for name, text := range good {
			if inside, is := strings.CutPrefix(name, "shop/"); is {
				files["forge/"+inside] = &fstest.MapFile{Data: []byte(strings.ReplaceAll(text, "/shop/", "/forge/"))}
			}
		}
	})
	want := []string{
		"/",
		"/forge", "/forge/technologies/client", "/forge/technologies/redis", "/forge/decisions/persistence", "/forge/topics/redis",
		"/shop", "/shop/technologies/client", "/shop/technologies/redis", "/shop/decisions/persistence", "/shop/topics/redis",
	}
	if got := c.Places(); !slices.Equal(got, want) {
		t.Errorf("places %q, want %q", got, want)
	}
}

func TestAFolderWithoutAnEcosystemFileIsNoEcosystem(t *testing.T) {
	if places := load(t, put("drafts/topics/redis.md", "not ready")).Places(); slices.Contains(places, "/drafts") {
		t.Errorf("places %q", places)
	}
}

func TestAPlaceThatDoesNotExistHasNoTitle(t *testing.T) {
	c := load(t)
	for _, place := range []string{"", "shop", "/shop/", "/Shop", "/shop/topics", "/shop/topics/client"} {
		if title, is := c.Title(place); is {
			t.Errorf("%q is called %q", place, title)
		}
	}
}

func TestThePartsOfAnEcosystemKnowEachOther(t *testing.T) {
	c := load(t,
		swap(ecosystem, "topics: [redis]", "topics: [redis, client]"),
		put("shop/topics/client.md", strings.Replace(good[topic], "technology: redis", "technology: client", 1)),
		swap(client, "topic: redis", "topic: client"))
	shop := c.Ecosystems[0]
	first, second := shop.Topics[0], shop.Topics[1]
	if first.Previous != nil || first.Next != second || second.Previous != first || second.Next != nil {
		t.Error("the topics do not follow each other")
	}
	if second.Technology != shop.Technologies[0] || shop.Technologies[0].Topic != second || second.Ecosystem != shop {
		t.Error("a technology and its topic do not know each other")
	}
	if len(shop.Featured) != 1 || shop.Featured[0] != shop.Technologies[1] {
		t.Errorf("featured: %v", shop.Featured)
	}
}

func TestAFileMayEndWithoutALineBreak(t *testing.T) {
	load(t, put(redis, strings.TrimSuffix(good[redis], "\n")))
}

func TestALinkMayNameASectionThatTheViewsMake(t *testing.T) {
	load(t, write("[Stack](/shop#stack) [Further](#further) [First](#first) [Mail](mailto:robin@example.com)\n"))
}

func TestWhatLooksLikeALinkInsideCodeIsNone(t *testing.T) {
	load(t, write("```md\n[x](/nothing)\n```\n\nAnd `[x](/nothing)`.\n"))
}
