package live

// peers knows the last event number of every other node. Only the receiving goroutine uses it.
//
// A node that is heard for the first time counts from zero: what it said before may have been dropped on its own side,
// where no subscription of ours could notice.
type peers map[string]peer

type peer struct{ epoch, number uint64 }

func (p peers) last(m message) peer {
	known := p[m.node]
	if known.epoch != m.epoch { // it has started anew
		return peer{epoch: m.epoch}
	}
	return known
}

// event reports whether an event is news (a repeated one is not, nor one that was overtaken) and whether some before it
// are missing.
func (p peers) event(m message) (news, gap bool) {
	known := p.last(m)
	if m.number <= known.number {
		return false, false
	}
	p[m.node] = peer{m.epoch, m.number}
	return true, m.number > known.number+1
}

// beat reports whether events before a sign of life are missing.
func (p peers) beat(m message) (gap bool) {
	known := p.last(m)
	p[m.node] = peer{m.epoch, max(m.number, known.number)}
	return m.number > known.number
}
