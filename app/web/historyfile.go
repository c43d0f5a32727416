package web

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"porchlight/app/fault"
	"porchlight/app/history"

	"github.com/gofiber/fiber/v2"
)

// byMinute is in place of a step of its own what asks for every minute of a stretch.
const byMinute = "minute"

// exportHistory answers with a stretch as a file of some kind: what the page shows, in its steps, or minute by minute. That is made in
// memory, of some megabytes at most.
func (s *Server) exportHistory(ending, kind string, write func(stretch, []history.Span) ([]byte, error)) fiber.Handler {
	return func(c *fiber.Ctx) error {
		ctx, cancel := asking(c)
		defer cancel()
		h, err := s.stretchOf(ctx, c)
		if err == nil {
			h, err = h.inStepsOf(c.Query("step"))
		}
		if err != nil {
			return err
		}
		spans, err := s.spans(ctx, h)
		if err != nil {
			return err
		}
		file, err := write(h, spans)
		if err != nil {
			return err
		}
		c.Set(fiber.HeaderContentType, kind)
		c.Set(fiber.HeaderContentDisposition, fmt.Sprintf(`attachment; filename="%s.%s"`, fileName(h), ending)) // RFC 6266
		c.Set(headerRobots, noIndex)
		return c.Send(file)
	}
}

// inStepsOf is a stretch in its own steps, or in minutes.
func (h stretch) inStepsOf(step string) (stretch, error) {
	switch {
	case step == "":
		return h, nil
	case step != byMinute:
		return h, fault.New(fault.Invalid, "There is no such step. Ask for step=minute, or for none.")
	case h.Range == history.Year:
		return h, fault.New(fault.Invalid, "Minutes can be had for a month at most. Ask for each month of the year.")
	}
	h.step, h.edges = step, history.Minutes(h.From(), h.To())
	return h, nil
}

// fileName tells one stretch from another, in letters that no system minds.
func fileName(h stretch) string {
	words := strings.FieldsFunc("history-"+h.Place, func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	when := h.From().Format(time.DateOnly)
	if h.Range == history.Hour {
		when = h.From().UTC().Format("2006-01-02T1504Z")
	}
	if h.step != "" {
		when += "-by-" + h.step
	}
	return strings.Join(words, "-") + "-" + string(h.Range) + "-" + when
}

// isoForm is ISO 8601, in UTC.
func isoForm(at time.Time) string { return at.UTC().Format(time.RFC3339) }

// historyCSV writes RFC 4180. Who came is known of the whole site alone, and left empty elsewhere.
func historyCSV(h stretch, spans []history.Span) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	lines := [][]string{{"from", "to", "place", "peak", "mean", "arrivals"}}
	for _, sp := range spans {
		came := ""
		if h.Place == history.Site {
			came = strconv.Itoa(sp.Arrivals)
		}
		lines = append(lines, []string{isoForm(sp.From), isoForm(sp.To), h.Place, strconv.Itoa(sp.Peak), strconv.FormatFloat(sp.Mean, 'f', 3, 64), came})
	}
	err := w.WriteAll(lines)
	return b.Bytes(), err
}

// historyFile is the same as JSON.
type historyFile struct {
	Place string        `json:"place"`
	Title string        `json:"title"`
	Range history.Range `json:"range"`
	From  string        `json:"from"`
	To    string        `json:"to"`
	Zone  string        `json:"time_zone"` // whose clock the steps follow
	Steps []historyStep `json:"steps"`
}

type historyStep struct {
	From     string  `json:"from"`
	To       string  `json:"to"`
	Peak     int     `json:"peak"`
	Mean     float64 `json:"mean"`
	Arrivals *int    `json:"arrivals,omitempty"` // of the whole site alone
}

func historyJSON(h stretch, spans []history.Span) ([]byte, error) {
	file := historyFile{Place: h.Place, Title: h.Title, Range: h.Range, From: isoForm(h.From()), To: isoForm(h.To()), Zone: h.From().Location().String(), Steps: []historyStep{}}
	for _, sp := range spans {
		step := historyStep{From: isoForm(sp.From), To: isoForm(sp.To), Peak: sp.Peak, Mean: sp.Mean}
		if h.Place == history.Site {
			step.Arrivals = &sp.Arrivals
		}
		file.Steps = append(file.Steps, step)
	}
	return json.MarshalIndent(file, "", "  ")
}
