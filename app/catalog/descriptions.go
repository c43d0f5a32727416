package catalog

// kindTitles head the schemas.
var kindTitles = map[string]string{
	"site":       "content/site.yaml: the site and whoever answers",
	"ecosystem":  "Front matter of ecosystem.md: a parent page and the order of all below it",
	"technology": "Front matter of technologies/*.md: a card that unfolds in the ecosystem's page",
	"decision":   "Front matter of decisions/*.md: a block that unfolds into the reasoning behind a choice",
	"topic":      "Front matter of topics/*.md: a page of depth below the ecosystem",
	"reply":      "Front matter of replies/*.md: a text that the owner sends often",
}

// addressForm is what an address begins with: what follows is the loader's to check.
const addressForm = `^(https?://[^/]|mailto:.|/)`

// forms are what the values of some keys look like, wherever the key stands, as long as they are plain strings.
var forms = map[string]string{
	"slug": slugForm.String(), "layer": slugForm.String(), "topic": slugForm.String(), "technology": slugForm.String(),
	"featured": slugForm.String(), "technologies": slugForm.String(), "decisions": slugForm.String(), "topics": slugForm.String(),
	"url": addressForm, "source": addressForm,
}

// descriptions say of every key, by its struct, what belongs there. A test holds the table and the structs together.
var descriptions = map[string]string{
	"Site.name":        "What the site is called, in its header and after every page's title.",
	"Site.tagline":     "One line that says what the site is, on / and at the foot of every page.",
	"Site.description": "Two sentences for the start page and for search engines.",
	"Site.owner":       "Whoever answers.",
	"Site.time_zone":   "Where the owner answers from, by its name in the tz database, such as Europe/Paris.",
	"Site.hours":       "When the owner answers. What is said of it anywhere on the site comes from here. Left out: at no fixed hours.",
	"Site.holidays":    "Days without answers, such as 2026-12-25, or 2026-12-24 to 2027-01-01.",
	"Site.links":       "Where else the owner is found.",

	"Weekly.monday":    "The spans of a Monday, such as 9:00-12:30, 14:00-18:00; up to 24:00. Left out: closed.",
	"Weekly.tuesday":   "The spans of a Tuesday, such as 9:00-12:30, 14:00-18:00; up to 24:00. Left out: closed.",
	"Weekly.wednesday": "The spans of a Wednesday, such as 9:00-12:30, 14:00-18:00; up to 24:00. Left out: closed.",
	"Weekly.thursday":  "The spans of a Thursday, such as 9:00-12:30, 14:00-18:00; up to 24:00. Left out: closed.",
	"Weekly.friday":    "The spans of a Friday, such as 9:00-12:30, 14:00-18:00; up to 24:00. Left out: closed.",
	"Weekly.saturday":  "The spans of a Saturday, such as 9:00-12:30, 14:00-18:00; up to 24:00. Left out: closed.",
	"Weekly.sunday":    "The spans of a Sunday, such as 9:00-12:30, 14:00-18:00; up to 24:00. Left out: closed.",

	"Person.name": "The owner's name, as visitors read it.",
	"Person.role": "What the owner does, in a few words.",

	"Link.title": "What the link is called.",
	"Link.url":   "A whole address such as https://example.com/page, or a place of this site such as /data-realtime.",
	"Link.note":  "One line on what is found there.",

	"Ecosystem.title":        "The page's heading.",
	"Ecosystem.eyebrow":      "The small line above the heading, such as Ecosystem / Backend.",
	"Ecosystem.subtitle":     "One line below the heading.",
	"Ecosystem.description":  "One or two sentences for search engines and link previews. Plain text.",
	"Ecosystem.lead":         "The opening paragraph: what the reader gets here.",
	"Ecosystem.featured":     "Slugs of the technologies that stand beside the heading.",
	"Ecosystem.layers":       "The rows of the stack map, from the top.",
	"Ecosystem.service":      "The reader's own part of the stack map.",
	"Ecosystem.technologies": "Slugs of all files in technologies/, in the order of the page.",
	"Ecosystem.decisions":    "Slugs of all files in decisions/, in the order of the page.",
	"Ecosystem.topics":       "Slugs of all files in topics/, in the order in which they are read.",
	"Ecosystem.perimeter":    "The line below each figure. The figures are counted.",
	"Ecosystem.highlights":   "The numbered strengths.",
	"Ecosystem.scope":        "What the page answers for, and for whom.",
	"Ecosystem.map":          "What opens the stack map.",
	"Ecosystem.paths":        "What opens the list of topics.",
	"Ecosystem.choices":      "What opens the decisions.",
	"Ecosystem.discussion":   "The call to write to the owner.",
	"Ecosystem.updated":      "The day of the last change that a reader would notice, such as 2026-11-24.",

	"Layer.slug":  "The name that cards give as their layer.",
	"Layer.title": "The row's label on the map.",

	"Service.title": "What the reader's own part is called on the map.",
	"Service.layer": "Slug of the layer that it stands in.",
	"Service.uses":  "What it asks, and as what: the lines that go out from it.",

	"Use.technology": "Slug of the technology that is used.",
	"Use.as":         "What it is used as, in a word or two: the line's label.",

	"Perimeter.stack":  "One line on the technologies.",
	"Perimeter.topics": "One line on the topics.",
	"Perimeter.model":  "One line on the decisions.",

	"Highlight.title":        "The strength, in a word or two.",
	"Highlight.technologies": "Slugs of the technologies behind it.",
	"Highlight.text":         "Two sentences that say what it is good for.",

	"Scope.title":   "A claim that the page stands by.",
	"Scope.text":    "The paragraph below it.",
	"Scope.readers": "Who finds what here.",

	"Reader.who":   "A kind of reader, such as A client.",
	"Reader.finds": "What they find; reads on from the first words.",

	"Heading.title": "The section's heading.",
	"Heading.text":  "The paragraph below it.",

	"Discussion.title":  "The invitation.",
	"Discussion.text":   "What a first message should hold.",
	"Discussion.offers": "What the owner can be asked for.",

	"Offer.title": "The offer, in a word or two.",
	"Offer.text":  "One sentence on what is done.",

	"Technology.title":     "The technology's name.",
	"Technology.layer":     "Slug of the layer that it stands in on the map.",
	"Technology.kind":      "What it is, in a word or two, such as relational or queue.",
	"Technology.version":   "The version that the card speaks of. In quotes, or 8.10 is read as the number 8.1.",
	"Technology.summary":   "One line for the folded card.",
	"Technology.topic":     "Slug of the topic that goes deeper.",
	"Technology.uses":      "What it asks of other technologies here: the lines that go out from it.",
	"Technology.role":      "The job it has in a product, in two or three sentences. No slogan.",
	"Technology.gives":     "Guarantees that it gives, a sentence each.",
	"Technology.withholds": "Guarantees that it does not give, a sentence each.",
	"Technology.choose":    "When to choose it; each reads on from the words Choose it when.",
	"Technology.avoid":     "When not to; each reads on from the words Leave it when.",
	"Technology.beside":    "How it fits beside the others of the ecosystem.",
	"Technology.facts":     "Claims that a reader could doubt, with the vendor's word for each.",
	"Technology.updated":   "The day of the last change that a reader would notice, such as 2026-11-24.",

	"Fact.fact":   "What the claim is about, such as Eviction by default.",
	"Fact.value":  "The claim.",
	"Fact.source": "The vendor's page that says so.",

	"Decision.title":   "The decision, as an imperative.",
	"Decision.label":   "The decision in a word, such as Persistence.",
	"Decision.line":    "One line for the folded block.",
	"Decision.points":  "The questions that make up the decision.",
	"Decision.updated": "The day of the last change that a reader would notice, such as 2026-11-24.",

	"Point.slug":      "The point's name in the page's markup, unique in this decision.",
	"Point.title":     "What the point is about.",
	"Point.question":  "The question to ask first.",
	"Point.reasoning": "How to think about it, in a paragraph.",
	"Point.options":   "The trade-off table, an option a row.",
	"Point.default":   "What to take when nothing speaks against it.",
	"Point.leave":     "When to leave the default.",

	"Option.option": "The option.",
	"Option.gives":  "What it brings.",
	"Option.costs":  "What it costs.",

	"Topic.title":      "The topic in a word or two, for lists.",
	"Topic.headline":   "The page's heading: what the reader will know afterwards. No links.",
	"Topic.summary":    "One or two sentences for lists and search engines. No links.",
	"Topic.technology": "Slug of the card that this goes deeper than.",
	"Topic.version":    "The version that the text was checked against. In quotes, or 8.10 is read as the number 8.1.",
	"Topic.checked":    "The day on which the text was last compared with the vendor's words, such as 2026-11-24.",
	"Topic.updated":    "The day of the last change that a reader would notice, such as 2026-11-24.",
	"Topic.further":    "Pages worth reading next, most useful first.",

	"Reply.title": "What the reply is called in the list from which the owner picks.",
}
