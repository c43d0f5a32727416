package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// row is one line of the budget table.
type row struct {
	What       string  // as in the design
	Baseline   string  // what it is held against, in the same run
	Ours, Base string  // measured, with units; medians over the rounds
	Value      float64 // what the budget is about: ours to base, or ours itself where the budget has a unit
	Budget     budget
	Note       string // what a reader has to know: sizes, noise, what was left out
}

// against is a row whose budget is the ratio of two figures.
func against(what, baseline string, ours, base samples, unit string, b budget, said ...string) row {
	o, s := ours.median(), base.median()
	return row{
		What: what, Baseline: baseline, Ours: number(o) + unit, Base: number(s) + unit, Value: o / s, Budget: b,
		Note: notes(append(said, caveat(ours, base))...),
	}
}

// budget is what the design asks of a value: to stay below, or to reach, two figures of which one may be absent (0).
type budget struct {
	below     bool
	must, aim float64
	unit      string // of the value; empty: it is a ratio
}

func atMost(must, aim float64, unit string) budget { return budget{true, must, aim, unit} }
func atLeast(must, aim float64) budget             { return budget{false, must, aim, ""} }

func (b budget) held(value, figure float64) bool {
	if b.below {
		return value <= figure
	}
	return value >= figure
}

// verdict says in a word how a value stands. What is no number is missed.
func (b budget) verdict(value float64) string {
	switch {
	case b.aim > 0 && b.held(value, b.aim):
		return "aim"
	case b.must > 0 && b.held(value, b.must):
		return "held"
	case b.must > 0:
		return "**missed**"
	}
	return "aim missed"
}

// text writes one of the figures.
func (b budget) text(figure float64) string {
	if figure == 0 {
		return ""
	}
	sign := "≥ "
	if b.below {
		sign = "≤ "
	}
	return fmt.Sprintf("%s%g%s", sign, figure, b.unit)
}

// printTable writes the rows as a Markdown table.
func printTable(w io.Writer, rows []row) {
	fmt.Fprintln(w, "| what | Porchlight | baseline | ratio | must | aim | verdict | note |")
	fmt.Fprintln(w, "|---|---|---|---|---|---|---|---|")
	for _, r := range rows {
		ratio := "–"
		if r.Budget.unit == "" {
			ratio = number(r.Value)
		}
		base := strings.TrimSpace(r.Base + " " + r.Baseline)
		fmt.Fprintf(w, "| %s | %s | %s | %s | %s | %s | %s | %s |\n", r.What, r.Ours, base, ratio, r.Budget.text(r.Budget.must),
			r.Budget.text(r.Budget.aim), r.Budget.verdict(r.Value), r.Note)
	}
}

// number writes a figure with about three digits that mean something.
func number(v float64) string {
	switch {
	case v >= 1e6:
		return fmt.Sprintf("%.2f M", v/1e6)
	case v >= 1e4:
		return fmt.Sprintf("%.0f k", v/1e3)
	case v >= 100:
		return fmt.Sprintf("%.0f", v)
	case v >= 10:
		return fmt.Sprintf("%.1f", v)
	case v >= 0.1:
		return fmt.Sprintf("%.2f", v)
	}
	return fmt.Sprintf("%.4f", v)
}

// notes joins what there is to say of a row.
func notes(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), "; ")
}
