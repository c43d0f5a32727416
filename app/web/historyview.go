package web

import (
	"context"
	"fmt"
	"time"

	"porchlight/app/chart"
	"porchlight/app/history"
	"porchlight/app/presence"
	"porchlight/app/press"
)

// historyView is what the page of the history shows.
type historyView struct {
	stretch
	When           string // the stretch, in words
	Grace          string
	Step           string // what one line of the table covers
	Zone           string
	Places         []placeOption
	Ranges         []rangeLink
	Earlier, Later string // addresses; empty: there is nothing
	Day            string // for the form
	Peak           int
	PeakAt         string
	Mean           float64
	Arrivals       int
	Rows           []historyRow
	Drawing        historyDrawing
	Until          time.Time // up to when there is anything
	Error          string    // why this is not what was asked for; empty: it is
}

// Says is the stretch in one sentence.
func (v historyView) Says() string {
	if v.Peak == 0 && v.Until.Before(v.To()) { // the running minute may be full of people
		return "nobody was present in the minutes that are over."
	}
	if v.Peak == 0 {
		return "nobody was present."
	}
	text := fmt.Sprintf("%s at most at once (%s), %.1f at the mean", press.Grouped(v.Peak), v.PeakAt, v.Mean)
	if v.OfSite() {
		text += ", " + press.Grouped(v.Arrivals) + " arrivals"
	}
	return text + "."
}

// OfSite reports whether who came is known: it is of the site as a whole.
func (v historyView) OfSite() bool { return v.Place == history.Site }

// File is where the same is to be had as a file with an ending.
func (v historyView) File(ending string) string { return v.path("."+ending, v.Range, v.From()) }

// At is when the stretch begins, for the form.
func (v historyView) At() string { return v.From().UTC().Format(minuteForm) }

// MinuteFile is where every minute of it is to be had; empty: that is the same, or too much.
func (v historyView) MinuteFile(ending string) string {
	if v.Range == history.Hour || v.Range == history.Year {
		return ""
	}
	return v.File(ending) + "&step=" + byMinute
}

type rangeLink struct {
	Range history.Range
	Path  string
}

type historyRow struct {
	history.Span
	Label string
}

// historyDrawing is the chart: lines in the chart's units, everything else by its share of the room.
type historyDrawing struct {
	Peak, Mean string // points
	Levels     []mark // of visitors at once
	Times      []mark
	Bars       []chart.Bar
	Most       int // that came in a step: the top of the bars
	Steps      []hover
	Until      string // share up to which there is anything; empty: the stretch is over
}

type mark struct {
	At, Label string
	Minor     bool // left off where there is little room
}

// hover is a step of the chart, with what it says.
type hover struct {
	X, Width int
	Says     string
}

func (s *Server) historyView(ctx context.Context, h stretch) (v historyView, err error) {
	spans, err := s.spans(ctx, h)
	if err != nil {
		return v, err
	}
	now := s.over()
	v = historyView{
		stretch: h, When: inWords(h), Grace: span(presence.Grace), Step: steps[h.Range].name, Zone: zoneOf(h), Day: h.From().Format(time.DateOnly),
		Earlier: h.path("", h.Range, h.From().Add(-time.Minute)), Until: now,
	}
	if v.Places, err = s.historyPlaces(ctx); err != nil {
		return v, err
	}
	if !h.To().After(now) {
		v.Later, v.Until = h.path("", h.Range, h.To()), h.To()
	}
	at := h.From() // what is looked at stays in sight when the range changes
	if now.Before(h.To()) {
		at = now.In(h.From().Location())
	}
	for _, r := range history.Ranges {
		v.Ranges = append(v.Ranges, rangeLink{r, h.path("", r, at)})
	}
	var visits float64
	for _, sp := range spans {
		label := s.stepLabel(h, sp.From)
		v.Rows = append(v.Rows, historyRow{sp, label})
		if sp.Peak > v.Peak {
			v.Peak, v.PeakAt = sp.Peak, label
		}
		v.Arrivals += sp.Arrivals
		visits += sp.Mean * sp.To.Sub(sp.From).Seconds()
	}
	if length := v.Until.Sub(h.From()).Seconds(); length > 0 {
		v.Mean = visits / length
	}
	v.Drawing = s.drawHistory(v)
	return v, nil
}

// drawHistory lays the spans out.
func (s *Server) drawHistory(v historyView) (d historyDrawing) {
	top, step := chart.Round(float64(v.Peak))
	most := float64(top)
	for level := 0; level <= top; level += step {
		d.Levels = append(d.Levels, mark{At: chart.Height(float64(level), most), Label: press.Grouped(level)})
	}
	for _, row := range v.Rows {
		d.Most = max(d.Most, row.Arrivals)
	}
	var peaks, means []chart.Point
	for _, row := range v.Rows {
		from, to := v.share(row.From), min(v.share(row.To), v.share(v.Until))
		peaks = append(peaks, chart.Point{X: from, Value: float64(row.Peak)}, chart.Point{X: to, Value: float64(row.Peak)})
		means = append(means, chart.Point{X: from, Value: row.Mean}, chart.Point{X: to, Value: row.Mean})
		column := chart.Column(from, to, float64(row.Arrivals), float64(d.Most))
		if row.Arrivals > 0 {
			d.Bars = append(d.Bars, column)
		}
		d.Steps = append(d.Steps, hover{X: column.X, Width: column.Width, Says: v.hint(row)})
	}
	d.Peak, d.Mean = chart.Line(peaks, most), chart.Area(means, most)
	d.Times = s.timeMarks(v.stretch)
	if v.Later == "" {
		d.Until = chart.Share(v.share(v.Until))
	}
	return d
}

// share is where a time stands in the stretch, from 0 to 1.
func (h stretch) share(at time.Time) float64 {
	return min(1, float64(at.Sub(h.From()))/float64(h.To().Sub(h.From())))
}

// hint is what a step of the chart says when a pointer rests on it.
func (v historyView) hint(row historyRow) string {
	text := fmt.Sprintf("%s: %s at most, %.1f at the mean", row.Label, press.Grouped(row.Peak), row.Mean)
	if v.OfSite() {
		text += ", arrivals " + press.Grouped(row.Arrivals)
	}
	return text
}
