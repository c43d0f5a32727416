package doctor

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// The columns of what is printed, which fits a terminal of 80.
const (
	width     = 80
	stateWide = 9 // two spaces before it
	nameWide  = 10
	indent    = 2 + stateWide + nameWide
)

// colours of the states for a terminal (ECMA-48 §8.3.117).
var colours = map[State]string{OK: "32", Off: "2", Warning: "33", Wrong: "31"}

// Print writes the reports for a person: a line for each check, what it found below, and a sentence at the end.
func Print(w io.Writer, reports []Report, colour bool) error {
	var b strings.Builder
	for _, r := range reports {
		state := fmt.Sprintf("%-*s", stateWide, r.State)
		if colour {
			state = "\x1b[" + colours[r.State] + "m" + state + "\x1b[0m"
		}
		fmt.Fprintf(&b, "  %s%-*s%s\n", state, nameWide, r.Check, wrap(r.Says, indent))
		for _, f := range r.Findings {
			fmt.Fprintf(&b, "%*s%s\n", indent, "", wrap(f.What, indent))
			if f.Do != "" {
				fmt.Fprintf(&b, "%*s%s\n", indent+2, "", wrap(f.Do, indent+2))
			}
		}
	}
	fmt.Fprintf(&b, "\n%s\n", Verdict(reports))
	_, err := io.WriteString(w, b.String())
	return err
}

// wrap breaks a text between words so that it fits beside a margin. A word that is too long, such as a path, stands by itself.
func wrap(text string, margin int) string {
	var b strings.Builder
	column := margin
	for i, word := range strings.Fields(text) {
		length := len([]rune(word))
		switch {
		case i == 0:
		case column+1+length > width:
			fmt.Fprintf(&b, "\n%*s", margin, "")
			column = margin
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += length
	}
	return b.String()
}

// JSON writes the reports for a program.
func JSON(w io.Writer, reports []Report) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(struct {
		Well    bool     `json:"well"`
		Verdict string   `json:"verdict"`
		Checks  []Report `json:"checks"`
	}{Well(reports), Verdict(reports), reports})
}
