package settings

import (
	"fmt"
	"strings"
)

// exampleWidth is how many characters a line of explanation has at most.
const exampleWidth = 100

// exampleHead says how the file is read: systemd's EnvironmentFile= and the env_file of Compose agree on this much of a syntax, docker's
// --env-file takes quotes as part of a value.
const exampleHead = `# Settings of Porchlight, for systemd (EnvironmentFile=) and containers (env_file:). Each stands
# here with its default, or an example where it is unset: take the # away from those that you set. A
# value stands as it is, without quotes, up to the end of its line. The README has all in a table.
`

// Example tells of all settings in an environment file that sets none: with each stands its default, or an example.
func (l List) Example() string {
	var b strings.Builder
	b.WriteString(exampleHead)
	for _, group := range l.groups() {
		fmt.Fprintf(&b, "\n\n# ---- %s ----\n", group[0].Group)
		for _, s := range group {
			b.WriteString("\n")
			for line := range wrapped(s.Help, exampleWidth-len("# ")) {
				b.WriteString("# " + line + "\n")
			}
			fmt.Fprintf(&b, "#%s=%s\n", s.Env, s.Example)
		}
	}
	return b.String()
}

// wrapped yields the words of a text in lines of at most so many characters, where no word is longer.
func wrapped(text string, width int) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		line := ""
		for word := range strings.FieldsSeq(text) {
			switch {
			case line == "":
				line = word
			case len(line)+1+len(word) <= width:
				line += " " + word
			default:
				if !yield(line) {
					return
				}
				line = word
			}
		}
		yield(line)
	}
}
