package lamp

import (
	"slices"
	"time"

	"porchlight/app/hours"
)

const (
	// Replies is how many of the last replies the usual time is the median of.
	Replies = 20
	// repliesLeast is how many there must be before anything is said of them.
	repliesLeast = 5
)

// Reply is an answer of an owner, and when the first message came that it answers.
type Reply struct{ Asked, Answered time.Time }

// roundTimes are answering times in words, up to each of them. A day has as many hours as are answered in.
var roundTimes = []struct {
	most  time.Duration
	words string
}{
	{10 * time.Minute, "10 minutes"},
	{30 * time.Minute, "half an hour"},
	{time.Hour, "an hour"},
	{2 * time.Hour, "two hours"},
	{5 * time.Hour, "half a day"},
	{10 * time.Hour, "a day"},
	{30 * time.Hour, "a few days"},
}

// Usual says in round words within which time an owner usually answers: the median of the last replies, counted in answering
// time. Empty: there are too few, or it is longer than anybody would want to read.
func Usual(h hours.Hours, replies []Reply) string {
	if len(replies) < repliesLeast {
		return ""
	}
	var waits []time.Duration
	for _, r := range replies {
		wait := h.Between(r.Asked, r.Answered)
		if _, ever := h.Opening(r.Asked); !ever { // without hours every hour counts
			wait = r.Answered.Sub(r.Asked)
		}
		waits = append(waits, wait)
	}
	slices.Sort(waits)
	median := (waits[(len(waits)-1)/2] + waits[len(waits)/2]) / 2
	for _, round := range roundTimes {
		if median <= round.most {
			return round.words
		}
	}
	return ""
}
