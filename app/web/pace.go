package web

import "time"

// pace bounds the bytes a second that go out to each page of a view: what comes seldom goes out at once, what churns as often
// as its size allows. The zero value has its whole burst.
type pace struct {
	spent int // bytes that are not earned back yet
	at    time.Time
}

// The table's share of what a presence page is sent, however much happens, in 10 s and more: 20 KB a second. Something may go out
// while less than the burst is spent, so that one frame, of 24 KB at most, can come on top of it.
const (
	paceRate  = 15 << 10 // bytes a second
	paceBurst = 24 << 10 // bytes
)

// allows reports whether something may go out now.
func (p *pace) allows(now time.Time) bool {
	if earned := int(now.Sub(p.at).Seconds() * paceRate); earned > 0 {
		p.spent, p.at = max(0, p.spent-earned), now
	}
	return p.spent < paceBurst
}

// spend notes what went out.
func (p *pace) spend(bytes int) { p.spent += bytes }
