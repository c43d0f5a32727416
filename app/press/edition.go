// Package press prints: catalog and views become immutable bytes, a page and a fragment for every place.
package press

import (
	"errors"
	"fmt"
	"io/fs"
	"runtime"

	"porchlight/app/catalog"

	"golang.org/x/sync/errgroup"
)

// Sources are the files that an edition is printed from.
type Sources struct {
	Content, Views, Static fs.FS
	Reserved               []string // first path segments that belong to routes
	Quick                  bool     // compress fast instead of well: for whoever waits for the next edition
}

// Edition is everything printed from one state of the sources.
type Edition struct {
	Catalog *catalog.Catalog
	Views   *Views
	Assets  *Assets
	places  map[string]*Place
	effort  effort
	work    errgroup.Group // compresses while the next place is rendered
}

// Place holds a place's two representations.
type Place struct{ Page, Fragment *Sheet }

// htmlType is the type of pages and fragments.
const htmlType = "text/html; charset=utf-8"

// Open is an ecosystem with the part of it that is unfolded.
type Open struct {
	*catalog.Ecosystem
	Place string
}

// Part is a card or a block with whether it is unfolded.
type Part struct {
	Item   any // *catalog.Technology or *catalog.Decision
	Number int
	Open   bool
}

// newPart is for templates: it compares the item's place with the open one.
func newPart(item interface{ Place() string }, number int, open string) Part {
	return Part{Item: item, Number: number, Open: item.Place() == open}
}

// Print reads, checks and prints everything. Content errors come as catalog.Problems.
func Print(s Sources) (*Edition, error) {
	c, err := catalog.Load(s.Content, s.Reserved)
	if err != nil {
		return nil, err
	}
	effort := best
	if s.Quick {
		effort = quick
	}
	assets, err := newAssets(s.Static, effort)
	if err != nil {
		return nil, fmt.Errorf("static files: %w", err)
	}
	views, err := ParseViews(s.Views, assets, &c.Site)
	if err != nil {
		return nil, fmt.Errorf("views: %w", err)
	}
	e := &Edition{Catalog: c, Views: views, Assets: assets, places: map[string]*Place{}, effort: effort}
	e.work.SetLimit(runtime.GOMAXPROCS(0))
	return e, errors.Join(e.printAll(), e.work.Wait())
}

// Find returns the printed place at a path.
func (e *Edition) Find(path string) (*Place, bool) {
	p, is := e.places[path]
	return p, is
}

func (e *Edition) printAll() error {
	site := e.Catalog.Site
	home := Page{Title: site.Name, Description: site.Description.Plain(), Place: "/"}
	if err := e.print("site/home", "site/_home", home, e.Catalog); err != nil {
		return err
	}
	for _, eco := range e.Catalog.Ecosystems {
		if err := e.printEcosystem(eco); err != nil {
			return err
		}
	}
	return nil
}

func (e *Edition) printEcosystem(eco *catalog.Ecosystem) error {
	page := func(place, title, description string) Page {
		return Page{Title: title + " · " + e.Catalog.Site.Name, Description: description, Place: place, Ecosystem: eco}
	}
	open := Open{Ecosystem: eco, Place: eco.Place()}
	if err := e.print("site/ecosystem", "site/_ecosystem", page(eco.Place(), eco.Title, eco.Description), open); err != nil {
		return err
	}
	for i, t := range eco.Technologies {
		p := page(t.Place(), t.Title+" in "+eco.Title, t.Summary.Plain())
		if err := e.printPart("site/_technology", p, Open{eco, t.Place()}, Part{Item: t, Number: i, Open: true}); err != nil {
			return err
		}
	}
	for i, d := range eco.Decisions {
		p := page(d.Place(), d.Label+" in "+eco.Title, d.Line.Plain())
		if err := e.printPart("site/_decision", p, Open{eco, d.Place()}, Part{Item: d, Number: i, Open: true}); err != nil {
			return err
		}
	}
	for _, t := range eco.Topics {
		p := page(t.Place(), t.Title+": "+t.Headline.Plain(), t.Summary.Plain())
		p.Bundle = "topic"
		if err := e.print("site/topic", "site/_topic", p, t); err != nil {
			return err
		}
	}
	return nil
}

// printPart prints the parent page with a part open, and the open part alone.
func (e *Edition) printPart(fragment string, page Page, open Open, part Part) error {
	whole, err := e.Views.Page("site/ecosystem", page.public(), open)
	if err != nil {
		return err
	}
	return e.add(page.Place, whole, fragment, part)
}

func (e *Edition) print(view, fragment string, page Page, data any) error {
	whole, err := e.Views.Page(view, page.public(), data)
	if err != nil {
		return err
	}
	return e.add(page.Place, whole, fragment, data)
}

func (e *Edition) add(place string, whole []byte, fragment string, data any) error {
	piece, err := e.Views.Fragment(fragment, data)
	if err != nil {
		return err
	}
	p := &Place{}
	e.places[place] = p
	e.work.Go(func() error {
		p.Page, p.Fragment = newSheet(whole, htmlType, e.effort), newSheet(piece, htmlType, e.effort)
		return nil
	})
	return nil
}

func (p Page) public() Page {
	p.Kind = "public"
	return p
}
