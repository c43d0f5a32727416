package catalog

import (
	"fmt"
	"reflect"
	"time"

	"porchlight/app/hours"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
)

// Weekly are the hours of answering as site.yaml has them: the spans of each weekday, none where it is closed.
type Weekly struct {
	Monday    Spans `yaml:"monday,optional"`
	Tuesday   Spans `yaml:"tuesday,optional"`
	Wednesday Spans `yaml:"wednesday,optional"`
	Thursday  Spans `yaml:"thursday,optional"`
	Friday    Spans `yaml:"friday,optional"`
	Saturday  Spans `yaml:"saturday,optional"`
	Sunday    Spans `yaml:"sunday,optional"`
}

// Spans are those of one day, written 9:00-12:30, 14:00-18:00.
type Spans []hours.Span

// Days are written 2026-12-25, or 2026-12-24 to 2027-01-01.
type Days struct{ hours.Days }

// Date is a day.
type Date struct{ time.Time }

// UnmarshalYAML reads the spans of a day.
func (s *Spans) UnmarshalYAML(node ast.Node) (err error) {
	*s, err = hours.ParseSpans(node.GetToken().Value)
	return at(node, err)
}

// UnmarshalYAML reads a day or several in a row.
func (d *Days) UnmarshalYAML(node ast.Node) (err error) {
	d.Days, err = hours.ParseDays(node.GetToken().Value)
	return at(node, err)
}

// UnmarshalYAML reads a day such as 2026-11-24.
func (d *Date) UnmarshalYAML(node ast.Node) (err error) {
	value := node.GetToken().Value
	if d.Time, err = time.Parse(time.DateOnly, value); err != nil {
		err = fmt.Errorf("%q is no day such as 2026-11-24", value)
	}
	return at(node, err)
}

// at says where in its file an error is.
func at(node ast.Node, err error) error {
	if err == nil {
		return nil
	}
	return &yaml.SyntaxError{Message: err.Error(), Token: node.GetToken()}
}

// written are the types that have parts in the program, and are one text in a file.
var written = map[reflect.Type]schema{
	reflect.TypeFor[Date]():  {Type: "string", Format: "date", Pattern: `^\d{4}-\d{2}-\d{2}$`},
	reflect.TypeFor[Spans](): {Type: "string", Pattern: hours.SpansForm},
	reflect.TypeFor[Days]():  {Type: "string", Pattern: `^\d{4}-\d{2}-\d{2}( to \d{4}-\d{2}-\d{2})?$`},
}

// hours checks the zone and makes the rule of what a site says of its hours.
func (l *loader) hours(file string, s *Site) {
	zone, err := time.LoadLocation(s.TimeZone)
	if err != nil || s.TimeZone == "Local" { // Local is the server's, wherever that is
		l.problem(file, l.lineOf(file, "time_zone"), "time_zone", noZone(s.TimeZone))
	}
	w := s.Weekly
	s.Hours = hours.Hours{Zone: zone, Week: hours.Week{w.Sunday, w.Monday, w.Tuesday, w.Wednesday, w.Thursday, w.Friday, w.Saturday}}
	for _, days := range s.Holidays {
		s.Hours.Holidays = append(s.Hours.Holidays, days.Days)
	}
}
