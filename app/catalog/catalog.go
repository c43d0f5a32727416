// Package catalog reads the content files and checks them, so that whatever is printed is whole: every error names the
// file, the line, the key and the reason.
package catalog

import (
	"html/template"

	"porchlight/app/hours"
)

// Catalog is the whole content, checked.
type Catalog struct {
	Site       Site
	Ecosystems []*Ecosystem
	Replies    []*Reply // by slug
	titles     map[string]string
	cards      map[string]*Card
	order      []string
}

// Site is content/site.yaml: what an owner replaces first.
type Site struct {
	Name        string `yaml:"name"`
	Tagline     Inline `yaml:"tagline"`
	Description Inline `yaml:"description"`
	Owner       Person `yaml:"owner"`
	TimeZone    string `yaml:"time_zone"`
	Weekly      Weekly `yaml:"hours,optional"`
	Holidays    []Days `yaml:"holidays,optional"`
	Links       []Link `yaml:"links,optional"`

	Hours hours.Hours `yaml:"-"` // what the three before say
}

// Person is whoever answers.
type Person struct {
	Name string `yaml:"name"`
	Role Inline `yaml:"role"`
}

// Link leads out of the site.
type Link struct {
	Title string `yaml:"title"`
	URL   string `yaml:"url"`
	Note  Inline `yaml:"note,optional"`
}

// Ecosystem is a parent page and all below it.
type Ecosystem struct {
	Slug         string      `yaml:"-"`
	Title        string      `yaml:"title"`
	Eyebrow      string      `yaml:"eyebrow"`
	Subtitle     Inline      `yaml:"subtitle"`
	Description  string      `yaml:"description"`
	Lead         Inline      `yaml:"lead"`
	FeaturedBy   []string    `yaml:"featured"`
	Layers       []Layer     `yaml:"layers"`
	Service      Service     `yaml:"service"`
	TechnologyBy []string    `yaml:"technologies"`
	DecisionBy   []string    `yaml:"decisions"`
	TopicBy      []string    `yaml:"topics"`
	Perimeter    Perimeter   `yaml:"perimeter"`
	Highlights   []Highlight `yaml:"highlights"`
	Scope        Scope       `yaml:"scope"`
	Map          Heading     `yaml:"map"`
	Paths        Heading     `yaml:"paths"`
	Choices      Heading     `yaml:"choices"`
	Discussion   Discussion  `yaml:"discussion"`
	Updated      Date        `yaml:"updated"`

	Technologies []*Technology `yaml:"-"`
	Featured     []*Technology `yaml:"-"`
	Decisions    []*Decision   `yaml:"-"`
	Topics       []*Topic      `yaml:"-"`
}

// Place returns the ecosystem's canonical path.
func (e *Ecosystem) Place() string { return "/" + e.Slug }

// Layer is a row of the stack map.
type Layer struct {
	Slug  string `yaml:"slug"`
	Title string `yaml:"title"`
}

// Service is the reader's own part of the stack map, the one node that is not a technology.
type Service struct {
	Title string `yaml:"title"`
	Layer string `yaml:"layer"`
	Uses  []Use  `yaml:"uses"`
}

// Use is an edge of the stack map: what one part uses another as.
type Use struct {
	Technology string `yaml:"technology"`
	As         string `yaml:"as"`
}

// Perimeter holds the line below each figure; the figures are counted.
type Perimeter struct {
	Stack  Inline `yaml:"stack"`
	Topics Inline `yaml:"topics"`
	Model  Inline `yaml:"model"`
}

// Highlight is one of the numbered strengths.
type Highlight struct {
	Title        string   `yaml:"title"`
	Technologies []string `yaml:"technologies"`
	Text         Inline   `yaml:"text"`
}

// Scope says whom the page is for.
type Scope struct {
	Title   Inline   `yaml:"title"`
	Text    Inline   `yaml:"text"`
	Readers []Reader `yaml:"readers"`
}

// Reader is a kind of reader and what they find.
type Reader struct {
	Who   string `yaml:"who"`
	Finds Inline `yaml:"finds"`
}

// Heading opens a section.
type Heading struct {
	Title Inline `yaml:"title"`
	Text  Inline `yaml:"text"`
}

// Discussion is the call to write to the owner.
type Discussion struct {
	Title  Inline  `yaml:"title"`
	Text   Inline  `yaml:"text"`
	Offers []Offer `yaml:"offers"`
}

// Offer is something the owner can be asked for.
type Offer struct {
	Title string `yaml:"title"`
	Text  Inline `yaml:"text"`
}

