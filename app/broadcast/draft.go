package broadcast

import (
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"porchlight/app/fault"
)

const (
	// TextMost is the longest text, in Unicode code points: a banner lies over what people read.
	TextMost = 500
	// Shortest and Longest bound how long a broadcast runs.
	Shortest = 5 * time.Minute
	Longest  = 7 * 24 * time.Hour
)

// Choice is a length that is offered.
type Choice struct {
	Name, Label string
	lasts       time.Duration
}

// Choices are the lengths that are offered, the most usual one first to be taken where none is.
var Choices = []Choice{
	{"15m", "15 minutes", 15 * time.Minute}, {"1h", "an hour", time.Hour}, {"4h", "4 hours", 4 * time.Hour}, {"1d", "a day", 24 * time.Hour}, {"7d", "7 days", Longest},
}

const (
	// Usual is the choice that a form begins with.
	Usual = "1h"
	// AtTime is the choice that names its own end.
	AtTime = "time"
)

// uuidForm is the text form of RFC 9562, section 4, in lower case.
var uuidForm = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)

// Draft is a broadcast on its way in. Whether its places are there is for the caller to know.
type Draft struct {
	Target
	ID, Text, Card string
	Length         string         // the name of a choice
	Until          string         // for AtTime: a day and time, as a form sends it (https://html.spec.whatwg.org/#local-dates-and-times)
	Zone           *time.Location // in which that is
	Account        int64
}

// check returns the draft as it would be stored and when it would end, or fault.Invalid with what is wrong with it.
func (d Draft) check(now time.Time) (Draft, time.Time, error) {
	invalid := func(format string, values ...any) (Draft, time.Time, error) {
		return d, time.Time{}, fault.New(fault.Invalid, format, values...)
	}
	if !utf8.ValidString(d.Text) || strings.ContainsRune(d.Text, 0) {
		return invalid("The text holds something that is no text. Please write it again as plain text.")
	}
	d.Text = strings.TrimSpace(strings.ReplaceAll(d.Text, "\r\n", "\n"))
	switch length := utf8.RuneCountInString(d.Text); {
	case !uuidForm.MatchString(d.ID):
		return invalid("The form came without a proper id. Reload the page and send it again.")
	case d.Text == "" && d.Card == "":
		return invalid("Write a few words, or choose a card that goes with it.")
	case length > TextMost:
		return invalid("That is %d characters; a banner holds %d. Please shorten it, or write the rest on a page and send its card along.", length, TextMost)
	case (d.Place == "") == (d.Visitor == ""):
		return invalid("Choose whom it is for: everyone, a place, or one visitor.")
	}
	ends, err := d.ends(now)
	return d, ends, err
}

func (d Draft) ends(now time.Time) (time.Time, error) {
	for _, c := range Choices {
		if c.Name == d.Length {
			return now.Add(c.lasts), nil
		}
	}
	end, err := time.ParseInLocation("2006-01-02T15:04", d.Until, d.Zone)
	switch {
	case d.Length != AtTime:
		return end, fault.New(fault.Invalid, "Choose how long it runs.")
	case err != nil:
		return end, fault.New(fault.Invalid, "Say on which day and at what time it ends.")
	case end.Sub(now) < Shortest:
		return end, fault.New(fault.Invalid, "That end is less than 5 minutes from now. Choose one that leaves time to read it.")
	case end.Sub(now) > Longest:
		return end, fault.New(fault.Invalid, "That end is more than 7 days from now. What holds for longer belongs on a page.")
	}
	return end, nil
}
