package floorplan_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"porchlight/app/floorplan"
	"porchlight/app/presence"
)

// house is a plan with a roster, and with a page that has seen all the news.
type house struct {
	t        *testing.T
	now      time.Time
	plan     *floorplan.Plan
	roster   *presence.Roster
	standing *floorplan.Standing
	rooms    map[int]floorplan.RoomNews
	dots     map[string]floorplan.Dot // by key
	crowded  bool
}

func newHouse(t *testing.T) *house {
	h := &house{t: t, now: time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC), plan: floorplan.New(shippedSite(t)), rooms: map[int]floorplan.RoomNews{}, dots: map[string]floorplan.Dot{}}
	h.roster = presence.New(func() time.Time { return h.now })
	h.standing = h.plan.Stand(h.roster, h.everyone)
	h.see(h.standing.Whole())
	return h
}

func (h *house) everyone() []floorplan.Someone { return shown(h.roster.Entries()) }

func shown(entries []presence.Entry) (all []floorplan.Someone) {
	slices.SortFunc(entries, func(a, b presence.Entry) int { return a.Since.Compare(b.Since) })
	for _, e := range entries {
		all = append(all, floorplan.Someone{ID: e.Visitor, Name: e.Visitor, Place: e.Place, Hidden: !e.Visible, Talking: e.Talking})
	}
	return all
}

func (h *house) come(visitor, place string) {
	h.roster.Join(visitor, presence.Socket{ID: visitor, Place: place, Visible: true})
}

// tick has the page see what changed.
func (h *house) tick() floorplan.News {
	changes := h.roster.Tick()
	h.standing.Take(shown(changes.Entries), changes.Gone, h.everyone)
	news := h.standing.News()
	h.see(news)
	return news
}

// see does what a page does.
func (h *house) see(news floorplan.News) {
	if news.Whole {
		clear(h.dots)
	}
	if !news.Empty() {
		h.crowded = news.Crowded
	}
	for _, r := range news.Rooms {
		h.rooms[r.Room] = r
	}
	for _, d := range news.Dots {
		h.dots[d.Key] = d
	}
	for _, key := range news.Gone {
		delete(h.dots, key)
	}
}

func (h *house) dot(visitor string) floorplan.Dot {
	h.t.Helper()
	for _, d := range h.dots {
		if d.ID == visitor {
			return d
		}
	}
	h.t.Fatalf("%s has no dot", visitor)
	return floorplan.Dot{}
}

const (
	hall  = "/data-realtime"
	redis = "/data-realtime/technologies/redis"
)

func TestWhoStaysInARoomKeepsTheirSpotAndWhoLeavesIsGone(t *testing.T) {
	h := newHouse(t)
	h.come("first", redis)
	h.tick()
	before := h.dot("first")
	for i := range 60 {
		h.come(fmt.Sprint("visitor-", i), redis)
	}
	h.roster.Move("first", "first", redis, false)
	h.tick()
	now := h.dot("first")
	for i, spot := range now.Spots {
		if spot.X != before.Spots[i].X || spot.Y != before.Spots[i].Y {
			t.Errorf("the first stands at %+v, and stood at %+v", spot, before.Spots[i])
		}
		if spot.Radius >= before.Spots[i].Radius {
			t.Errorf("the dots of a full room are as large as that of one alone: %g", spot.Radius)
		}
	}
	h.roster.Move("first", "first", hall, false)
	h.roster.Talk("first", true)
	if news := h.tick(); len(news.Dots) != 1 {
		t.Errorf("one moved, and %d dots are told", len(news.Dots))
	}
	if d := h.dot("first"); h.plan.Rooms[d.Room].Place != hall || !d.Hidden || !d.Talking || d.Label() != "first, tab hidden, in conversation" {
		t.Errorf("the dot of who moved, hid and talks is %+v", d)
	}
	if news := h.tick(); !news.Empty() {
		t.Errorf("nothing happened, and %+v is told", news)
	}
}

