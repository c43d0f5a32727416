// Package press prints: catalog and views become immutable bytes, a page and a fragment for every place.
package press

import (
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"sync"

	"porchlight/app/catalog"

	"golang.org/x/sync/errgroup"
)

// Sources are the files that an edition is printed from.
type Sources struct {
	Content, Views, Static fs.FS
	Reserved               []string // first path segments that belong to routes
	Origin                 string   // of the addresses that machines get, such as https://example.com
	Quick                  bool     // compress fast instead of well: for whoever waits for the next edition
	Dev                    bool     // pages follow what is edited, and say what is wrong with it
}

// Edition is everything printed from one state of the sources.
type Edition struct {
	Catalog *catalog.Catalog
	Views   *Views
	Assets  *Assets
	places  map[string]*Place
	abouts  []*About          // of all places, in the catalog's order
	files   map[string]*Sheet // for machines, by path
	origin  string
	faces   func() (faces, error)
	drawing sync.Mutex // held while a picture is drawn
	effort  effort
	work    errgroup.Group // compresses while the next place is rendered
}

// Place holds a place's two representations, and the picture that stands for it elsewhere.
type Place struct {
	Page, Fragment *Sheet
	picture        *picture
}

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
	assets, err := newAssets(s, effort)
	if err != nil {
		return nil, fmt.Errorf("static files: %w", err)
	}
	views, err := ParseViews(s.Views, assets, &c.Site)
	if err != nil {
		return nil, fmt.Errorf("views: %w", err)
	}
	e := &Edition{Catalog: c, Views: views, Assets: assets, places: map[string]*Place{}, files: map[string]*Sheet{}, origin: s.Origin, effort: effort}
	e.faces = sync.OnceValues(func() (faces, error) { return readFaces(s.Static) })
	e.work.SetLimit(runtime.GOMAXPROCS(0))
	return e, errors.Join(e.printAll(), e.printFiles(), e.work.Wait())
}

// Find returns the printed place at a path.
func (e *Edition) Find(path string) (*Place, bool) {
	p, is := e.places[path]
	return p, is
}

func (e *Edition) printAll() error {
	if err := e.print("site/home", "site/_home", Page{About: e.aboutHome()}, e.Catalog); err != nil {
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
	page := func(a *About) Page { return Page{Ecosystem: eco, About: a} }
	open := Open{Ecosystem: eco, Place: eco.Place()}
	if err := e.print("site/ecosystem", "site/_ecosystem", page(e.aboutEcosystem(eco)), open); err != nil {
		return err
	}
	for i, t := range eco.Technologies {
		if err := e.printPart("site/_technology", page(e.aboutTechnology(t)), Open{eco, t.Place()}, Part{Item: t, Number: i, Open: true}); err != nil {
			return err
		}
	}
	for i, d := range eco.Decisions {
		if err := e.printPart("site/_decision", page(e.aboutDecision(d)), Open{eco, d.Place()}, Part{Item: d, Number: i, Open: true}); err != nil {
			return err
		}
	}
	for _, t := range eco.Topics {
		p := page(e.aboutTopic(t))
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
	return e.add(page.About, whole, fragment, part)
}

func (e *Edition) print(view, fragment string, page Page, data any) error {
	whole, err := e.Views.Page(view, page.public(), data)
	if err != nil {
		return err
	}
	return e.add(page.About, whole, fragment, data)
}

func (e *Edition) add(about *About, whole []byte, fragment string, data any) error {
	piece, err := e.Views.Fragment(fragment, data)
	if err != nil {
		return err
	}
	p := &Place{picture: &picture{words: about.words}}
	e.places[about.Place] = p
	e.abouts = append(e.abouts, about)
	e.work.Go(func() error {
		p.Page, p.Fragment = newSheet(whole, htmlType, e.effort), newSheet(piece, htmlType, e.effort)
		return nil
	})
	return nil
}

// public fills in what the layout takes from what the place is.
func (p Page) public() Page {
	p.Kind, p.Place, p.Title, p.Description = "public", p.About.Place, p.About.documentTitle(), p.About.Description
	return p
}
