package web

import (
	"time"

	"porchlight/app/chart"
	"porchlight/app/health"
)

// healthView is what the health page shows.
type healthView struct {
	Looked   string // when, to the second: with it something comes once a pulse, by which a page knows that its numbers are new
	Size     string // of the drawings, as SVG has it
	Verdict  string
	Level    string // well, odd or bad
	Troubles []health.Trouble
	Alone    bool // there can be no other node
	Nodes    []nodeRow
	Lately   []lineView
	Figures  []figureGroup
	Times    []timesRow
	Counted  []countedTable
	Notices  []noticeRow
}

// healthPart is a part of the page that comes anew.
type healthPart struct {
	Part string
	healthView
}

// nodeRow is a node as its row says it.
type nodeRow struct {
	health.Node
	State, Level, Heard, Left                           string
	Differs                                             string // its version, where that is another one than this node's
	Open, Out, In, Waiting, Bus, Write, Memory, RunsFor string
}

func (s *Server) healthView(now health.Reading, vitals health.Vitals) healthView {
	nodes := s.Health.Nodes(s.ownLease(), vitals, s.leases())
	alone := s.Roster.Alone
	v := healthView{Looked: s.clock(now.At), Size: chart.TraceBox(health.Points), Alone: alone, Troubles: health.Judge(nodes, alone, s.clock)}
	v.Verdict, v.Level = health.Verdict(v.Troubles), levelOf(v.Troubles)
	for _, n := range nodes {
		own := health.Judge([]health.Node{n}, alone, s.clock)
		row := nodeRow{Node: n, State: "well", Level: levelOf(own), Heard: health.Span(n.Heard), Left: health.Span(n.Left) + " left"}
		if n.Left == 0 {
			row.Left = "ran out"
		}
		if len(own) > 0 {
			row.State = own[0].What
		} else if !n.Told {
			row.State = "has yet to tell"
		}
		if n.Silent {
			row.State = "silent for " + row.Heard
		}
		row.say(now.At)
		if n.Told && n.Vitals.Version != vitals.Version {
			row.Differs = n.Vitals.Version
		}
		v.Nodes = append(v.Nodes, row)
	}
	v.Lately, v.Figures, v.Times = s.lately(alone), figures(now, vitals, alone), timesRows(vitals, alone)
	v.Counted, v.Notices = counted(now), notices(now)
	return v
}

// say puts the vitals of a node into words.
func (r *nodeRow) say(now time.Time) {
	v := r.Vitals
	pair := func(frames, bytes float64) string { return health.Number(frames) + "/s, " + health.Size(bytes) + "/s" }
	p95 := func(q health.Quantiles) string {
		if q.Count == 0 {
			return "–"
		}
		return health.Seconds(q.P95)
	}
	r.Open, r.Out, r.In = health.Number(v.Sockets), pair(v.FramesOut, v.BytesOut), pair(v.FramesIn, v.BytesIn)
	r.Waiting, r.Memory, r.Write, r.Bus = health.Size(v.WaitingBytes), health.Size(v.Memory), p95(v.Write), p95(v.Trip)
	if !v.BusUp {
		r.Bus = "down"
	}
	r.RunsFor = "–"
	if v.Started > 0 {
		r.RunsFor = health.Span(now.Sub(unix(v.Started)))
	}
}

// clock says a moment in the site's zone.
func (s *Server) clock(at time.Time) string {
	return at.In(s.zone()).Format("15:04:05 MST")
}

func levelOf(troubles []health.Trouble) string {
	switch {
	case len(troubles) == 0:
		return "well"
	case troubles[0].Bad:
		return "bad"
	}
	return "odd"
}

func unix(seconds float64) time.Time { return time.UnixMilli(int64(seconds * 1000)) }
