package catalog_test

import (
	"testing"

	"porchlight/app/catalog"
)

const (
	site      = "site.yaml"
	ecosystem = "shop/ecosystem.md"
	client    = "shop/technologies/client.md"
	redis     = "shop/technologies/redis.md"
	decision  = "shop/decisions/persistence.md"
	topic     = "shop/topics/redis.md"
	svg       = "shop/diagrams/a.svg"
	reply     = "replies/thanks.md"
	query     = "shop/samples/redis/query.redis"
	queryOut  = "shop/samples/redis/query.out"
)

// problem is the good content with one thing wrong; the answer names that thing and nothing else.
type problem struct {
	wrong  string
	change change
	answer string
}

var frontMatterProblems = []problem{
	{"a file that does not begin with front matter", put(topic, "title: Redis\n"),
		"shop/topics/redis.md:1: the file must begin with front matter between two lines of ---"},
	{"front matter that is not closed", swap(topic, "updated: 2026-11-24\n---\n", "updated: 2026-11-24\n"),
		"shop/topics/redis.md:1: the front matter is not closed by a line of ---"},
	{"front matter with nothing in it", put(reply, "---\n\n---\n\nThank you.\n"), "replies/thanks.md:1: title: is missing"},
	{"YAML that opens a list and does not close it", swap(topic, "headline: Headline", "headline: [Headline"),
		"shop/topics/redis.md:4: summary: ',' or ']' must be specified"},
	{"YAML that begins a text with a reserved character", swap(topic, "title: Redis", "title: `Redis`"),
		"shop/topics/redis.md:2: title: '`' is a reserved character"},
	{"a text with a colon in it", swap(topic, "summary: Summary", "summary: Redis: a summary"),
		"shop/topics/redis.md:4: summary: a text with a colon and a space in it stands in quotes, or below its key after >-"},
	{"a line that begins with a tab", swap(ecosystem, "  - {slug: storage", "\t- {slug: storage"),
		"shop/ecosystem.md:10: slug: the line begins with a tab: YAML is indented by spaces"},
	{"an unknown key in the site", swap(site, "links:", "hour: Always\nlinks:"),
		`site.yaml:10: hour: unknown field "hour"`},
	{"an unknown key in an ecosystem", swap(ecosystem, "eyebrow:", "eyebrows: Eyebrow\neyebrow:"),
		`shop/ecosystem.md:3: eyebrows: unknown field "eyebrows"`},
	{"an unknown key behind others on its line", swap(ecosystem, "title: Storage}", "title: Storage, name: Storage}"),
		`shop/ecosystem.md:10: layers[1].name: unknown field "name"`},
	{"an unknown key inside a list", swap(decision, "    question:", "    questions: Question\n    question:"),
		`shop/decisions/persistence.md:8: points[0].questions: unknown field "questions"`},
	{"a key that stands there twice", swap(topic, "version:", "title: Again\nversion:"),
		"shop/topics/redis.md:6: title: stands there twice"},
	{"a key that stands there twice on one line", swap(ecosystem, "title: Storage}", "title: Storage, title: Storage}"),
		"shop/ecosystem.md:10: layers[1].title: stands there twice"},
	{"a list where a text belongs", swap(topic, "summary: Summary", "summary: [Summary]"),
		"shop/topics/redis.md:4: summary: a text belongs here"},
	{"a text where a list belongs", swap(ecosystem, "featured: [redis]", "featured: redis"),
		"shop/ecosystem.md:7: featured: string was used where sequence is expected"},
	{"a text where keys belong", swap(ecosystem, "perimeter: {stack: Stack, topics: Topics, model: Model}", "perimeter: Stack"),
		"shop/ecosystem.md:21: perimeter: string was used where mapping is expected"},
	{"a day that is not written as one", swap(topic, "checked: 2026-11-24", "checked: 24 November"),
		`shop/topics/redis.md:7: checked: "24 November" is no day such as 2026-11-24`},
	{"a day that the month does not have", swap(topic, "checked: 2026-11-24", "checked: 2026-11-31"),
		`shop/topics/redis.md:7: checked: "2026-11-31" is no day such as 2026-11-24`},
	{"a time zone that does not exist", swap(site, "Europe/Paris", "Europe/Atlantis"),
		`site.yaml:7: time_zone: "Europe/Atlantis" is no time zone such as Europe/Paris`},
	{"a time zone that depends on the server", swap(site, "Europe/Paris", "Local"),
		`site.yaml:7: time_zone: "Local" is no time zone such as Europe/Paris`},
}

