package lamp

import (
	"context"
	"database/sql"
	"time"

	"porchlight/app/fault"
	"porchlight/app/hours"
	"porchlight/app/store"
)

const (
	inMost   = 12 * time.Hour       // how long an owner can say at once that they are in: no lamp is left burning
	awayMost = 366 * 24 * time.Hour // and away, before it is until told otherwise
)

// Choice is something that an owner can say.
type Choice struct {
	Name  string // what Choose takes
	Label string
	Until time.Time // which belongs to the label; zero: none does
	way   Way
	end   time.Time
}

// AwayUntil is the choice that names its own end.
const AwayUntil = "away-until"

// Choices are what an owner can say now, the first of each way being the nearest at hand.
func (l *Lamp) Choices(h hours.Hours) []Choice {
	now := l.now()
	hour := now.Add(time.Hour)
	choices := []Choice{{Name: "in-hour", Label: "In for an hour", way: In, end: hour}}
	closing, open := h.Closing(now)
	if open && closing.Sub(now) <= inMost {
		choices = append(choices, Choice{Name: "in-hours", Label: "In until", Until: closing, way: In, end: closing})
	} else {
		choices = append(choices, Choice{Name: "in-four", Label: "In for 4 hours", way: In, end: now.Add(4 * time.Hour)})
	}
	choices = append(choices, Choice{Name: "away-hour", Label: "Away for an hour", way: Away, end: hour})
	if next, is := h.Opening(closing); open && is {
		choices = append(choices, Choice{Name: "away-opening", Label: "Away until", Until: next, way: Away, end: next})
	}
	choices = append(choices, Choice{Name: "away", Label: "Away until I say otherwise", way: Away})
	if l.Set().decides(now) {
		choices = append(choices, Choice{Name: "hours", Label: "Follow my hours", way: Follow})
	}
	return choices
}

// Choose sets the switch for everybody. until is for AwayUntil: a day and time in the zone of the hours, as a form sends it. It
// fails with fault.Invalid where there is no such choice, or it ends before it begins.
func (l *Lamp) Choose(ctx context.Context, h hours.Hours, account int64, name, until string) error {
	now := l.now()
	chosen := Choice{Name: name, way: Away}
	if name == AwayUntil {
		end, err := time.ParseInLocation("2006-01-02T15:04", until, h.Zone) // https://html.spec.whatwg.org/#local-dates-and-times
		switch {
		case err != nil:
			return fault.New(fault.Invalid, "Say until which day and time you are away.")
		case !end.After(now):
			return fault.New(fault.Invalid, "That time is over. Choose one that is yet to come.")
		case end.Sub(now) > awayMost:
			return fault.New(fault.Invalid, "That is more than a year from now. Choose Away until I say otherwise.")
		}
		chosen.end = end
	} else {
		is := false
		if chosen, is = l.choice(h, name); !is {
			return fault.New(fault.Invalid, "Choose how long you are in or away.")
		}
	}
	err := l.store.Write(ctx, func(q store.Queries) error {
		return q.SetLamp(ctx, store.SetLampParams{
			Switch: string(chosen.way), Until: sql.NullInt64{Int64: chosen.end.UnixMilli(), Valid: !chosen.end.IsZero()},
			AccountID: sql.NullInt64{Int64: account, Valid: true}, Now: sql.NullInt64{Int64: now.UnixMilli(), Valid: true},
		})
	})
	if err != nil {
		return err
	}
	return l.Look(ctx)
}

// choice finds a choice by its name. A page that was open for a while may offer one that the hours have passed meanwhile.
func (l *Lamp) choice(h hours.Hours, name string) (Choice, bool) {
	if name == "hours" {
		return Choice{way: Follow}, true
	}
	for _, c := range l.Choices(h) {
		if c.Name == name {
			return c, true
		}
	}
	return Choice{}, false
}
