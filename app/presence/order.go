package presence

import (
	"cmp"
	"strings"
)

// SortKeys are what a listing can be sorted by. Equals are sorted by when they came, the last first.
var SortKeys = []string{"name", "place", "moved", "since", "seen", "tab", "sockets", "talking", "device", "language", "referrer", "node"}

// comparisons tell which of two visitors is the smaller one.
var comparisons = map[string]func(a, b *line) int{
	"name":    func(a, b *line) int { return strings.Compare(a.name, b.name) },
	"place":   func(a, b *line) int { return strings.Compare(a.Place, b.Place) },
	"moved":   func(a, b *line) int { return a.Moved.Compare(b.Moved) },
	"since":   func(a, b *line) int { return a.Since.Compare(b.Since) },
	"seen":    func(a, b *line) int { return a.Seen.Compare(b.Seen) },
	"tab":     func(a, b *line) int { return cmp.Compare(rank(a.Visible), rank(b.Visible)) },
	"sockets": func(a, b *line) int { return cmp.Compare(a.Sockets, b.Sockets) },
	"talking": func(a, b *line) int { return cmp.Compare(rank(a.Talking), rank(b.Talking)) },
}

// facts are what may not be known of a visitor; those of whom it is not come last in either direction.
var facts = map[string]func(e *line) string{
	"device":   func(e *line) string { return e.Device },
	"language": func(e *line) string { return e.Language },
	"referrer": func(e *line) string { return e.Referrer },
	"node":     func(e *line) string { return e.Node },
}

// order compares two visitors as a query sorts them. No two are equal: they would change places from tick to tick.
func (q Query) order() func(a, b *line) int {
	direction := -1
	if q.Up {
		direction = 1
	}
	return func(a, b *line) int {
		return cmp.Or(q.compare(a, b, direction), b.Since.Compare(a.Since), strings.Compare(a.Visitor, b.Visitor))
	}
}

func (q Query) compare(a, b *line, direction int) int {
	if of := facts[q.Sort]; of != nil {
		x, y := of(a), of(b)
		if (x == "") != (y == "") {
			return cmp.Compare(rank(x == ""), rank(y == ""))
		}
		return direction * strings.Compare(x, y)
	}
	if compare := comparisons[q.Sort]; compare != nil {
		return direction * compare(a, b)
	}
	return direction * a.Since.Compare(b.Since)
}

func rank(is bool) int {
	if is {
		return 1
	}
	return 0
}