func TestWhoAskedNotToBeListedIsCountedAndNoDot(t *testing.T) {
	h := newHouse(t)
	h.come("visitor", redis)
	h.tick()
	h.roster.Unlist("visitor", true)
	h.roster.Join("other", presence.Socket{ID: "other", Place: redis, Unlisted: true})
	h.tick()
	room := h.rooms[slices.IndexFunc(h.plan.Rooms, func(r *floorplan.Room) bool { return r.Place == redis })]
	if len(h.dots) != 0 || room.Count != 2 {
		t.Errorf("%d dots and a count of %d, want none and 2", len(h.dots), room.Count)
	}
}

func TestACrowdIsShownAsGrainAndDoesNotFlickerAtItsEdge(t *testing.T) {
	h := newHouse(t)
	for i := range floorplan.MostDots {
		h.come(fmt.Sprint("visitor-", i), []string{"/", hall, hall, redis}[i%4])
	}
	h.tick()
	if h.crowded || len(h.dots) != floorplan.MostDots {
		t.Errorf("with as many as have dots: crowded %v, %d dots", h.crowded, len(h.dots))
	}
	h.come("one more", redis)
	if h.tick(); !h.crowded || len(h.dots) != 0 {
		t.Errorf("with one more: crowded %v, %d dots", h.crowded, len(h.dots))
	}
	grain := map[string]float64{}
	for _, r := range h.rooms {
		grain[h.plan.Rooms[r.Room].Place] = r.Grain
	}
	if grain[redis] <= grain[hall] || grain[hall] <= 0 || grain["/data-realtime/topics/redis"] != 0 {
		t.Errorf("the grains are %v: a small room with as many should be denser than a hall, and an empty one white", grain)
	}
	for _, c := range []struct {
		leave, dots int
		crowded     bool
	}{{20, 0, true}, {11, 170, false}} {
		for range c.leave {
			gone := h.everyone()[0].ID
			h.roster.Leave(gone, gone)
			h.now = h.now.Add(presence.Grace)
			h.tick()
		}
		if h.crowded != c.crowded || len(h.dots) != c.dots {
			t.Errorf("%d have left: crowded %v, %d dots", c.leave, h.crowded, len(h.dots))
		}
	}
}

// Random comings and goings, told tick by tick, lead to what somebody is shown who comes at the end.
func TestWhoSawAllTheNewsSeesWhatWhoComesNowSees(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	random := rand.New(rand.NewPCG(seed, 0))
	h := newHouse(t)
	turned := 0
	for tick := range 400 {
		h.now = h.now.Add(time.Second)
		leaving := tick / 100 % 2 // the house fills, empties, and fills again
		for range random.IntN(30) {
			visitor := fmt.Sprint("visitor-", random.IntN(260))
			place := h.plan.Rooms[random.IntN(len(h.plan.Rooms))].Place
			switch random.IntN(6 + 6*leaving) {
			case 0, 1, 2:
				if _, here := h.roster.Entry(visitor); !here {
					h.come(visitor, place)
				}
			case 3:
				h.roster.Talk(visitor, random.IntN(2) == 0)
			case 4:
				h.roster.Unlist(visitor, random.IntN(2) == 0)
			case 5:
				h.roster.Move(visitor, visitor, place, random.IntN(2) == 0)
			default:
				h.roster.Leave(visitor, visitor)
			}
		}
		if news := h.tick(); news.Whole {
			turned++
		}
		if h.rooms[0].Count != h.roster.Count("/") {
			t.Fatalf("the entrance says %d, the roster %d; seed %d", h.rooms[0].Count, h.roster.Count("/"), seed)
		}
	}
	whole := h.standing.Whole()
	dots := map[string]floorplan.Dot{}
	for _, d := range whole.Dots {
		dots[d.Key] = d
	}
	same := func(a, b floorplan.Dot) bool {
		return a.Someone == b.Someone && a.Room == b.Room && slices.Equal(a.Spots, b.Spots)
	}
	if h.crowded != whole.Crowded || !maps.EqualFunc(dots, h.dots, same) {
		t.Errorf("seed %d: who saw all sees %d dots, who comes now %d", seed, len(h.dots), len(dots))
	}
	if turned < 1 {
		t.Errorf("seed %d: the house was never crowded", seed)
	}
	if !whole.Crowded && len(dots) != len(h.roster.Entries()) {
		t.Errorf("seed %d: %d dots for %d visitors", seed, len(dots), len(h.roster.Entries()))
	}
}