// Technology is a card that unfolds in the ecosystem's page.
type Technology struct {
	Slug      string     `yaml:"-"`
	Ecosystem *Ecosystem `yaml:"-"`
	Title     string     `yaml:"title"`
	Layer     string     `yaml:"layer"`
	Kind      string     `yaml:"kind"`
	Version   string     `yaml:"version"`
	Summary   Inline     `yaml:"summary"`
	TopicBy   string     `yaml:"topic"`
	Topic     *Topic     `yaml:"-"`
	Uses      []Use      `yaml:"uses,optional"`
	Role      Inline     `yaml:"role"`
	Gives     []Inline   `yaml:"gives"`
	Withholds []Inline   `yaml:"withholds"`
	Choose    []Inline   `yaml:"choose"`
	Avoid     []Inline   `yaml:"avoid"`
	Beside    Inline     `yaml:"beside"`
	Facts     []Fact     `yaml:"facts"`
	Updated   Date       `yaml:"updated"`
}

// Place returns the card's canonical path.
func (t *Technology) Place() string { return t.Ecosystem.Place() + "/technologies/" + t.Slug }

// Fact is a claim that a reader could doubt, with the vendor's word for it.
type Fact struct {
	Fact   Inline `yaml:"fact"`
	Value  Inline `yaml:"value"`
	Source string `yaml:"source"`
}

// Decision is a block that unfolds into the reasoning behind a choice.
type Decision struct {
	Slug      string        `yaml:"-"`
	Ecosystem *Ecosystem    `yaml:"-"`
	Title     string        `yaml:"title"`
	Label     string        `yaml:"label"`
	Line      Inline        `yaml:"line"`
	Points    []Point       `yaml:"points"`
	Updated   Date          `yaml:"updated"`
	Opening   template.HTML `yaml:"-"`
	Words     Words         `yaml:"-"` // of the opening
}

// Place returns the block's canonical path.
func (d *Decision) Place() string { return d.Ecosystem.Place() + "/decisions/" + d.Slug }

// Point is one of a decision's points, with the trade-off behind it.
type Point struct {
	Slug      string   `yaml:"slug"`
	Title     Inline   `yaml:"title"`
	Question  Inline   `yaml:"question"`
	Reasoning Inline   `yaml:"reasoning"`
	Options   []Option `yaml:"options"`
	Default   Inline   `yaml:"default"`
	Leave     Inline   `yaml:"leave"`
}

// Option is a row of a trade-off table.
type Option struct {
	Option Inline `yaml:"option"`
	Gives  Inline `yaml:"gives"`
	Costs  Inline `yaml:"costs"`
}

// Topic is a page of depth below the ecosystem.
type Topic struct {
	Slug         string        `yaml:"-"`
	Ecosystem    *Ecosystem    `yaml:"-"`
	Title        string        `yaml:"title"`
	Headline     Inline        `yaml:"headline"`
	Summary      Inline        `yaml:"summary"`
	TechnologyBy string        `yaml:"technology"`
	Technology   *Technology   `yaml:"-"`
	Version      string        `yaml:"version"`
	Checked      Date          `yaml:"checked"` // against the vendor's words
	Updated      Date          `yaml:"updated"` // in a way that a reader would notice
	Further      []Link        `yaml:"further"`
	Body         template.HTML `yaml:"-"`
	Opening      Words         `yaml:"-"` // before the first section
	Contents     []Section     `yaml:"-"`
	Minutes      int           `yaml:"-"` // to read, at 220 words a minute
	Previous     *Topic        `yaml:"-"`
	Next         *Topic        `yaml:"-"`
}

// Place returns the topic's canonical path.
func (t *Topic) Place() string { return t.Ecosystem.Place() + "/topics/" + t.Slug }

// Section is a line of a topic's contents.
type Section struct {
	ID    string
	Title template.HTML
	Words Words
}

// Title returns what a place is called; false when there is no such place.
func (c *Catalog) Title(place string) (string, bool) {
	title, is := c.titles[place]
	return title, is
}

// Places returns every place, parents before what is below them.
func (c *Catalog) Places() []string { return c.order }

// Card is what a place is in short: folded, as it stands in a list or in a message.
type Card struct {
	Place string
	Kind  string // in the words of the content, such as "database"
	Title string
	Line  Inline
	File  string // to edit, below the content
}

// Card returns the card of a place; nil when there is no such place.
func (c *Catalog) Card(place string) *Card { return c.cards[place] }
