package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"time"

	"porchlight/app/logging"

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

// readPatience is how long the banner waits for whoever reads the log. The site serves meanwhile.
const readPatience = time.Second

// show writes the banner for people, who have it at a glance in a terminal or in the journal, or one record for programs: behind what was
// logged before, and before what is said next.
func (b banner) show(out *os.File, log *logging.Log, forPrograms bool) {
	log.Flush(readPatience)
	switch {
	case !log.Enabled(context.Background(), slog.LevelInfo):
	case forPrograms:
		b.record(log.Logger)
		log.Flush(readPatience)
	case term.IsTerminal(int(out.Fd())):
		fmt.Fprintln(out)
		b.write(out, hasColours(out))
	default:
		b.write(out, false)
	}
}

// hasColours reports whether somebody sees the colours of what is written there (https://no-color.org).
func hasColours(out *os.File) bool {
	return term.IsTerminal(int(out.Fd())) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}

// record leaves the node out: every record has it.
func (b banner) record(log *slog.Logger) {
	var attrs []slog.Attr
	for _, l := range b {
		if l.name != "node" {
			attrs = append(attrs, slog.String(l.name, l.String()))
		}
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
