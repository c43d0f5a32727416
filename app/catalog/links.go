package catalog

import (
	"fmt"
	"net/url"
	"strings"
)

// Sections of an ecosystem's page that a link may name.
const (
	SectionStack      = "stack"
	SectionDecisions  = "decisions"
	SectionTopics     = "topics"
	SectionDiscussion = "discussion"
)

// sectionFurther ends every topic.
const sectionFurther = "further"

// pageIDs are the ids that the views put round a topic's text or swap in beside it: no heading may have one of them. Those
// of footnotes, such as fn:1, hold a colon, which no heading's id does.
var pageIDs = []string{
	"asking", "banners", "bottom", "launcher", "main", "toast", "link-news", "top", "widget", "dev-mistakes",
	"contents-title", sectionFurther, "topic",
	"body", "change", "changes", "composer", "composer-about", "composer-bare", "composer-error", "conversation", "conversation-close", "conversation-title",
	"contact", "contact-email", "contact-error", "contact-send", "mailed-link",
	"is-typing", "log", "messages", "pending", "send", "sound", "typing",
}

// link is a link in a text, kept until all places are known.
type link struct {
	file   string
	line   int
	key    string
	target string
	place  string // the page the text stands on, for a target that is only #id; empty: there is no one page
}

// link keeps a link that stays on the site.
func (l *loader) link(k link) {
	if u, err := url.Parse(k.target); err != nil || u.Scheme == "" {
		l.inside = append(l.inside, k)
	}
}

// address checks a link that is a value of its own: a whole address of elsewhere, or a place of the site.
func (l *loader) address(file, key, target string) {
	u, err := url.Parse(target)
	switch {
	case target == "": // is said to be missing
	case err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "", err == nil && u.Scheme == "mailto" && u.Opaque != "":
	case err == nil && strings.HasPrefix(target, "/") && u.Host == "":
		l.link(link{file: file, line: l.lineOf(file, key), key: key, target: target})
	default:
		l.problem(file, l.lineOf(file, key), key, fmt.Sprintf("%q is no address such as https://example.com/page", target))
	}
}

// links checks every link that stays on the site against the places and headings there are.
func (l *loader) links(c *Catalog) {
	for _, e := range c.Ecosystems {
		l.anchors[e.Place()] = map[string]bool{SectionStack: true, SectionDecisions: true, SectionTopics: true, SectionDiscussion: true}
	}
	for _, k := range l.inside {
		place, id, named := strings.Cut(k.target, "#")
		if place == "" {
			place = k.place
		}
		if _, is := c.Title(place); !is {
			l.problem(k.file, k.line, k.key, fmt.Sprintf("the link %s leads to no place of the site", k.target))
		} else if named && !l.anchors[place][id] {
			l.problem(k.file, k.line, k.key, fmt.Sprintf("the link %s leads to no heading of that page", k.target))
		}
	}
}
