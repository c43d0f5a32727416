package catalog_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"porchlight/app/catalog"
	"porchlight/app/sample"
)

// good is the smallest content that loads: one ecosystem with two technologies, one decision and one topic.
// Every case of these tests is this content with one thing changed.
var good = map[string]string{
	"site.yaml": `name: Site
tagline: A tagline
description: A description
owner:
  name: Robin
  role: Engineer
time_zone: Europe/Paris
hours:
  friday: 9:00-12:30, 14:00-18:00
links:
  - {title: Code, url: "https://example.com/code"}
`,
	"shop/ecosystem.md": `---
title: Shop
eyebrow: Eyebrow
subtitle: Subtitle
description: Description
lead: Lead
featured: [redis]
layers:
  - {slug: access, title: Access}
  - {slug: storage, title: Storage}
service:
  title: Your service
  layer: access
  uses:
    - {technology: client, as: queries}
technologies:
  - client
  - redis
decisions: [persistence]
topics: [redis]
perimeter: {stack: Stack, topics: Topics, model: Model}
highlights:
  - title: Highlight
    technologies: [redis]
    text: Text
scope: {title: Scope, text: Text, readers: [{who: A client, finds: something}]}
map: {title: Map, text: Text}
paths: {title: Paths, text: Text}
choices: {title: Choices, text: Text}
discussion: {title: Discussion, text: Text, offers: [{title: Offer, text: Text}]}
updated: 2026-11-24
---
`,
	"shop/technologies/client.md": technology("Client", "access", `uses:
  - {technology: redis, as: commands}
`),
	"shop/technologies/redis.md": technology("Redis", "storage", ""),
	"shop/decisions/persistence.md": `---
title: Decision
label: Persistence
line: Line
points:
  - slug: relational
    title: Point
    question: Question
    reasoning: Reasoning
    options:
      - {option: Option, gives: something, costs: something}
    default: Default
    leave: Leave
updated: 2026-11-24
---

An opening.
`,
	"shop/topics/redis.md": `---
title: Redis
headline: Headline
summary: Summary
technology: redis
version: "8"
checked: 2026-11-24
further:
  - {title: Manual, url: "https://example.com/manual"}
updated: 2026-11-24
---

An opening.

## The first part {#first}

See [the first part](/shop/topics/redis#first).
`,
}

func technology(title, layer, uses string) string {
	return `---
title: ` + title + `
layer: ` + layer + `
kind: kind
version: "8"
summary: Summary
topic: redis
` + uses + `role: Role
gives: [something]
withholds: [something]
choose: [something]
avoid: [something]
beside: Beside
facts:
  - {fact: Fact, value: Value, source: "https://example.com/fact"}
updated: 2026-11-24
---
`
}

// change is what a case does to the good content.
type change func(*testing.T, fstest.MapFS)

// put adds a file or replaces it.
func put(file, text string) change {
	return func(_ *testing.T, files fstest.MapFS) { files[file] = &fstest.MapFile{Data: []byte(text)} }
}

// without takes files away.
func without(names ...string) change {
	return func(_ *testing.T, files fstest.MapFS) {
		for _, name := range names {
			delete(files, name)
		}
	}
}

// swap replaces a text that stands in a file exactly once.
func swap(file, old, now string) change {
	return func(t *testing.T, files fstest.MapFS) {
		t.Helper()
		text := string(files[file].Data)
		if n := strings.Count(text, old); n != 1 {
			t.Fatalf("%q stands %d times in %s", old, n, file)
		}
		files[file] = &fstest.MapFile{Data: []byte(strings.Replace(text, old, now, 1))}
	}
}

// write ends the topic's text with the given one, which begins on line 18 of shop/topics/redis.md.
func write(text string) change {
	return func(t *testing.T, files fstest.MapFS) {
		t.Helper()
		put("shop/topics/redis.md", string(files["shop/topics/redis.md"].Data)+"\n"+text)(t, files)
	}
}

// drawn shows a drawing in the topic's text.
func drawn(text string) change {
	return all(put("shop/diagrams/a.svg", text), write("![A sentence](diagrams/a.svg)\n"))
}

// ran adds a sample with its output, and helpers that the output was written from too.
func ran(helpers ...string) change {
	const folder = "shop/samples/redis/"
	return func(t *testing.T, files fstest.MapFS) {
		t.Helper()
		h := sample.Header{Ran: "Redis 7.0.15"}
		for _, name := range append([]string{"query.redis"}, helpers...) {
			text := "GET a # in " + name + "\n"
			put(folder+name, text)(t, files)
			h.Inputs = append(h.Inputs, sample.Input{Name: name, Hash: sample.Hash([]byte(text))})
		}
		put(folder+"query.out", h.String()+"\"1 < 2\"\n")(t, files)
	}
}

// rename gives a folder another name.
func rename(old, now string) change {
	return func(_ *testing.T, files fstest.MapFS) {
		for name, file := range files {
			if inside, is := strings.CutPrefix(name, old+"/"); is {
				files[now+"/"+inside] = file
				delete(files, name)
			}
		}
	}
}

func all(changes ...change) change {
	return func(t *testing.T, files fstest.MapFS) {
		t.Helper()
		for _, change := range changes {
			change(t, files)
		}
	}
}

func contentWith(t *testing.T, changes ...change) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	for name, text := range good {
		put(name, text)(t, files)
	}
	all(changes...)(t, files)
	return files
}

func load(t *testing.T, changes ...change) *catalog.Catalog {
	t.Helper()
	c, err := catalog.Load(contentWith(t, changes...), nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