// onFriday puts something else where the good content has its hours: on line 9.
func onFriday(line string) change {
	return swap(site, "friday: 9:00-12:30, 14:00-18:00", line)
}

var hoursProblems = []problem{
	{"a day that no week has", onFriday("fryday: 9:00-18:00"), `site.yaml:9: hours.fryday: unknown field "fryday"`},
	{"hours in a sentence", swap(site, "\n  friday: 9:00-12:30, 14:00-18:00", " On Fridays"), "site.yaml:8: hours: string was used where mapping is expected"},
	{"a day in other words", onFriday("friday: 9 to 5"), `site.yaml:9: hours.friday: "9 to 5" is no span of a day such as 9:00-12:30`},
	{"a day without an end", onFriday("friday: 9:00"), `site.yaml:9: hours.friday: "9:00" is no span of a day such as 9:00-12:30`},
	{"a day with a number", onFriday("friday: 9"), `site.yaml:9: hours.friday: "9" is no span of a day such as 9:00-12:30`},
	{"a time that no clock shows", onFriday("friday: 9:00-12:00, 13:00-17:75"), `site.yaml:9: hours.friday: "13:00-17:75" is no span of a day such as 9:00-12:30`},
	{"a span the wrong way round", onFriday("friday: 18:00-9:00"),
		`site.yaml:9: hours.friday: "18:00-9:00" ends before it begins: what goes on after midnight is two spans, up to 24:00 and from 0:00`},
	{"spans that overlap", onFriday("friday: 9:00-12:30, 12:00-18:00"), `site.yaml:9: hours.friday: "12:00-18:00" begins before the span in front of it has ended`},
	{"a holiday on no day", swap(site, "links:", "holidays:\n  - 2026-12-25\n  - 2026-02-30\nlinks:"), `site.yaml:12: holidays[1]: "2026-02-30" is no day such as 2026-12-25`},
	{"a holiday without its year", swap(site, "links:", "holidays: [25 December]\nlinks:"), `site.yaml:10: holidays[0]: "25 December" is no day such as 2026-12-25`},
	{"a range that ends before it begins", swap(site, "links:", "holidays: [2027-01-01 to 2026-12-24]\nlinks:"), `site.yaml:10: holidays[0]: "2027-01-01 to 2026-12-24" ends before it begins`},
}

var missingProblems = []problem{
	{"no site", without(site), "site.yaml:1: cannot be read: it holds the name of the site and of its owner"},
	{"no ecosystem", without(ecosystem), "site.yaml:1: there is no ecosystem: add a folder with an ecosystem.md beside this file"},
	{"a site without a key", swap(site, "tagline: A tagline\n", ""), "site.yaml:1: tagline: is missing"},
	{"a site whose owner lacks a key", swap(site, "  role: Engineer\n", ""), "site.yaml:4: owner.role: is missing"},
	{"a site without its owner", swap(site, "owner:\n  name: Robin\n  role: Engineer\n", ""), "site.yaml:1: owner: is missing"},
	{"a link without its address", swap(site, `, url: "https://example.com/code"`, ""), "site.yaml:11: links[0].url: is missing"},
	{"an ecosystem without a list", swap(ecosystem, "featured: [redis]\n", ""), "shop/ecosystem.md:2: featured: is missing"},
	{"an ecosystem with an empty list", swap(ecosystem, "decisions: [persistence]", "decisions: []"), "shop/ecosystem.md:2: decisions: is missing"},
	{"a missing key among others on its line", swap(ecosystem, ", model: Model", ""), "shop/ecosystem.md:21: perimeter.model: is missing"},
	{"a missing key in a list", swap(ecosystem, "{slug: storage, title: Storage}", "{slug: storage}"), "shop/ecosystem.md:10: layers[1].title: is missing"},
	{"a missing key in a list below a key", swap(ecosystem, ", finds: something", ""), "shop/ecosystem.md:26: scope.readers[0].finds: is missing"},
	{"a missing key in a list in a list", swap(decision, ", costs: something", ""), "shop/decisions/persistence.md:11: points[0].options[0].costs: is missing"},
	{"an empty text", swap(topic, "summary: Summary", `summary: ""`), "shop/topics/redis.md:2: summary: is missing"},
	{"a key with nothing behind it", swap(topic, "summary: Summary", "summary:"), "shop/topics/redis.md:2: summary: is missing"},
	{"an empty text in a list", swap(redis, "gives: [something]", `gives: [something, ""]`), "shop/technologies/redis.md:9: gives[1]: is missing"},
	{"a technology without a key", swap(redis, "beside: Beside\n", ""), "shop/technologies/redis.md:2: beside: is missing"},
	{"a fact without its source", swap(redis, `, source: "https://example.com/fact"`, ""), "shop/technologies/redis.md:15: facts[0].source: is missing"},
	{"a decision without a key", swap(decision, "label: Persistence\n", ""), "shop/decisions/persistence.md:2: label: is missing"},
	{"a topic without its day", swap(topic, "checked: 2026-11-24\n", ""), "shop/topics/redis.md:2: checked: is missing"},
}

