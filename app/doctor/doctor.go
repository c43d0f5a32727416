// Package doctor looks whether a site can run as it should, and says what to do where it cannot.
//
// Each check has a file and asks the package that knows: it is put together from several of the middle packages, and stands above them. A
// check changes nothing and makes nothing, so that all of them are safe beside nodes that run.
package doctor

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// patience is how long a check may take: a large database is read from end to end.
const patience = 30 * time.Second

// State says how something is.
type State string

// The states, the best first.
const (
	OK      State = "ok"
	Off     State = "off"     // not set up, and nothing is wrong with that
	Warning State = "warning" // it works, and is worth a look
	Wrong   State = "wrong"   // it does not work, or will not for long
)

// order is from good to bad.
var order = []State{OK, Off, Warning, Wrong}

// Finding is something that is not as it should be.
type Finding struct {
	State State  `json:"state"`
	What  string `json:"what"` // a sentence
	Do    string `json:"do"`   // what to do about it
}

// Report is what a check found.
type Report struct {
	Check    string    `json:"check"`
	State    State     `json:"state"` // the worst of the findings
	Says     string    `json:"says"`  // how it is, in a line
	Findings []Finding `json:"findings,omitempty"`
}

// Check looks at one thing and tells a report of it.
type Check struct {
	Name string
	Look func(context.Context, *Report)
}

// Examine makes all checks at once and reports in their order. None waits for another, and one that is not done in time is told to be so.
func Examine(ctx context.Context, checks []Check) []Report {
	reports := make([]Report, len(checks))
	var all sync.WaitGroup
	for i, c := range checks {
		all.Go(func() { reports[i] = c.examine(ctx) })
	}
	all.Wait()
	return reports
}

func (c Check) examine(ctx context.Context) Report {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	told := make(chan Report, 1)
	go func() {
		r := Report{Check: c.Name, State: OK}
		c.Look(ctx, &r)
		told <- r
	}()
	select {
	case r := <-told:
		return r
	case <-time.After(patience + time.Second): // what hears of ctx is done by then
		r := Report{Check: c.Name, State: OK, Says: "no answer"}
		r.wrong(fmt.Sprintf("This was not done within %s.", patience), "Look whether the disk or the network hangs.")
		return r
	}
}

func (r *Report) says(format string, args ...any) { r.Says = fmt.Sprintf(format, args...) }

func (r *Report) off(why string) { r.State, r.Says = Off, why }

func (r *Report) warn(what, do string) { r.find(Warning, what, do) }

func (r *Report) wrong(what, do string) { r.find(Wrong, what, do) }

func (r *Report) find(state State, what, do string) {
	r.Findings = append(r.Findings, Finding{state, what, do})
	r.State = order[max(slices.Index(order, r.State), slices.Index(order, state))]
}

// Well reports whether nothing is wrong. Warnings alone are well: a site that runs is not to be stopped for them.
func Well(reports []Report) bool {
	return !slices.ContainsFunc(reports, func(r Report) bool { return r.State == Wrong })
}

// Verdict sums up in a sentence.
func Verdict(reports []Report) string {
	named := func(state State) string {
		var names []string
		for _, r := range reports {
			if r.State == state {
				names = append(names, r.Check)
			}
		}
		return strings.Join(names, ", ")
	}
	wrong, odd := named(Wrong), named(Warning)
	switch {
	case wrong == "" && odd == "":
		return "All is well."
	case wrong == "":
		return "Well. Worth a look: " + odd + "."
	case odd == "":
		return "Not well: " + wrong + "."
	}
	return "Not well: " + wrong + ". Worth a look: " + odd + "."
}
