package web

// shownTable is a page of the table that somebody has before them, as they were told of it last.
type shownTable struct {
	tableView
	pace
	stale bool
}

// tableFrame is a view, or what changed of it: rows that stayed as they were are only named, and a bar that did is left out.
type tableFrame struct {
	tableView
	Rows []changedRow
	Bar  bool
}

type changedRow struct {
	tableRow
	Same bool
}

// whole is all of a view.
func (v *shownTable) whole() tableFrame {
	frame := tableFrame{tableView: v.tableView, Bar: true}
	for _, row := range v.tableView.Rows {
		frame.Rows = append(frame.Rows, changedRow{tableRow: row})
	}
	return frame
}

// turn brings a view to a newer state, and returns what its sockets are to be told, if there is anything.
func (v *shownTable) turn(next tableView) (news tableFrame, any bool) {
	had := map[string]tableRow{}
	for _, row := range v.Rows {
		had[row.Visitor] = row
	}
	news = tableFrame{tableView: next, Bar: v.bar() != next.bar()}
	any = news.Bar || len(v.Rows) != len(next.Rows)
	for i, row := range next.Rows {
		same := had[row.Visitor] == row
		any = any || !same || v.Rows[i].Visitor != row.Visitor
		news.Rows = append(news.Rows, changedRow{row, same})
	}
	v.tableView, v.stale = next, false
	return news, any
}
