package web

import "time"

// pace bounds the bytes a second that go out to each page of a view: what comes seldom goes out at once, what churns as often
// as its size allows. The zero value owes nothing.
type pace struct {
	owed int // bytes that are not earned back yet
	at   time.Time
}

// The table's share of what a presence page is sent, however much happens: 20 KB a second. Something may go out while little is
// owed, so that in no second more comes than a frame, which has 24 KB at most, and that.
const (
	paceRate  = 15 << 10 // bytes a second
	paceSlack = 4 << 10  // bytes
)

// allows reports whether something may go out now.
func (p *pace) allows(now time.Time) bool {
	if earned := int(now.Sub(p.at).Seconds() * paceRate); earned > 0 {
		p.owed, p.at = max(0, p.owed-earned), now
	}
	return p.owed < paceSlack
}

// spend notes what went out.
func (p *pace) spend(bytes int) { p.owed += bytes }