var slugProblems = []problem{
	{"a featured technology that does not exist", swap(ecosystem, "featured: [redis]", "featured: [redis, mysql]"),
		`shop/ecosystem.md:7: featured[1]: there is no technology "mysql"`},
	{"a highlighted technology that does not exist", swap(ecosystem, "    technologies: [redis]", "    technologies: [redis, mysql]"),
		`shop/ecosystem.md:24: highlights[0].technologies[1]: there is no technology "mysql"`},
	{"a technology that uses one that does not exist", swap(client, "technology: redis", "technology: mysql"),
		`shop/technologies/client.md:9: uses[0].technology: there is no technology "mysql"`},
	{"a service that uses a technology that does not exist", swap(ecosystem, "{technology: client", "{technology: mysql"),
		`shop/ecosystem.md:15: service.uses[0].technology: there is no technology "mysql"`},
	{"a technology in a layer that does not exist", swap(redis, "layer: storage", "layer: cellar"),
		`shop/technologies/redis.md:3: layer: there is no layer "cellar" in ecosystem.md`},
	{"a service in a layer that does not exist", swap(ecosystem, "layer: access", "layer: cellar"),
		`shop/ecosystem.md:13: service.layer: there is no layer "cellar" in ecosystem.md`},
	{"a technology with a topic that does not exist", swap(redis, "topic: redis", "topic: mysql"),
		`shop/technologies/redis.md:7: topic: there is no topic "mysql"`},
	{"a topic of a technology that does not exist", swap(topic, "technology: redis", "technology: mysql"),
		`shop/topics/redis.md:5: technology: there is no technology "mysql"`},
	{"a technology that uses itself", swap(client, "technology: redis", "technology: client"),
		"shop/technologies/client.md:9: uses[0].technology: a technology does not use itself"},
	{"a use in more words than the map has room for", swap(client, "as: commands", "as: commands and some more"),
		"shop/technologies/client.md:9: uses[0].as: is longer than the 20 letters that the stack map has room for"},
	{"a listed technology without a file", swap(ecosystem, "  - redis\n", "  - redis\n  - mysql\n"),
		"shop/ecosystem.md:19: technologies[2]: there is no file technologies/mysql.md"},
	{"a listed topic without a file, though technologies name it", without(topic),
		"shop/ecosystem.md:20: topics[0]: there is no file topics/redis.md"},
	{"a listed decision without a file", without(decision),
		"shop/ecosystem.md:19: decisions[0]: there is no file decisions/persistence.md"},
	{"a topic's file that is not listed", put("shop/topics/mysql.md", good[topic]),
		"shop/topics/mysql.md:1: is not listed under topics in ecosystem.md"},
	{"a technology's file that is not listed", put("shop/technologies/mysql.md", good[redis]),
		"shop/technologies/mysql.md:1: is not listed under technologies in ecosystem.md"},
	{"a technology listed twice", swap(ecosystem, "  - redis\n", "  - redis\n  - redis\n"),
		`shop/ecosystem.md:19: technologies[2]: "redis" stands there twice`},
	{"a technology featured twice", swap(ecosystem, "featured: [redis]", "featured: [redis, redis]"),
		`shop/ecosystem.md:7: featured[1]: "redis" stands there twice`},
	{"a technology highlighted twice", swap(ecosystem, "    technologies: [redis]", "    technologies: [redis, redis]"),
		`shop/ecosystem.md:24: highlights[0].technologies[1]: "redis" stands there twice`},
	{"a technology used twice", swap(client, "as: commands}", "as: commands}\n  - {technology: redis, as: events}"),
		`shop/technologies/client.md:10: uses[1].technology: "redis" stands there twice`},
	{"two layers of one name", swap(ecosystem, "title: Storage}", "title: Storage}\n  - {slug: storage, title: Cellar}"),
		`shop/ecosystem.md:11: layers[2].slug: "storage" stands there twice`},
	{"two points of one name", swap(decision, "    leave: Leave\n", "    leave: Leave\n  - {slug: relational, title: T, question: Q, reasoning: R, options: [{option: O, gives: G, costs: C}], default: D, leave: L}\n"),
		`shop/decisions/persistence.md:14: points[1].slug: "relational" stands there twice`},
	{"a listed slug that is none", swap(ecosystem, "topics: [redis]", "topics: [redis, My_SQL]"),
		`shop/ecosystem.md:20: topics[1]: "My_SQL" must be lower-case words joined by hyphens`},
	{"a layer's slug that is none", swap(ecosystem, "  - {slug: storage", "  - {slug: cellar-, title: Cellar}\n  - {slug: storage"),
		`shop/ecosystem.md:10: layers[1].slug: "cellar-" must be lower-case words joined by hyphens`},
	{"a point's slug that is none", swap(decision, "slug: relational", "slug: Relational model"),
		`shop/decisions/persistence.md:6: points[0].slug: "Relational model" must be lower-case words joined by hyphens`},
	{"a folder whose name is no slug", rename("shop", "My shop"),
		`My shop/ecosystem.md:1: the folder's name "My shop" must be lower-case words joined by hyphens`},
	{"a folder whose name a route has", rename("shop", "conversation"),
		`conversation/ecosystem.md:1: the folder's name "conversation" is reserved: the site has a page of its own there`},
}

