package web

import (
	"math"

	"porchlight/app/chart"
	"porchlight/app/health"
)

// lineView is one of the small drawings.
type lineView struct {
	ID, Name string
	chart.Trace
	Last, Low, High string
}

func (s *Server) lately(alone bool) (all []lineView) {
	for _, line := range []struct {
		id, name string
		line     int
		say      func(float64) string
	}{
		{"sockets", "Live connections", health.LineSockets, health.Number},
		{"out", "Frames out a second", health.LineFramesOut, health.Number},
		{"bytes", "Bytes out a second", health.LineBytesOut, health.Size},
		{"in", "Frames in a second", health.LineFramesIn, health.Number},
		{"write", "A write, p95", health.LineWrite, health.Seconds},
		{"trip", "Redis and back, p95", health.LineTrip, health.Seconds},
		{"depth", "Waiting to be sent", health.LineDepth, health.Size},
		{"again", "Coming back, a minute", health.LineReconnects, health.Number},
	} {
		if line.line == health.LineTrip && alone {
			continue
		}
		d := chart.TraceOf(s.Health.Line(line.line), health.Points)
		one := lineView{ID: line.id, Name: line.name, Trace: d, Last: "–"}
		if d.Known {
			one.Low, one.High = line.say(d.Lowest), line.say(d.Highest)
		}
		if !math.IsNaN(d.Now) {
			one.Last = line.say(d.Now)
		}
		all = append(all, one)
	}
	return all
}

// timesRow is how long something took lately.
type timesRow struct {
	Name, Series  string
	P50, P95, P99 string
	Count         string
}

func timesRows(v health.Vitals, alone bool) (rows []timesRow) {
	for _, one := range []struct {
		name, series string
		of           health.Quantiles
		shared       bool
	}{
		{"A write, from asking to stored", health.Write, v.Write, false},
		{"A commit of one or more", health.Commit, v.Commit, false},
		{"A query", health.Read, v.Read, false},
		{"A sign of life through Redis and back", health.BusTrip, v.Trip, true},
	} {
		if one.shared && alone {
			continue
		}
		row := timesRow{Name: one.name, Series: one.series, P50: "–", P95: "–", P99: "–", Count: health.Number(float64(one.of.Count))}
		if one.of.Count > 0 {
			row.P50, row.P95, row.P99 = health.Seconds(one.of.P50), health.Seconds(one.of.P95), health.Seconds(one.of.P99)
		}
		rows = append(rows, row)
	}
	return rows
}
