// Package lamp tells whether the owner is in, away, or back at a time: by what an owner said, else by the answering hours and a
// sign of life. It holds the rule, and keeps the switch in the store, where all nodes find it.
package lamp

import (
	"time"

	"porchlight/app/hours"
)

// Silence is how long an owner may give no sign of life inside the hours and still count as in. A socket that flaps, a walk
// from page to page or a restart changes nothing; a lamp that nobody sits behind goes out.
const Silence = 15 * time.Minute

// Way is what the switch can be set to.
type Way string

// The ways: to follow the hours, or to be in or away whatever they are.
const (
	Follow Way = "hours"
	In     Way = "in"
	Away   Way = "away"
)

// Switch is what an owner said, and when.
type Switch struct {
	Way   Way
	Until time.Time // when it ends, and the hours are followed again; zero: when told otherwise
	By    string    // the owner's e-mail address
	Set   time.Time
}

// decides reports whether the switch and not the hours say how the lamp stands.
func (s Switch) decides(now time.Time) bool {
	return s.Way != Follow && (s.Until.IsZero() || now.Before(s.Until))
}

// Reason is why the lamp is as it is, which owners are told.
type Reason string

// The reasons.
const (
	Said    Reason = "said"    // the switch
	Hours   Reason = "hours"   // it is inside the hours, and an owner is here
	Outside Reason = "outside" // it is outside of the hours
	Silent  Reason = "silent"  // inside the hours there was no sign of life
)

// Shown is what visitors are told of the owner.
type Shown struct {
	In     bool
	Back   time.Time // when they are back; zero: in, or not known
	Until  time.Time // when this changes by itself; zero: not known
	Usual  string    // how soon they usually answer, such as "an hour"; empty: nothing is said
	Reason Reason
	By     string    // who set the switch, where that is the reason
	Set    time.Time // and when
}

// Rule tells how the lamp stands. sign is the last sign of life of an owner. Nobody is called in for a socket alone, and nobody
// away who said that they are in.
func Rule(s Switch, h hours.Hours, sign, now time.Time) Shown {
	if s.decides(now) {
		shown := Shown{In: s.Way == In, Until: s.Until, Reason: Said, By: s.By, Set: s.Set}
		if !shown.In && !s.Until.IsZero() {
			shown.Back = s.Until
			if opening, is := h.Opening(s.Until); is { // whoever is back at night is back in the morning
				shown.Back = opening
			}
		}
		return shown
	}
	closing, open := h.Closing(now)
	switch {
	case !open:
		opening, _ := h.Opening(now)
		return Shown{Back: opening, Until: opening, Reason: Outside}
	case now.Sub(sign).Abs() < Silence: // a clock that was set back leaves nobody in for an hour
		return Shown{In: true, Until: closing, Reason: Hours}
	}
	return Shown{Reason: Silent}
}

// Same reports whether two say the same.
func (s Shown) Same(other Shown) bool {
	same := s.Back.Equal(other.Back) && s.Until.Equal(other.Until) && s.Set.Equal(other.Set)
	s.Back, s.Until, s.Set = other.Back, other.Until, other.Set // times that are equal may be written in two ways
	return same && s == other
}
