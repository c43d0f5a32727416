package nodes

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/html"
)

// page is what frames have put on a tab's screen.
type page struct {
	rev     int64
	log     []line           // by seq, each message once
	counts  map[string]count // by place
	lamp    string           // in or away
	here    string           // where the visitor of a thread is: a place; empty when they are not here
	roster  []string         // the rows of the presence page
	banners []string         // ids of the broadcasts that are shown
	verdict string           // the sentence of the health page
	errors  []string         // codes of what was refused

	lastSeq int64    // of the running connection
	faults  []string // what the wire should never bring
}

// line is a message as it is shown.
type line struct {
	id, from, body string
	seq            int64
	at             time.Time // when it came to be shown
}

// count is a number of people, and what it covers: everything, or this node alone.
type count struct {
	number int
	scope  string
}

func (p *page) connected() { p.lastSeq = 0 }

func (p page) copy() page {
	p.log, p.roster, p.errors, p.faults = slices.Clone(p.log), slices.Clone(p.roster), slices.Clone(p.errors), slices.Clone(p.faults)
	p.counts, p.banners = maps.Clone(p.counts), slices.Clone(p.banners)
	return p
}

// shows reports whether the log shows a message.
func (p page) shows(id string) bool {
	return slices.ContainsFunc(p.log, func(l line) bool { return l.id == id })
}

// row is the id that the presence page gives a visitor's row.
func row(visitor string) string { return "v-" + visitor[:12] }

// lists reports whether the presence page lists a visitor.
func (p page) lists(visitor string) bool { return slices.Contains(p.roster, row(visitor)) }

// bodies are the texts in the log, from top to bottom.
func (p page) bodies() (texts []string) {
	for _, l := range p.log {
		texts = append(texts, l.body)
	}
	return texts
}

// take puts a frame on the screen, as the page's scripts do it.
func (p *page) take(frame string) {
	root, err := html.Parse(strings.NewReader(frame))
	if err != nil {
		p.faults = append(p.faults, "no HTML: "+frame)
		return
	}
	for n := range root.Descendants() {
		switch {
		case has(n, "data-present"):
			if p.counts == nil {
				p.counts = map[string]count{}
			}
			number, _ := strconv.Atoi(text(n))
			p.counts[attr(n, "data-present")] = count{number, attr(n, "data-scope")}
		case has(n, "data-lamp"):
			p.lamp = attr(n, "data-lamp")
		case has(n, "data-over"):
			p.banners = slices.DeleteFunc(p.banners, func(id string) bool { return id == attr(n, "data-banner") })
		case has(n, "data-banner") && !slices.Contains(p.banners, attr(n, "data-banner")):
			p.banners = append(p.banners, attr(n, "data-banner"))
		case has(n, "data-error"):
			p.errors = append(p.errors, attr(n, "data-error"))
		case attr(n, "id") == "verdict":
			p.verdict = text(n)
		case attr(n, "id") == "whereabouts":
			p.here = ""
		case n.Data == "a" && has(n, "href") && attr(n.Parent, "id") == "whereabouts":
			p.here = attr(n, "href")
		case has(n, "data-table"):
			p.roster = nil
		case n.Data == "tr" && strings.HasPrefix(attr(n, "id"), "v-"):
			p.roster = append(p.roster, attr(n, "id"))
		case has(n, "data-changes"):
			p.rev = max(p.rev, number(n, "data-rev"))
		case has(n, "data-seq"):
			p.place(n)
		}
	}
}

// place puts a message where its seq belongs, unless it is there.
func (p *page) place(n *html.Node) {
	l := line{id: strings.TrimPrefix(attr(n, "id"), "message-"), from: attr(n, "data-from"), seq: number(n, "data-seq"), at: time.Now()}
	for child := range n.Descendants() {
		if attr(child, "class") == "text" {
			l.body = text(child)
		}
	}
	if l.seq <= p.lastSeq {
		p.faults = append(p.faults, "one socket brought seq "+strconv.FormatInt(l.seq, 10)+" after "+strconv.FormatInt(p.lastSeq, 10))
	}
	p.lastSeq = l.seq
	if p.shows(l.id) {
		return
	}
	at, _ := slices.BinarySearchFunc(p.log, l.seq, func(other line, seq int64) int { return int(other.seq - seq) })
	p.log = slices.Insert(p.log, at, l)
}

func has(n *html.Node, name string) bool {
	return n != nil && slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

func attr(n *html.Node, name string) string {
	if n == nil {
		return ""
	}
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func number(n *html.Node, name string) int64 {
	value, _ := strconv.ParseInt(attr(n, name), 10, 64)
	return value
}

func text(n *html.Node) string {
	var b strings.Builder
	for child := range n.Descendants() {
		if child.Type == html.TextNode {
			b.WriteString(child.Data)
		}
	}
	return b.String()
}
