package history

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"porchlight/app/store"
)

// Span is what was seen of a place from one time to another. Nobody is present while no node runs.
type Span struct {
	From, To time.Time
	Peak     int     // visitors at once
	Mean     float64 // visitors, weighted by time; of a span that is not over, of what is over of it
	Arrivals int     // visitors who came; only of the whole site
}

// Spans returns what was seen of a place between each edge and the next. Edges are whole minutes; where they are whole quarters of an
// hour, that much less is read.
func (h *History) Spans(ctx context.Context, place string, edges []time.Time) ([]Span, error) {
	unit := int64(quarters)
	for _, edge := range edges {
		if edge.Unix()%quarters != 0 {
			unit = minutes
		}
	}
	spans := make([]Span, len(edges)-1)
	for i := range spans {
		spans[i] = Span{From: edges[i], To: edges[i+1]}
	}
	for first := 0; first < len(spans); {
		length := alike(spans[first:])
		if err := h.fill(ctx, place, unit, spans[first:first+length]); err != nil {
			return nil, err
		}
		first += length
	}
	return spans, nil
}

// alike is how many spans at the beginning are of one length: where clocks are switched, days are not.
func alike(spans []Span) int {
	n := 1
	for n < len(spans) && spans[n].length() == spans[0].length() {
		n++
	}
	return n
}

// fill reads what was seen in spans of one length.
func (h *History) fill(ctx context.Context, place string, unit int64, spans []Span) error {
	rows, err := h.store.Read().HistorySpans(ctx, store.HistorySpansParams{
		Unit: unit, Place: place, Since: spans[0].From.Unix(), Until: spans[len(spans)-1].To.Unix(), Step: int64(spans[0].length().Seconds()),
	})
	if err != nil {
		return err
	}
	over := h.now().Truncate(time.Minute)
	for _, row := range rows {
		spans[row.Number].see(row.Peak, row.Total, row.Arrivals, over)
	}
	return nil
}

func (s *Span) length() time.Duration { return s.To.Sub(s.From) }

// see fills in what is stored of a span. Minutes are over until a time.
func (s *Span) see(peak, total, arrivals int64, over time.Time) {
	length := s.length()
	if s.From.Before(over) && over.Before(s.To) {
		length = over.Sub(s.From)
	}
	s.Peak, s.Mean, s.Arrivals = int(peak), float64(total)/float64(length.Milliseconds()), int(arrivals)
}

// LastHour returns the 60 minutes that are over, of each place that had visitors in them.
func (h *History) LastHour(ctx context.Context) (map[string][]Span, error) {
	return h.lately(ctx, minutes, 60)
}

// LastDay returns the 96 quarters of an hour up to the one that is not over, of each place that had visitors in them.
func (h *History) LastDay(ctx context.Context) (map[string][]Span, error) {
	return h.lately(ctx, quarters, 96)
}

// lately returns the last spans of a unit of which a minute is over.
func (h *History) lately(ctx context.Context, unit int64, many int) (map[string][]Span, error) {
	over := h.now().Truncate(time.Minute)
	until := (over.Unix() + unit - 1) / unit * unit
	since := until - int64(many)*unit
	rows, err := h.store.Read().HistoryOfAll(ctx, unit, since, until)
	if err != nil {
		return nil, err
	}
	places := map[string][]Span{}
	for _, row := range rows {
		spans := places[row.Place]
		if spans == nil {
			spans = make([]Span, many)
			for i := range spans {
				from := time.Unix(since+int64(i)*unit, 0)
				spans[i] = Span{From: from, To: from.Add(time.Duration(unit) * time.Second)}
			}
			places[row.Place] = spans
		}
		spans[(row.Start-since)/unit].see(row.Peak, row.Total, row.Arrivals, over)
	}
	return places, nil
}

// PeakSince returns the most who were at a place at once since a time, and the first minute of it; 0 where nobody was there.
func (h *History) PeakSince(ctx context.Context, place string, since time.Time) (peak int, at time.Time, err error) {
	row, err := h.store.Read().HistoryPeak(ctx, place, since.Unix())
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, at, err
	}
	peak, at = h.Peak(place)
	if err == nil && int(row.Peak) >= peak {
		peak, at = int(row.Peak), time.Unix(row.Start, 0)
	}
	return peak, at, nil
}

// Places returns every place that has a history, also those that the content has no more.
func (h *History) Places(ctx context.Context) ([]string, error) {
	return h.store.Read().HistoryPlaces(ctx)
}
