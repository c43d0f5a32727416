package web

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"time"

	"porchlight/app/fault"
	"porchlight/app/history"
	"porchlight/app/presence"

	"github.com/gofiber/fiber/v2"
)

const historyPath = "/admin/history"

// keepCounts gives what a tick saw to the history.
func (s *Server) keepCounts(changes presence.Changes) {
	c, counts := s.Press.Current().Catalog, map[string]int{}
	for _, place := range changes.Places {
		if _, is := c.Title(place); is && place != history.Site {
			counts[place] = s.Roster.Count(place)
		}
	}
	counts[history.Site] = changes.Total
	s.History.Take(counts, changes.Arrived)
}

// stretch is what is asked of the history: a place, and the range in which a time lies.
type stretch struct {
	Place, Title string
	Range        history.Range
	edges        []time.Time // in the site's time zone
	step         string      // between them; empty: the range's own
}

func (h stretch) From() time.Time { return h.edges[0] }
func (h stretch) To() time.Time   { return h.edges[len(h.edges)-1] }

// path is where a stretch of the place is shown, with a range and a time in it; ending is that of a file, or none.
func (h stretch) path(ending string, r history.Range, at time.Time) string {
	when := at.Format(time.DateOnly)
	if r == history.Hour { // the clock may show it twice
		when = at.UTC().Format(minuteForm)
	}
	return historyPath + ending + "?" + url.Values{"place": {h.Place}, "range": {string(r)}, "at": {when}}.Encode()
}

const minuteForm = "2006-01-02T15:04Z" // ISO 8601, in UTC

// stretchOf reads a request: the whole site, today, unless it says otherwise. Where it is refused, that is what comes with the reason.
func (s *Server) stretchOf(ctx context.Context, c *fiber.Ctx) (h stretch, err error) {
	now := s.Now().In(s.zone())
	h = stretch{Place: history.Site, Title: s.placeTitle(history.Site), Range: history.Day, edges: history.Day.Edges(now)}
	known, err := s.historyPlaces(ctx)
	if err != nil {
		return h, err
	}
	asked := stretch{Place: c.Query("place", h.Place), Range: history.Range(c.Query("range", string(h.Range)))}
	is := slices.IndexFunc(known, func(p placeOption) bool { return p.Place == asked.Place })
	if is < 0 {
		return h, fault.New(fault.Invalid, "There is no such place. Choose one from the list.")
	}
	h.Place, h.Title = asked.Place, known[is].Title
	if !slices.Contains(history.Ranges, asked.Range) {
		return h, fault.New(fault.Invalid, "There is no such range. Choose an hour, a day, a week, a month or a year.")
	}
	h.Range, h.edges = asked.Range, asked.Range.Edges(now)
	at, err := momentOf(c.Query("at"), now)
	if err != nil {
		return h, err
	}
	h.edges = h.Range.Edges(at)
	return h, nil
}

// momentOf reads a day, by the clock of now's time zone, or a minute in UTC; where nothing is said it is now.
func momentOf(asked string, now time.Time) (time.Time, error) {
	if asked == "" {
		return now, nil
	}
	at, err := time.ParseInLocation(time.DateOnly, asked, now.Location())
	if err != nil {
		at, err = time.Parse(minuteForm, asked)
	}
	if err != nil {
		return now, fault.New(fault.Invalid, "That is no day. Write it like 2026-11-24; an hour like 2026-11-24T15:00Z, in UTC.")
	}
	if at.After(now) {
		return now, fault.New(fault.Invalid, "That day is yet to come. Choose one up to today.")
	}
	return at.In(now.Location()), nil
}

// placeOption is a place that can be asked for.
type placeOption struct {
	Place, Title string
	Gone         bool // from the content; it has a history all the same
}

func (s *Server) historyPlaces(ctx context.Context) (options []placeOption, err error) {
	c := s.Press.Current().Catalog
	for _, place := range c.Places() {
		options = append(options, placeOption{Place: place, Title: s.placeTitle(place)})
	}
	past, err := s.History.Places(ctx)
	for _, place := range past {
		if _, is := c.Title(place); !is {
			options = append(options, placeOption{Place: place, Title: s.placeTitle(place), Gone: true})
		}
	}
	return options, err
}

// zone is the site's time zone.
func (s *Server) zone() *time.Location {
	zone, err := time.LoadLocation(s.Press.Current().Catalog.Site.TimeZone)
	if err != nil {
		return time.UTC // the content was checked: it is the machine's tables that were taken away
	}
	return zone
}

// over is up to when there is a history: minutes are kept once they are over.
func (s *Server) over() time.Time { return s.Now().Truncate(time.Minute) }

// spans reads a stretch, as far as it is over.
func (s *Server) spans(ctx context.Context, h stretch) ([]history.Span, error) {
	spans, err := s.History.Spans(ctx, h.Place, h.edges)
	over := s.over()
	return slices.DeleteFunc(spans, func(span history.Span) bool { return !span.From.Before(over) }), err
}

// showHistory draws a stretch, with the same numbers below. What was asked for in vain is refused with the nearest that there is.
func (s *Server) showHistory(c *fiber.Ctx) error {
	ctx, cancel := asking(c)
	defer cancel()
	h, refused := s.stretchOf(ctx, c)
	if refused != nil && !fault.Is(refused, fault.Invalid) {
		return refused
	}
	view, err := s.historyView(ctx, h)
	if err != nil {
		return err
	}
	status := fiber.StatusOK
	if refused != nil {
		status, view.Error = fiber.StatusUnprocessableEntity, fault.Of(refused).Sentence
	}
	return s.answer(c, status, "history/_history", s.staffPage(c, fmt.Sprintf("History: %s, %s", h.Title, view.When), historyPath), view)
}
