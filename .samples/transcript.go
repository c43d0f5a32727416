package main

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

const (
	width = 76 // of a line, so that a page of usual width shows it whole
	aside = 50 // of what is asked, where the answer stands beside it
)

// transcript is what was asked and told, in the form of its kind.
type transcript struct {
	strings.Builder
	write form
}

// form writes one exchange.
type form func(t *transcript, asked step, told reply)

func (t *transcript) exchange(asked step, told reply) { t.write(t, asked, told) }
func (t *transcript) sleeps(d time.Duration)          { fmt.Fprintf(t, "(sleep %g)\n", d.Seconds()) }

// sessions is the form of several sessions: who asked, and what it was told, values joined by commas.
func sessions(t *transcript, asked step, told reply) {
	lines := told.lines
	for _, row := range told.rows {
		lines = append(lines, strings.Join(row, ", "))
	}
	if told.columns != nil && len(told.rows) == 0 {
		lines = append(lines, "none")
	}
	t.told(asked.session+"  "+oneLine(asked.text), lines)
}

// alone is the form of a file with one session: rows have their names, refusals their detail.
func alone(t *transcript, asked step, told reply) {
	text := oneLine(asked.text)
	if told.columns == nil {
		if told.detail != "" {
			told.lines = append(told.lines, "DETAIL: "+told.detail)
		}
		t.told(text, told.lines)
		return
	}
	t.told(text, told.lines)
	table := append([][]string{told.columns}, told.rows...)
	widths := make([]int, len(told.columns))
	for _, row := range table {
		for i, value := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(value))
		}
	}
	for n, row := range table {
		line, rule := "  ", "  "
		for i, value := range row {
			if i > 0 {
				line, rule = line+" |", rule+"-+"
			}
			line += " " + value + strings.Repeat(" ", widths[i]-utf8.RuneCountInString(value))
			rule += "-" + strings.Repeat("-", widths[i])
		}
		t.line(line)
		if n == 0 {
			t.line(strings.Replace(rule, "  -", "   ", 1))
		}
	}
}

// told writes the answer beside what was asked where there is room, and else below it.
func (t *transcript) told(asked string, lines []string) {
	if len(lines) == 1 && aside+4+utf8.RuneCountInString(lines[0]) <= width {
		asked = cut(asked, aside)
		t.line(asked + strings.Repeat(" ", aside+1-utf8.RuneCountInString(asked)) + "→ " + lines[0])
		return
	}
	t.line(cut(asked, width))
	for _, line := range lines {
		t.wrapped("   → ", line, "     ")
	}
}

// redisCLI is the form of redis-cli, with the session's letter in the prompt.
func redisCLI(t *transcript, asked step, told reply) {
	text := asked.text
	if text == "" {
		text = "(what was pushed)"
	}
	t.line(asked.session + "> " + text)
	for _, line := range told.lines {
		t.wrapped("", line, "   ")
	}
}

// line writes a line without blanks at its end.
func (t *transcript) line(text string) { t.WriteString(strings.TrimRight(text, " ") + "\n") }

// wrapped breaks a line between words; those after the first are set in. Blanks that it begins with are kept.
func (t *transcript) wrapped(first, text, further string) {
	line, empty := first, true
	for _, part := range strings.SplitAfter(text, " ") {
		if !empty && utf8.RuneCountInString(line+strings.TrimRight(part, " ")) > width {
			t.line(line)
			line, empty = further, true
		}
		line, empty = line+part, empty && strings.TrimSpace(part) == ""
	}
	t.line(line)
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// cut shortens a text to n characters, and says that it did.
func cut(text string, n int) string {
	if utf8.RuneCountInString(text) <= n {
		return text
	}
	return string([]rune(text)[:n-1]) + "…"
}