var textProblems = []problem{
	{"a link to a place that does not exist", write("See\n[MySQL](/shop/topics/mysql).\n"),
		"shop/topics/redis.md:20: the link /shop/topics/mysql leads to no place of the site"},
	{"an address of the site that is no place", swap(site, `"https://example.com/code"`, "/nowhere"),
		"site.yaml:11: links[0].url: the link /nowhere leads to no place of the site"},
	{"an address that says neither where nor how", swap(site, `"https://example.com/code"`, "code"),
		`site.yaml:11: links[0].url: "code" is no address such as https://example.com/page`},
	{"a link with a title to a place that does not exist", write("[MySQL](/shop/topics/mysql \"In depth\")\n"),
		"shop/topics/redis.md:19: the link /shop/topics/mysql leads to no place of the site"},
	{"a link by reference to a place that does not exist", write("[MySQL][1]\n\n[1]: /shop/topics/mysql\n"),
		"shop/topics/redis.md:19: the link /shop/topics/mysql leads to no place of the site"},
	{"a link that is no absolute path", write("[The card](../technologies/redis)\n"),
		"shop/topics/redis.md:19: the link ../technologies/redis leads to no place of the site"},
	{"a link to another site's path", write("[The card](//shop/technologies/redis)\n"),
		"shop/topics/redis.md:19: the link //shop/technologies/redis leads to no place of the site"},
	{"a link to a heading that does not exist", write("[Second](/shop/topics/redis#second)\n"),
		"shop/topics/redis.md:19: the link /shop/topics/redis#second leads to no heading of that page"},
	{"a link to a heading that this page does not have", write("[Second](#second)\n"),
		"shop/topics/redis.md:19: the link #second leads to no heading of that page"},
	{"a link to a section that an ecosystem does not have", write("[Shop](/shop#second)\n"),
		"shop/topics/redis.md:19: the link /shop#second leads to no heading of that page"},
	{"a broken link in the front matter", swap(redis, "beside: Beside", "beside: >-\n  Beside\n  [it](/shop/nothing)"),
		"shop/technologies/redis.md:13: beside: the link /shop/nothing leads to no place of the site"},
	{"a broken link in a list of the front matter", swap(redis, "gives: [something]", `gives: ["[it](/shop/nothing)"]`),
		"shop/technologies/redis.md:9: gives[0]: the link /shop/nothing leads to no place of the site"},
	{"a broken link in the site", swap(site, "description: A description", `description: "[Always](/always)"`),
		"site.yaml:3: description: the link /always leads to no place of the site"},
	{"a link to a heading of no page in the front matter", swap(redis, "role: Role", `role: "[Role](#first)"`),
		"shop/technologies/redis.md:8: role: the link #first leads to no place of the site"},
	{"a link in a summary, which is shown inside of one", swap(topic, "summary: Summary", `summary: "[Summary](/shop)"`),
		"shop/topics/redis.md:4: summary: holds no link: it is shown inside of one"},
	{"a # heading", write("# Second {#second}\n"),
		"shop/topics/redis.md:19: a text has no # heading; its title stands in the front matter"},
	{"a ## heading without an id", write("## Second\n"),
		"shop/topics/redis.md:19: a ## heading needs an id, such as {#locks}, so that links to it last"},
	{"an underlined heading without an id", write("Second\n------\n"),
		"shop/topics/redis.md:19: a ## heading needs an id, such as {#locks}, so that links to it last"},
	{"two headings with one id", write("### Second {#first}\n"),
		`shop/topics/redis.md:19: two headings have the id "first"`},
	{"a heading with the id of a part of the page", write("## Second {#widget}\n"),
		`shop/topics/redis.md:19: the heading's id "widget" is reserved: the page around the text has it already`},
	{"a heading with an id that is no slug", write("## Second {#Second}\n"),
		`shop/topics/redis.md:19: the heading's id "Second" must be lower-case words joined by hyphens`},
	{"a heading with a link inside", write("## [Second](/shop) {#second}\n"),
		"shop/topics/redis.md:19: a heading holds no link: it is one itself"},
	{"a heading in a decision's opening", swap(decision, "An opening.", "An opening.\n\n### Second"),
		"shop/decisions/persistence.md:19: an opening holds no headings"},
	{"HTML in a text", write("Second\n\n<div>A box</div>\n"),
		"shop/topics/redis.md:21: a text holds no HTML, which pages would leave out: write Markdown, or put `<name>` between backticks"},
	{"HTML amid a sentence", write("A list of <name>.\n"),
		"shop/topics/redis.md:19: a text holds no HTML, which pages would leave out: write Markdown, or put `<name>` between backticks"},
	{"HTML in the front matter", swap(redis, "role: Role", "role: A list of <name>"),
		"shop/technologies/redis.md:8: role: a text holds no HTML, which pages would leave out: write Markdown, or put `<name>` between backticks"},
	{"a note that nothing answers", write("A claim[^second].\n"),
		"shop/topics/redis.md:19: there is no note [^second]: write it in a line that begins with [^second]:"},
	{"a note that no text refers to", write("A claim.\n\n[^second]: A note.\n"),
		"shop/topics/redis.md:21: no text refers to the note [^second], so no page shows it"},
	{"a note in a heading", write("## Second[^a] {#second}\n\n[^a]: A note.\n"),
		"shop/topics/redis.md:19: a heading holds no link: it is one itself"},
	{"a note in a decision's opening", swap(decision, "An opening.", "An opening.[^a]\n\n[^a]: A note."),
		"shop/decisions/persistence.md:19: an opening holds no notes"},
	{"an included file that does not exist", write("```sh include=samples/run.sh\n```\n"),
		"shop/topics/redis.md:19: include: there is no file shop/samples/run.sh"},
	{"an included file outside of the content", write("```sh include=../../etc/passwd\n```\n"),
		"shop/topics/redis.md:19: include: there is no file ../etc/passwd"},
}

