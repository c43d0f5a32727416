package press

import (
	"strings"
	"time"
	"unicode/utf8"

	"porchlight/app/catalog"
)

// About is what machines are told of a place: search engines, feed readers, services that show a link.
//
// A card or a block is its own canonical address, though its page is the parent's with that part open: what is in it stands on
// no other page, and the parent's address would say that it does.
type About struct {
	Place       string
	URL         string // canonical: with the site's origin
	Type        string // of Open Graph: website or article
	Title       string // without the site's name
	Description string
	Site        string    // its name
	Section     string    // of a card, block or topic: the title of its ecosystem
	Updated     time.Time // the day on which a reader would last have noticed a change
	Image       string    // URL
	Structured  object    // JSON-LD
	words       words
}

// Search engines show about as much of a title and a description, in characters. What is longer they cut themselves, and of a
// description that says nothing they make one up.
const (
	titleMost        = 70
	descriptionLeast = 50
	descriptionMost  = 160
)

// documentTitle names the site too where there is room.
func (a *About) documentTitle() string {
	if whole := a.Title + " · " + a.Site; utf8.RuneCountInString(whole) <= titleMost {
		return whole
	}
	return a.Title
}

// Article reports whether it is one for Open Graph, with a day.
func (a *About) Article() bool { return a.Type == "article" }

// Modified is the day as machines read it.
func (a *About) Modified() string { return a.Updated.UTC().Format(time.RFC3339) }

func (e *Edition) aboutHome() *About {
	site := e.Catalog.Site
	var newest time.Time
	for _, eco := range e.Catalog.Ecosystems {
		newest = latest(newest, newestIn(eco))
	}
	a := e.about("/", words{Eyebrow: site.Owner.Name + ", " + site.Owner.Role.Plain(), Title: site.Tagline.Plain()}, newest)
	a.Title, a.Description = a.words.Title, describe(site.Description.Plain())
	a.Structured = e.homeData(a)
	return a
}

func (e *Edition) aboutEcosystem(eco *catalog.Ecosystem) *About {
	a := e.about(eco.Place(), words{Eyebrow: eco.Eyebrow, Title: eco.Title}, eco.Updated.Time)
	a.Title, a.Description = eco.Title, describe(eco.Description, eco.Lead.Plain())
	a.Structured = e.ecosystemData(a)
	return a
}

func (e *Edition) aboutTechnology(t *catalog.Technology) *About {
	a := e.about(t.Place(), words{Eyebrow: t.Ecosystem.Title + " / " + t.Kind, Title: t.Title}, t.Updated.Time)
	a.Title, a.Description = t.Title+" in "+t.Ecosystem.Title, describe(t.Summary.Plain(), t.Role.Plain())
	a.Section, a.Structured = t.Ecosystem.Title, e.partData(a, t.Ecosystem, t.Title)
	return a
}

func (e *Edition) aboutDecision(d *catalog.Decision) *About {
	a := e.about(d.Place(), words{Eyebrow: d.Ecosystem.Title + " / " + d.Label, Title: d.Title}, d.Updated.Time)
	a.Title, a.Description = d.Label+": "+d.Title, describe(d.Line.Plain(), d.Points[0].Question.Plain())
	a.Section, a.Structured = d.Ecosystem.Title, e.partData(a, d.Ecosystem, d.Label)
	return a
}

func (e *Edition) aboutTopic(t *catalog.Topic) *About {
	a := e.about(t.Place(), words{Eyebrow: t.Ecosystem.Title + " / " + t.Title, Title: t.Headline.Plain()}, t.Updated.Time)
	a.Type, a.Title, a.Description = "article", t.Title+": "+t.Headline.Plain(), describe(t.Summary.Plain(), t.Headline.Plain())
	a.Section, a.Structured = t.Ecosystem.Title, e.topicData(a, t)
	return a
}

func (e *Edition) about(place string, w words, updated time.Time) *About {
	w.Site = e.Catalog.Site.Name
	return &About{
		Place: place, URL: e.origin + place, Type: "website", Site: w.Site, Updated: updated, Image: e.origin + pictureOf(place, w), words: w,
	}
}

// newestIn is the last day on which anything in an ecosystem changed.
func newestIn(eco *catalog.Ecosystem) time.Time {
	newest := eco.Updated.Time
	for _, t := range eco.Technologies {
		newest = latest(newest, t.Updated.Time)
	}
	for _, d := range eco.Decisions {
		newest = latest(newest, d.Updated.Time)
	}
	for _, t := range eco.Topics {
		newest = latest(newest, t.Updated.Time)
	}
	return newest
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// describe makes a description: the first text, with the next ones while it is too short, cut at a word where it is too long.
func describe(texts ...string) string {
	all := strings.TrimSpace(texts[0])
	for _, text := range texts[1:] {
		if utf8.RuneCountInString(all) < descriptionLeast {
			all += " " + strings.TrimSpace(text)
		}
	}
	runes := []rune(all)
	if len(runes) <= descriptionMost {
		return all
	}
	short := string(runes[:descriptionMost-1])
	if space := strings.LastIndexByte(short, ' '); space > 0 {
		short = short[:space]
	}
	return strings.TrimRight(short, " ,.:;") + "…"
}
