package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"

	"golang.org/x/term"
)

// banner says at the start what is on and what is not, a line each.
type banner []line

// line is one thing and how it stands. Where it is off, missing says what it wants to be on.
type line struct{ name, state, missing string }

func (l line) String() string {
	if l.missing != "" {
		return "off: " + l.missing
	}
	return l.state
}

// show writes the banner for people, who have it at a glance in a terminal or in the journal, and one record for programs.
func (b banner) show(out *os.File, log *slog.Logger, forPrograms bool) {
	switch {
	case !log.Enabled(context.Background(), slog.LevelInfo):
	case forPrograms:
		b.record(log)
	case term.IsTerminal(int(out.Fd())):
		fmt.Fprintln(out)
		b.write(out, os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb") // https://no-color.org
	default:
		b.write(out, false)
	}
}

func (b banner) record(log *slog.Logger) {
	attrs := make([]slog.Attr, len(b))
	for i, l := range b {
		attrs[i] = slog.String(l.name, l.String())
	}
	log.LogAttrs(context.Background(), slog.LevelInfo, "serving", attrs...)
}

// dim and plain are escape sequences of terminals (ECMA-48, SGR): what is off stands back.
const (
	dim   = "\x1b[2m"
	plain = "\x1b[0m"
)

// write writes all in one go, so that no line of the log comes in between.
func (b banner) write(out io.Writer, colour bool) {
	width := 0
	for _, l := range b {
		width = max(width, len(l.name))
	}
	var text strings.Builder
	for _, l := range b {
		said := fmt.Sprintf("  %-*s  %s", width, l.name, l)
		if colour && l.missing != "" {
			said = dim + said + plain
		}
		text.WriteString(said + "\n")
	}
	_, _ = io.WriteString(out, text.String()) // the site goes on where nobody reads
}