var drawingProblems = []problem{
	{"a drawing that does not exist", write("![A sentence](diagrams/a.svg)\n"),
		"shop/topics/redis.md:19: there is no file shop/diagrams/a.svg"},
	{"a picture that is no drawing", write("![A sentence](diagrams/a.png)\n"),
		"shop/topics/redis.md:19: the picture diagrams/a.png is no .svg drawing"},
	{"a drawing without a sentence", all(put(svg, "<svg/>"), write("![](diagrams/a.svg)\n")),
		"shop/topics/redis.md:19: the drawing diagrams/a.svg needs a sentence that tells what it shows"},
	{"a drawing amid a sentence", all(put(svg, "<svg/>"), write("See ![A sentence](diagrams/a.svg)\n")),
		"shop/topics/redis.md:19: the drawing diagrams/a.svg must be a paragraph of its own"},
	{"a drawing in a list", all(put(svg, "<svg/>"), write("- ![A sentence](diagrams/a.svg)\n")),
		"shop/topics/redis.md:19: the drawing diagrams/a.svg must be a paragraph of its own"},
	{"a drawing with a script", drawn("<svg>\n<script>alert(1)</script>\n</svg>"),
		"shop/diagrams/a.svg:2: a drawing holds shapes and text, no <script>"},
	{"a drawing with a style sheet", drawn("<svg>\n<style>text{}</style>\n</svg>"),
		"shop/diagrams/a.svg:2: a drawing holds shapes and text, no <style>"},
	{"a drawing with HTML inside", drawn("<svg>\n<foreignObject/>\n</svg>"),
		"shop/diagrams/a.svg:2: a drawing holds shapes and text, no <foreignObject>"},
	{"a drawing with a style attribute", drawn("<svg>\n<text style=\"fill: red\">a</text>\n</svg>"),
		"shop/diagrams/a.svg:2: a drawing has no style attribute: use the site's classes"},
	{"a drawing with an event", drawn("<svg\nonLoad = \"alert(1)\"/>"),
		"shop/diagrams/a.svg:2: a drawing has no onLoad attribute: use the site's classes"},
	{"a drawing with an id", drawn("<svg id=\"main\"/>"),
		"shop/diagrams/a.svg:1: a drawing has no id attribute: use the site's classes"},
	{"a drawing with a link", drawn("<svg xmlns:xlink=\"http://www.w3.org/1999/xlink\">\n<path xlink:href=\"#a\"/>\n</svg>"),
		"shop/diagrams/a.svg:2: a drawing has no href attribute: use the site's classes"},
	{"a drawing with an XML declaration", drawn("<?xml version=\"1.0\"?>\n<svg/>"),
		"shop/diagrams/a.svg:1: a drawing begins with its <svg>, without a declaration"},
	{"a drawing with a comment, which HTML ends earlier than XML", drawn("<svg>\n<!--><script>alert(1)</script>--></svg>"),
		"shop/diagrams/a.svg:2: a drawing holds no <!…: neither a comment, nor CDATA, nor a declaration"},
	{"a drawing that is not closed", drawn("<svg>\n<g>\n</svg>"),
		"shop/diagrams/a.svg:3: the drawing cannot be read: XML syntax error on line 3: element <g> closed by </svg>"},
}

