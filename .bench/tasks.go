package main

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/tracing"
	"github.com/chromedp/chromedp"
)

// runTask is what a trace of Chromium calls a task of a thread, and taskCategory is where it does so.
const runTask, taskCategory = "RunTask", "disabled-by-default-devtools.timeline"

// pageThread is the name of the thread that a page's script, style and layout have for themselves.
const pageThread = "CrRendererMain"

// tasks is how long the tasks of a page took, in ms.
type tasks struct {
	n            int
	longest, cpu float64 // cpu is the most processor time that one took
	long         int     // of more than 50 ms, which the standard calls long: https://www.w3.org/TR/longtasks-1/
}

func (t tasks) String() string {
	return fmt.Sprintf("longest of %d tasks of the page's main thread, by the clock, as Chromium traces them; %d of more than 50 ms; most processor time of one: %s ms (server, crowd and browser share the machine)",
		t.n, t.long, number(t.cpu))
}

// trace gathers what a browser says of its tasks.
type trace struct {
	t      tab
	events []traceEvent
	done   chan bool // whether something was lost
}

// traceEvent is a line of https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU (Trace Event Format); times
// are in µs.
type traceEvent struct {
	Name    string  `json:"name"`
	Process int     `json:"pid"`
	Thread  int     `json:"tid"`
	Took    float64 `json:"dur"`
	CPU     float64 `json:"tdur"`
	Args    struct {
		Name string `json:"name"`
	} `json:"args"`
}

func (t tab) trace() (*trace, error) {
	tr := &trace{t: t, done: make(chan bool, 1)}
	if err := chromedp.Listen(t.ctx, tr.hear); err != nil {
		return nil, err
	}
	return tr, t.do(command(tracing.Start, tracing.StartParams{TraceConfig: &tracing.TraceConfig{IncludedCategories: []string{taskCategory}, ExcludedCategories: []string{"*"}}}))
}

func (tr *trace) hear(event any) {
	switch e := event.(type) {
	case *tracing.EventDataCollected:
		for _, value := range e.Value {
			var one traceEvent
			if json.Unmarshal([]byte(value), &one) == nil && (one.Name == runTask || one.Name == "thread_name") {
				tr.events = append(tr.events, one)
			}
		}
	case *tracing.EventTracingComplete:
		tr.done <- e.DataLossOccurred
	}
}

// end ends the trace and returns the tasks of pages in it.
func (tr *trace) end() (all tasks, err error) {
	if err := tr.t.do(command(tracing.End, cdp.Empty{})); err != nil {
		return all, err
	}
	if lost := <-tr.done; lost {
		return all, fmt.Errorf("the browser has lost part of its trace")
	}
	type thread struct{ process, thread int }
	var pages []thread
	for _, e := range tr.events {
		if e.Args.Name == pageThread {
			pages = append(pages, thread{e.Process, e.Thread})
		}
	}
	for _, e := range tr.events {
		if e.Name != runTask || !slices.Contains(pages, thread{e.Process, e.Thread}) {
			continue
		}
		all.n++
		all.longest, all.cpu = max(all.longest, e.Took/1000), max(all.cpu, e.CPU/1000)
		if e.Took > 50_000 {
			all.long++
		}
	}
	if all.n == 0 {
		return all, fmt.Errorf("the browser traced no task of a page")
	}
	return all, nil
}
