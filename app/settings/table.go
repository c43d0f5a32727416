package settings

import (
	"fmt"
	"reflect"
	"strings"
)

// cell keeps a text from ending a cell of a table, or beginning something in it.
var cell = strings.NewReplacer("|", `\|`, "<", `\<`, "*", `\*`)

// Table tells of all settings in Markdown: a table for each group.
func (l List) Table() string {
	var b strings.Builder
	for i, group := range l.groups() {
		if i > 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "**%s**\n\n| environment | flag | default | |\n|---|---|---|---|\n", group[0].Group)
		for _, s := range group {
			fallback := "unset"
			switch {
			case s.Default != "":
				fallback = "`" + s.Default + "`"
			case s.target.Kind() == reflect.Bool:
				fallback = "off"
			}
			meaning := cell.Replace(s.Help)
			if fallback == "unset" && s.Example != "" {
				meaning += " Example: `" + s.Example + "`"
			}
			fmt.Fprintf(&b, "| `%s` | `%s` | %s | %s |\n", s.Env, s.Flag, fallback, meaning)
		}
	}
	return b.String()
}
