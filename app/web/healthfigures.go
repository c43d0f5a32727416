package web

import (
	"strconv"
	"time"

	"porchlight/app/health"
	"porchlight/app/notify"
)

// figure is a series as the page says it.
type figure struct {
	Name, Series string
	Lately       string // what it amounts to; empty: it is a state, and no count
	Exact        string // as it is in /metrics; empty: nothing is known of it
	Shown        string
}

// figureGroup is a table of figures.
type figureGroup struct {
	Name string
	Rows []figure
}

// shownAs says a series of a reading.
func shownAs(now health.Reading, series string, say func(float64) string) (exact, shown string) {
	v, known := now.Value(series)
	if !known {
		return "", "unknown"
	}
	return exactly(v), say(v)
}

func exactly(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

func figures(now health.Reading, v health.Vitals, alone bool) []figureGroup {
	of := func(name, series, lately string, say func(float64) string) figure {
		exact, shown := shownAs(now, series, say)
		return figure{name, series, lately, exact, shown}
	}
	second := func(n float64) string { return health.Number(n) + "/s" }
	minute := func(n float64) string { return health.Number(n) + "/min" }
	state := ""
	groups := []figureGroup{
		{"Live connections", []figure{
			of("Open", health.Sockets, state, health.Number),
			of("Visitors, on all nodes", health.Visitors, state, health.Number),
			of("Rooms", health.Rooms, state, health.Number),
			of("Opened", health.Opened, "", health.Number),
			of("Came back", health.Reconnects, minute(v.Reconnects), health.Number),
			of("Cut as too slow", health.SlowCloses, minute(v.Slow), health.Number),
		}},
		{"Traffic", []figure{
			of("Frames out", health.FramesOut, second(v.FramesOut), health.Number),
			of("Bytes out", health.BytesOut, health.Size(v.BytesOut)+"/s", health.Size),
			of("Frames in", health.FramesIn, second(v.FramesIn), health.Number),
			of("Bytes in", health.BytesIn, health.Size(v.BytesIn)+"/s", health.Size),
			of("Frames that wait", health.Waiting, state, health.Number),
			of("Bytes that wait", health.Depth, state, health.Size),
		}},
		{"Store", []figure{
			of("Writes", health.Write+"_count", second(v.Writes), health.Number),
			of("Writes refused", health.Failures, health.Number(v.Failures)+" in 5 min", health.Number),
		}},
	}
	store := &groups[len(groups)-1]
	if _, server := now.Value(health.StoreUp); server {
		answers := map[bool]string{true: "answers", false: "is away"}
		store.Rows = append(store.Rows, of("Server", health.StoreUp, state, func(up float64) string { return answers[up == 1] }), of("Takes there", health.StoreBytes, state, health.Size))
	} else {
		store.Rows = append(store.Rows, of("Left on the disk", health.Free, state, health.Size))
	}
	if !alone {
		up := "down for "
		if v.BusUp {
			up = "up for "
		}
		groups = append(groups, figureGroup{"Bus", []figure{
			of("State", health.BusUp, state, func(float64) string { return up + health.Span(now.At.Sub(unix(v.BusSince))) }),
			of("Said", health.BusSaid, "", health.Number),
			of("Heard", health.BusHeard, "", health.Number),
			of("Could not be said", health.BusDropped, "", health.Number),
			of("Gaps", health.BusGaps, health.Number(v.Gaps)+" in 10 min", health.Number),
		}})
	}
	if v.BackupEvery > 0 {
		groups = append(groups, figureGroup{"Backups", []figure{
			of("Last", health.Backup, state, func(at float64) string {
				if at == 0 {
					return "none yet"
				}
				return health.Span(now.At.Sub(unix(at))) + " ago"
			}),
			of("Due every", health.BackupDue, state, func(every float64) string { return health.Span(time.Duration(every) * time.Second) }),
			of("Failed", health.BackupLost, "", health.Number),
		}})
	}
	return append(groups, figureGroup{"Process", []figure{
		of("Memory", health.Memory, state, health.Size),
		of("Goroutines", health.Goroutines, state, health.Number),
		of("Up", health.Started, state, func(at float64) string { return health.Span(now.At.Sub(unix(at))) }),
		of("Version", health.Build, state, func(float64) string { return v.Version }),
	}})
}

// countedTable is something that is counted by a label.
type countedTable struct {
	Name, Column, None string
	Rows               []countedRow
}

type countedRow struct {
	Label, Series, Exact, Shown, Means string
}

// meanings of what is counted by a label. They also say in which order.
type meaning struct{ label, means string }

var closes = []meaning{
	{"1000", "the page asked for it"}, {"1001", "the page was left"}, {"1005", "closed without a code"}, {"1006", "broke without a word"},
	{"1008", "told to stop: a session that is over, a block, a flood"}, {"1012", "this node stops"}, {"1013", "too slow, or too many are open"},
	{"1002", "a broken frame"}, {"1009", "the page found a frame too large"}, {"1011", "the page had an error"}, {"other", "any other code"},
}

var refused = []meaning{
	{refusedAddress, "too many from one address"}, {refusedTabs, "too many tabs of one visitor"}, {refusedBusy, "waited too long for a turn"},
	{refusedForbidden, "blocked, or a page of staff without a session"}, {refusedOrigin, "from a page of another site"}, {refusedDraining, "this node stops"},
	{refusedPlace, "no such place"}, {refusedMalformed, "makes no sense"}, {refusedStore, "the store could not be asked"},
}

func counted(now health.Reading) []countedTable {
	table := func(name, column, none, series, label string, meanings []meaning) countedTable {
		t := countedTable{Name: name, Column: column, None: none}
		for _, m := range meanings {
			for _, part := range now.Parts(series, label, m.label) {
				if part.Value > 0 {
					t.Rows = append(t.Rows, countedRow{m.label, part.Series, exactly(part.Value), health.Number(part.Value), m.means})
				}
			}
		}
		return t
	}
	return []countedTable{
		table("How connections ended", "Code", "None has ended since the start.", health.Closes, "code", closes),
		table("Handshakes refused", "Reason", "None was refused since the start.", health.Refused, "reason", refused),
	}
}

// noticeRow is a channel of the outbox.
type noticeRow struct {
	Name  string
	Cells []figure
}

func notices(now health.Reading) (rows []noticeRow) {
	for _, channel := range []struct {
		name string
		of   notify.Channel
	}{{"Mail", notify.MailChannel}, {"Push", notify.PushChannel}, {"Calls", notify.WebhookChannel}} {
		row := noticeRow{Name: channel.name}
		by := `{channel="` + string(channel.of) + `"`
		for _, cell := range []struct{ name, series string }{
			{"waiting", health.NoticesDue + by + "}"}, {"given up", health.Dead + by + "}"},
			{"sent", health.Attempts + by + `,outcome="sent"}`}, {"failed", health.Attempts + by + `,outcome="failed"}`},
		} {
			exact, shown := shownAs(now, cell.series, health.Number)
			row.Cells = append(row.Cells, figure{Name: cell.name, Series: cell.series, Exact: exact, Shown: shown})
		}
		rows = append(rows, row)
	}
	return rows
}