var sampleProblems = []problem{
	{"a sample that changed after its output was written", all(ran(), swap(query, "GET a", "GET b")),
		"shop/samples/redis/query.out:2: sha256: samples/redis/query.redis changed after its output was written: run make samples"},
	{"a helper that changed after the output was written", all(ran("limit.lua"), swap("shop/samples/redis/limit.lua", "GET", "SET")),
		"shop/samples/redis/query.out:3: sha256: samples/redis/limit.lua changed after its output was written: run make samples"},
	{"a change that no text shows", all(ran(), swap(query, "GET a", "GET a ")),
		"shop/samples/redis/query.out:2: sha256: samples/redis/query.redis changed after its output was written: run make samples"},
	{"an output whose sample is gone", all(ran(), without(query)),
		"shop/samples/redis/query.out:2: sha256: there is no file samples/redis/query.redis any more: run make samples"},
	{"an output without a header", all(put(queryOut, "\"1\"\n"), write("```text include=samples/redis/query.out\n```\n")),
		"shop/samples/redis/query.out:1: has no header that tells what wrote it: run make samples"},
	{"an output that does not say what it was written from", put(queryOut, "-- Redis 7.0.15\n\"1\"\n"),
		"shop/samples/redis/query.out:1: has no header that tells what wrote it: run make samples"},
	{"a sample without an output", all(put(query, "GET a\n"), write("```redis include=samples/redis/query.redis\n```\n")),
		`shop/topics/redis.md:19: include: no output lists samples/redis/query.redis: run make samples, or tell why it was not run with unrun="…"`},
	{"a sample that no output of its folder lists", all(ran(), put("shop/samples/other.redis", "GET a\n"), write("```redis include=samples/other.redis\n```\n")),
		`shop/topics/redis.md:19: include: no output lists samples/other.redis: run make samples, or tell why it was not run with unrun="…"`},
	{"a sample that was not run for no reason", all(put(query, "GET a\n"), write("```redis include=samples/redis/query.redis unrun=\" \"\n```\n")),
		"shop/topics/redis.md:19: unrun: tells no reason"},
	{"a sample that was run and is said not to be", all(ran(), write("```redis include=samples/redis/query.redis unrun=\"No Redis.\"\n```\n")),
		"shop/topics/redis.md:19: unrun: samples/redis/query.redis was run: query.out lists it"},
}

