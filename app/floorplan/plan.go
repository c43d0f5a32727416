// Package floorplan draws the site as a building whose rooms are places, and says where in it everybody stands.
//
//	┌──────────┬────────┬────────┬────────┐   The start page is the entrance, an ecosystem's page is a hall, and what
//	│ entrance │ room   │ room   │ room   │   unfolds or opens below it are the rooms round that.
//	│          ├──╲ ────┴──╲ ────┴──╲ ────┤
//	≡          ╲ hall                     │   New lays the rooms out, once for each width of window: rows.go says which
//	│          ├──╱ ─────┬──╱ ────┬──╱ ───┤   stand side by side, wing.go where, walls.go what is built between them, and
//	│          │ room    │ room   │ room  │   spots.go where in each somebody may stand.
//	└──────────┴─────────┴────────┴───────┘   Standing follows who is where.
package floorplan

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"porchlight/app/catalog"
)

// Plan is a catalog drawn as a building.
type Plan struct {
	Rooms    []*Room    // the entrance, then each hall and the rooms round it
	Drawings []*Drawing // of the same rooms, for wide windows, for narrower ones and for phones
	Mark     string     // differs from that of a plan with other rooms

	numbers map[string]int // by place
}

// Room is a place.
type Room struct {
	Number      int // in the plan, from 0
	Place       string
	Name, Kind  string
	Hall        bool // others lie behind it: the entrance, or a hall
	Section     string
	weight      float64 // of its width, beside those in its row
	ecosystemOf *catalog.Ecosystem
}

// drawings is how many there are of a plan.
const drawings = 3

// Sections of an ecosystem, as the measuring lines call them.
const (
	technologies = "Technologies"
	decisions    = "Decisions"
	topics       = "Topics"
)

// New draws a catalog.
func New(c *catalog.Catalog) *Plan {
	p := &Plan{numbers: map[string]int{}}
	name, _ := c.Title("/")
	p.add(&Room{Place: "/", Name: name, Kind: "start page", Hall: true})
	for _, e := range c.Ecosystems {
		p.add(&Room{Place: e.Place(), Name: e.Title, Kind: "hall", Hall: true, ecosystemOf: e})
		for _, t := range e.Technologies {
			p.add(&Room{Place: t.Place(), Name: t.Title, Kind: t.Kind, Section: technologies, weight: 1, ecosystemOf: e})
		}
		for _, d := range e.Decisions {
			p.add(&Room{Place: d.Place(), Name: d.Label, Kind: "decision", Section: decisions, weight: 1.3, ecosystemOf: e})
		}
		for _, t := range e.Topics {
			p.add(&Room{Place: t.Place(), Name: t.Title, Kind: "topic", Section: topics, weight: depth(t.Minutes), ecosystemOf: e})
		}
	}
	sum := sha256.New()
	for _, r := range p.Rooms {
		_, _ = fmt.Fprintln(sum, r.Place, r.Name, r.Kind, r.weight) // a hash never fails
	}
	p.Mark = hex.EncodeToString(sum.Sum(nil)[:6])
	for _, m := range [drawings]measures{wide, middle, narrow} {
		p.Drawings = append(p.Drawings, draw(p, m))
	}
	return p
}

func (p *Plan) add(r *Room) {
	r.Number = len(p.Rooms)
	p.numbers[r.Place] = r.Number
	p.Rooms = append(p.Rooms, r)
}

// holds is how many dots have a spot in a room, in every drawing.
func (p *Plan) holds(room int) int {
	most := MostDots
	for _, d := range p.Drawings {
		most = min(most, len(d.Floors[room].spots))
	}
	return most
}

// depth is how much wider than others the room of a topic is, by the minutes that it takes to read.
func depth(minutes int) float64 {
	return min(1.4, max(.8, .7+float64(minutes)/40))
}