var replyProblems = []problem{
	{"a reply without front matter", put(reply, "Thank you.\n"),
		"replies/thanks.md:1: the file must begin with front matter between two lines of ---"},
	{"a reply without a title", put(reply, "---\n{}\n---\nThank you.\n"), "replies/thanks.md:2: title: is missing"},
	{"a reply with an empty title", put(reply, "---\ntitle: \"\"\n---\nThank you.\n"), "replies/thanks.md:2: title: is missing"},
	{"an unknown key in a reply", put(reply, "---\ntitle: Thank\nslug: thanks\n---\nThank you.\n"),
		`replies/thanks.md:3: slug: unknown field "slug"`},
	{"a reply without a text", put(reply, "---\ntitle: Thank\n---\n \n\n"),
		"replies/thanks.md:4: has no text: write below the front matter what is to be sent"},
	{"a variable that does not exist", put(reply, "---\ntitle: Thank\n---\n\nThank you,\n{visitor}.\n"),
		"replies/thanks.md:6: there is no variable {visitor}: a reply can name {title}, {owner} and {hours}"},
	{"a variable in another case", put(reply, "---\ntitle: Thank\n---\n{title}, {Title}\n"),
		"replies/thanks.md:4: there is no variable {Title}: a reply can name {title}, {owner} and {hours}"},
	{"a variable of two words", put(reply, "---\ntitle: Thank\n---\n{owner_name}\n"),
		"replies/thanks.md:4: there is no variable {owner_name}: a reply can name {title}, {owner} and {hours}"},
}

func TestEveryContentErrorStopsTheLoadWithFileLineKeyAndReason(t *testing.T) {
	for _, group := range [][]problem{frontMatterProblems, hoursProblems, missingProblems, slugProblems, textProblems, drawingProblems, sampleProblems, replyProblems} {
		for _, p := range group {
			t.Run(p.wrong, func(t *testing.T) {
				c, err := catalog.Load(contentWith(t, p.change), []string{"conversation"})
				if err == nil || c != nil {
					t.Fatalf("it loaded; want %s", p.answer)
				}
				if err.Error() != p.answer {
					t.Errorf("answer\n%s\nwant\n%s", err, p.answer)
				}
			})
		}
	}
}

func TestAllThatIsWrongIsToldAtOnceInTheOrderOfTheFiles(t *testing.T) {
	_, err := catalog.Load(contentWith(t,
		swap(site, "Europe/Paris", "Europe/Atlantis"),
		swap(topic, "summary: Summary\n", ""),
		write("## Second\n"),
		swap(redis, "layer: storage", "layer: cellar"),
	), nil)
	want := `shop/technologies/redis.md:3: layer: there is no layer "cellar" in ecosystem.md
shop/topics/redis.md:2: summary: is missing
shop/topics/redis.md:18: a ## heading needs an id, such as {#locks}, so that links to it last
site.yaml:7: time_zone: "Europe/Atlantis" is no time zone such as Europe/Paris`
	if err == nil || err.Error() != want {
		t.Errorf("answer\n%v\nwant\n%s", err, want)
	}
}
